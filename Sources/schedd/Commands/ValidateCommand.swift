import Daemon
import Scheduler

extension Command {
  /// How many fire times of each job are shown.
  private static let shownFireTimes = 3

  /// Looks a job file over.
  package static let validate = Command(
    name: "validate",
    summary: "Check a job file and show what its triggers mean",
    usage: ["validate FILE [--json]"],
    discussion: """
      Every problem is reported at once, as FILE:LINE:COLUMN. Without errors each job
      is shown with its trigger and its next three fire times. No daemon is needed.
      Warnings are for what is legal and probably not meant; the file is good.
      """,
    operands: [.required("FILE")],
    options: [.json]
  ) { arguments, console in
    let path = arguments.operands[0]
    if arguments.has(.json) {
      let reading = try console.reading(of: path)
      console.print(json: ValidationObject(reading, file: path, after: console.now, count: shownFireTimes))
      return reading.configuration == nil ? .wrong : .done
    }
    let reading = try console.reading(of: path)
    let configuration = try console.configuration(of: reading, path, lookingFrom: console.now)
    for job in configuration.jobs { console.print(block(job, console)) }
    let warnings = reading.problems(from: console.now).count { $0.severity == .warning }
    let counts = [
      count(configuration.jobs.count, "job"), "no errors", warnings > 0 ? count(warnings, "warning") : nil,
    ]
    console.print("\(path.printable): \(counts.compactMap(\.self).joined(separator: ", "))\n")
    return .done
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  private static func block(_ job: Job, _ console: Console) -> String {
    let title = Style.bold.applied(to: job.id.description, isColored: console.isColored)
    let state = job.isEnabled ? "" : " (disabled)"
    var text = "\(title)\(state)  \(job.trigger.summary.printable)"
    guard case .timed(let trigger) = job.trigger else { return text + "\n" }
    text += trigger.meaning.map { ": \($0)\n" } ?? "\n"
    guard job.isEnabled else { return text }
    let occurrences = trigger.occurrences(after: console.now).prefix(shownFireTimes)
    for occurrence in occurrences {
      let note = occurrence.note.map { "  \($0)" } ?? ""
      text += "  \(TimeText.absolute(occurrence.instant, in: trigger.zone, now: console.now))\(note)\n"
    }
    return text
  }
}

/// What `validate --json` prints.
struct ValidationObject: Encodable {
  struct JobSummary: Encodable {
    var id: String
    var triggerSummary: String
    var timezone: String
    var enabled: Bool
    var nextFireTimes: [String]

    private enum CodingKeys: String, CodingKey {
      case id
      case triggerSummary = "trigger_summary"
      case timezone, enabled
      case nextFireTimes = "next_fire_times"
    }
  }

  var valid: Bool
  var problems: [ProblemObject]
  var jobs: [JobSummary]

  init(_ reading: JobFile.Reading, file: String, after now: Instant, count: Int) {
    valid = reading.configuration != nil
    problems = reading.problems(from: now).map { ProblemObject($0, file: file) }
    jobs = (reading.configuration?.jobs ?? []).map { job in
      var fireTimes: [String] = []
      if job.isEnabled, case .timed(let trigger) = job.trigger {
        fireTimes = trigger.occurrences(after: now).prefix(count).map(\.instant.description)
      }
      return JobSummary(
        id: job.id.description,
        triggerSummary: job.trigger.summary,
        timezone: job.zone.name,
        enabled: job.isEnabled,
        nextFireTimes: fireTimes
      )
    }
  }
}
