import CronParser
import Daemon
import Scheduler

extension Command {
  static let explainedZone = Option(
    "--timezone",
    value: "ZONE",
    "The zone that it is read in, else the machine's"
  )

  /// How many fire times are shown.
  private static let shownFireTimes = 5

  /// What a cron expression means, and why a job did or did not run.
  package static let explain = Command(
    name: "explain",
    summary: "Say what a cron expression means, or why a job did or did not run",
    usage: [
      "explain EXPR [--timezone ZONE] [--id ID] [--json]",
      "explain --job ID --at TIME [--json] [--socket PATH]",
    ],
    discussion: """
      Of EXPR it shows the whole, each field, what becomes of the times that
      daylight saving skips or repeats, what is odd, and the next five fire times.
      It is one argument: quote it, so that the shell does not see its stars.

      Of a job it says what became of a fire time, from the daemon's ledger and by
      the trigger that was in force then; of any other time, which fire times lie
      around it. TIME is 02:30 (the last one that has passed), 2027-03-28 or
      "2027-03-28 02:30", with seconds or without, in the job's zone, or RFC 3339.
      """,
    operands: [.optional("EXPR")],
    options: [explainedZone, .id, explainedJob, explainedTime, .json, .socket]
  ) { arguments, console in
    if let job = arguments[explainedJob] { return try explain(job: job, arguments, console) }
    for option in [explainedTime, .socket] where arguments[option] != nil {
      throw UsageError.useless(option, without: explainedJob.name)
    }
    guard let text = arguments.operands.first else { throw UsageError.missingOperand("EXPR") }
    let expression = try console.cronExpression(text, arguments)
    let trigger = try TimedTrigger(.cron(expression), zone: console.zone(named: arguments[explainedZone]))
    let fireTimes = ShownFireTime.following(console.now, of: trigger, count: shownFireTimes)
    if arguments.has(.json) {
      console.print(json: ExplanationObject(expression, zone: trigger.zone, fireTimes))
    } else {
      console.print(Self.text(of: expression, fireTimes, zone: trigger.zone, console))
    }
    return .done
  }

  private static func text(
    of expression: CronExpression,
    _ fireTimes: [ShownFireTime],
    zone: Zone,
    _ console: Console
  ) -> String {
    let explanation = expression.explanation
    let summary = Style.bold.applied(to: explanation.summary, isColored: console.isColored)
    let notes = explanation.notes.map { $0 + "\n" }
    let warnings = expression.warnings.map { "warning: \($0)\n" }
    let paragraphs = [
      ["\(summary)\n"], table(of: explanation.fields), notes, warnings, ending(expression, fireTimes, zone),
    ]
    return paragraphs.filter { !$0.isEmpty }.map { $0.joined() }.joined(separator: "\n")
  }

  private static func table(of fields: [CronExplanation.Field]) -> [String] {
    let nameWidth = fields.map(\.field.name.count).max() ?? 0
    let textWidth = fields.map(\.text.count).max() ?? 0
    return fields.map { field in
      let name = padded(field.field.name, nameWidth)
      return "  \(name)  \(padded(field.text, textWidth))  \(field.words)\n"
    }
  }

  private static func ending(
    _ expression: CronExpression,
    _ fireTimes: [ShownFireTime],
    _ zone: Zone
  ) -> [String] {
    guard !expression.isReboot else { return ["It names an event and no time, so no fire time follows.\n"] }
    guard !fireTimes.isEmpty else { return ["No fire time follows.\n"] }
    return ["Next in \(zone.name):\n"] + fireTimes.map { "  \($0.line)\n" }
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 0))
  }
}

/// What `explain --json` prints.
private struct ExplanationObject: Encodable {
  struct Field: Encodable {
    var field: String
    var text: String
    var words: String
  }

  struct Warning: Encodable {
    var column: Int
    var message: String
    var hint: String?
  }

  var expression: String
  var summary: String
  var fields: [Field]
  var notes: [String]
  var warnings: [Warning]

  /// `fixed` or `wildcard`; absent for what names no times.
  var daylightSavingClass: String?
  var neverFires: Bool
  var timezone: String
  var nextFireTimes: [ShownFireTime]

  init(_ expression: CronExpression, zone: Zone, _ fireTimes: [ShownFireTime]) {
    let explanation = expression.explanation
    self.expression = expression.text
    summary = explanation.summary
    fields = explanation.fields.map { .init(field: $0.field.name, text: $0.text, words: $0.words) }
    notes = explanation.notes
    warnings = expression.warnings.map { .init(column: $0.column, message: $0.message, hint: $0.hint) }
    if !expression.isReboot { daylightSavingClass = expression.isWildcard ? "wildcard" : "fixed" }
    neverFires = expression.neverFires
    timezone = zone.name
    nextFireTimes = fireTimes
  }

  private enum CodingKeys: String, CodingKey {
    case expression, summary, fields, notes, warnings, timezone
    case daylightSavingClass = "daylight_saving_class"
    case neverFires = "never_fires"
    case nextFireTimes = "next_fire_times"
  }
}
