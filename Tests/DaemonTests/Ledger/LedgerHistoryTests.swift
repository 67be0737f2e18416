import Daemon
import Scheduler
import Testing

@Suite struct `The ledger's history` {
  private let directory: TemporaryDirectory
  private let ledger: Ledger
  private let job = JobID("backup")

  init() throws {
    directory = try TemporaryDirectory()
    ledger = try Ledger(stateDirectory: directory.path)
  }

  private func second(_ seconds: Int64) -> Instant { Instant(seconds: seconds) }

  private func text(_ json: String, _ zone: String = "UTC") -> TriggerText {
    TriggerText(json: json, zone: zone)
  }

  /// A trigger that counts from an instant on, which is when it is recorded.
  private func schedule(_ json: String, from seconds: Int64) -> Record {
    .schedule(job, text(json), cursor: second(seconds) - .nanoseconds(1), at: second(seconds))
  }

  private func version(_ json: String, _ since: Int64, _ until: Int64?) -> TriggerVersion {
    TriggerVersion(since: second(since), until: until.map(second), text: text(json))
  }

  @Test func `has each trigger that a job had, and from when to when`() throws {
    try ledger.commit([schedule("1", from: 10), .cursor(job, second(15))], at: .zero)
    try ledger.commit([schedule("2", from: 20)], at: .zero)
    try ledger.commit([.unscheduled(job, at: second(30))], at: .zero)
    try ledger.commit([schedule("2", from: 50)], at: .zero)
    let all = [version("1", 10, 20), version("2", 20, 30), version("2", 50, nil)]
    #expect(try ledger.triggerVersions(of: job) == all)
    #expect(try ledger.triggerVersions(of: JobID("other")) == [])
    #expect(try ledger.cursor(of: job) == second(50) - .nanoseconds(1))
    #expect(try ledger.cursor(of: JobID("other")) == nil)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var range: Range<Int64>
    var expected: [String]

    var testDescription: String { "\(range)" }
  }

  static let rows: [Row] = [
    Row(range: 0..<5, expected: ["1", "now"]),
    Row(range: 10..<20, expected: ["1", "2", "now"]),
    Row(range: 19..<21, expected: ["1", "2", "3", "now"]),
    Row(range: 90..<99, expected: ["2", "3", "now"]),
  ]

  @Test(arguments: rows)
  func `has the triggers of a stretch of time and the one after it`(_ row: Row) throws {
    try ledger.commit([schedule("1", from: 10)], at: .zero)
    try ledger.commit([schedule("2", from: 20)], at: .zero)
    try ledger.commit([schedule("3", from: 30)], at: .zero)
    try ledger.commit([schedule("now", from: 40)], at: .zero)
    let range = second(row.range.lowerBound)..<second(row.range.upperBound)
    let versions = try ledger.triggerVersions(of: job, around: range, limit: 2)
    #expect(versions.map(\.text.json) == row.expected)
  }

  @Test func `keeps nothing of a trigger that never counted`() throws {
    try ledger.commit([schedule("1", from: 10), schedule("2", from: 10)], at: .zero)
    #expect(try ledger.triggerVersions(of: job) == [version("2", 10, nil)])
  }

  @Test func `ends a trigger behind what it has accounted for, though the clock was set back`() throws {
    try ledger.commit([schedule("1", from: 10), .cursor(job, second(90))], at: .zero)
    let next = Record.schedule(job, text("2"), cursor: second(90), at: second(60))
    try ledger.commit([next], at: .zero)
    let versions = try ledger.triggerVersions(of: job)
    #expect(versions.map(\.until) == [second(90) + .nanoseconds(1), nil])
    #expect(versions.map(\.since) == [second(10), second(90) + .nanoseconds(1)])
  }

  @Test func `takes a commit twice without a trace`() throws {
    let commits: [[Record]] = [
      [schedule("1", from: 10), .paused(job, Pause(since: second(11), reason: "a"))],
      [schedule("2", from: 20), .cursor(job, second(25))],
      [.paused(job, Pause(since: second(12), reason: "b"))],
      [.unscheduled(job, at: second(30)), .resumed(job, at: second(30))],
      [schedule("2", from: 40), schedule("3", from: 41), .unscheduled(job, at: second(50))],
    ]
    for commit in commits {
      for _ in 0..<2 { try ledger.commit(commit, at: .zero) }
    }
    let expected = [version("1", 10, 20), version("2", 20, 30), version("2", 40, 41), version("3", 41, 50)]
    #expect(try ledger.triggerVersions(of: job) == expected)
    #expect(try ledger.endedPause(of: job, at: second(11))?.until == second(12))
    #expect(try ledger.endedPause(of: job, at: second(12))?.until == second(30))
  }

  @Test func `has the pause that was in force, for as long as it was`() throws {
    let pause = Pause(since: second(10), until: second(100), reason: "new disk", actor: "uid=0")
    let global = Pause(since: second(20), reason: "", actor: nil)
    try ledger.commit([.paused(job, pause), .paused(nil, global)], at: .zero)
    #expect(try ledger.endedPause(of: job, at: second(15)) == nil, "it is in force")
    try ledger.commit([.resumed(job, at: second(30)), .resumed(nil, at: second(40))], at: .zero)
    var ended = pause
    ended.until = second(30)
    #expect(try ledger.endedPause(of: job, at: second(9)) == nil)
    #expect(try ledger.endedPause(of: job, at: second(10)) == ended)
    #expect(try ledger.endedPause(of: job, at: second(30)) == nil)
    #expect(try ledger.endedPause(of: nil, at: second(30))?.until == second(40))
    #expect(try ledger.pauses().isEmpty)
  }
}
