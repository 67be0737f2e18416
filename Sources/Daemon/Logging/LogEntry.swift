package import Scheduler

/// One line of the log, before it has a form.
package struct LogEntry: Hashable, Sendable {
  /// How much it matters.
  package enum Level: String, Hashable, Sendable {
    /// What a job wrote.
    case output

    /// The ordinary course of things.
    case info

    /// What somebody wanted to go well and did.
    case good

    /// What somebody should look at.
    case warning

    /// What keeps a run or the daemon from its work.
    case error
  }

  /// A value of a field.
  package enum Value: Hashable, Sendable {
    case text(String)
    case number(Int64)
  }

  /// One more thing that a program may want to know.
  package struct Field: Hashable, Sendable {
    package var name: String
    package var value: Value
  }

  package var level: Level

  /// What it is, for programs ("started").
  package var event: String

  /// Whose run it is about.
  package var job: JobID?

  /// Which run it is about.
  package var run: RunID?

  /// What it is, for people.
  package var text: String

  /// What programs get besides; left out where there is no value.
  package var fields: [Field] = []

  package init(_ level: Level, _ event: String, job: JobID? = nil, run: RunID? = nil, _ text: String) {
    self.level = level
    self.event = event
    self.job = job
    self.run = run
    self.text = text
  }

  mutating func add(_ name: String, _ text: String?) {
    if let text { fields.append(Field(name: name, value: .text(text))) }
  }

  mutating func add(_ name: String, _ number: Int64?) {
    if let number { fields.append(Field(name: name, value: .number(number))) }
  }
}
