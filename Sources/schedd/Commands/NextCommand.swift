import CronParser
import Daemon
import Scheduler

extension Command {
  private static let job = Option("--job", value: "ID", "Only this job's")
  private static let cron = Option("--cron", value: "EXPR", "Those of a cron expression, without a job file")
  private static let timezone = Option(
    "--timezone",
    value: "ZONE",
    "The expression's zone, else the machine's"
  )
  private static let count = Option("-n", value: "N", "How many, 10 where it is not said")
  private static let batch = Option("--batch", "Answer questions from standard input, a JSON object a line")
  private static let after = Option("--after", value: "TIME", "From when on, else from now on")

  /// When jobs run next.
  package static let next = Command(
    name: "next",
    summary: "Print the next fire times of a job file or a cron expression",
    usage: [
      "next FILE [--job ID] [-n N] [--after TIME] [--json]",
      "next --cron EXPR [--timezone ZONE] [--id ID] [OPTION…]",
      "next --batch",
    ],
    discussion: """
      One RFC 3339 instant a line, with the offset of the trigger's zone; then the
      job, where there are several; then a note where daylight saving moved it.
      TIME is a date, a time without an offset in the trigger's zone, or RFC 3339.

      A question of --batch has "cron" or "trigger" as in a job file, and may have
      "timezone", "after", "n" (else 1) and "id" (for H); its answer, one line, has
      "next", a list of instants, or "error". Lists are empty where nothing fires.
      """,
    operands: [.optional("FILE")],
    options: [job, cron, timezone, .id, count, after, batch, .json]
  ) { arguments, console in
    if arguments.has(batch) {
      try checkBatch(arguments)
      BatchOfQuestions(console).run()
      return .done
    }
    let number = try arguments.number(count, in: 1...100_000) ?? 10
    let fireTimes: [ShownFireTime]
    if let expression = arguments[cron] {
      if let file = arguments.operands.first { throw UsageError.conflict(file, cron.name) }
      if arguments[job] != nil { throw UsageError.conflict(job.name, cron.name) }
      let cron = try console.cronExpression(expression, arguments)
      let trigger = try TimedTrigger(.cron(cron), zone: console.zone(named: arguments[timezone]))
      let start = try start(arguments, in: trigger.zone, console)
      fireTimes = ShownFireTime.following(start, of: trigger, count: number)
    } else {
      guard let file = arguments.operands.first else { throw UsageError.missingOperand("FILE") }
      for option in [timezone, .id] where arguments[option] != nil {
        throw UsageError.useless(option, without: cron.name)
      }
      let configuration = try console.jobFile(file)
      fireTimes = try upcoming(configuration, number, arguments, console)
    }
    show(fireTimes, arguments, console)
    return .done
  }

  private static func checkBatch(_ arguments: Arguments) throws(UsageError) {
    if let file = arguments.operands.first { throw .conflict(file, batch.name) }
    let others = [job, cron, timezone, .id, count, after, .json]
    if let other = others.first(where: { arguments.has($0) || arguments[$0] != nil }) {
      throw .conflict(other.name, batch.name)
    }
  }

  private static func upcoming(
    _ configuration: Configuration,
    _ number: Int,
    _ arguments: Arguments,
    _ console: Console
  ) throws -> [ShownFireTime] {
    guard let name = arguments[job] else {
      let start = try start(arguments, in: configuration.zone, console)
      let zones = Dictionary(uniqueKeysWithValues: configuration.jobs.map { ($0.id, $0.zone) })
      return configuration.upcoming(after: start, count: number).map { upcoming in
        .init(upcoming.job, upcoming.occurrence, zones[upcoming.job] ?? configuration.zone)
      }
    }
    guard let job = configuration.jobs.first(where: { $0.id.description == name }) else {
      throw console.unknownJob(name, among: configuration.jobs.map(\.id.description))
    }
    guard case .timed(let trigger) = job.trigger else {
      throw CommandFailure("\"\(name)\" has no fire times, it runs \(job.trigger.summary)", .done)
    }
    if !job.isEnabled {
      console.complain("\"\(name)\" is disabled; these are the fire times that it would have\n")
    }
    let start = try start(arguments, in: trigger.zone, console)
    return ShownFireTime.following(start, of: trigger, count: number)
  }

  private static func start(
    _ arguments: Arguments,
    in zone: Zone,
    _ console: Console
  ) throws(UsageError) -> Instant {
    try arguments.instant(after, in: zone) ?? console.now
  }

  private static func show(_ fireTimes: [ShownFireTime], _ arguments: Arguments, _ console: Console) {
    if arguments.has(.json) {
      console.print(json: fireTimes)
    } else if fireTimes.isEmpty {
      console.complain("no fire time follows\n")
    } else {
      for fireTime in fireTimes { console.print(fireTime.line + "\n") }
    }
  }
}
