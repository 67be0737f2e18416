import Daemon
import Scheduler

extension Command {
  private static let count = Option("-n", value: "N", "How many runs, 20 where it is not said")
  private static let outcome = Option("--outcome", value: "OUTCOME", "Only runs that ended so")

  /// What ran, and how it ended.
  package static let history = Command(
    name: "history",
    summary: "List runs, newest first",
    usage: ["history [JOB] [-n N] [--outcome OUTCOME] [--json] [--socket PATH]"],
    discussion: """
      OUTCOME is one of
      \(Outcome.allCases.map(\.rawValue).joined(separator: ", ")).
      Fire times that passed without a run of their own are counted with the run
      that stands for them.
      """,
    operands: [.optional("JOB")],
    options: [count, outcome, .json, .socket]
  ) { arguments, console in
    let number = try arguments.number(count, in: 1...100_000) ?? 20
    let wanted = try wantedOutcome(arguments)
    let client = try console.client(arguments)
    let job = arguments.operands.first
    let runs = try client.runs(job: job, outcome: wanted, count: number)
    // A job that was removed has its history; one that never was is a slip of the hand.
    if runs.isEmpty, let job {
      _ = try console.asking(client, for: job) { () throws(ClientError) in try client.job(job) }
    }
    if arguments.has(.json) {
      console.print(json: runs)
    } else if runs.isEmpty {
      console.complain("there are no such runs\n")
    } else {
      console.print(table(runs, console))
    }
    return .done
  }

  private static func wantedOutcome(_ arguments: Arguments) throws(UsageError) -> Outcome? {
    guard let text = arguments[outcome] else { return nil }
    guard let value = Outcome(rawValue: text) else {
      let names = Outcome.allCases.map(\.rawValue)
      let nearest = Spelling.nearest(to: text, among: names).map { "; did you mean \($0)?" } ?? ""
      throw .malformedValue(outcome, text, expected: "one of \(names.joined(separator: ", "))\(nearest)")
    }
    return value
  }

  private static func table(_ runs: [RunObject], _ console: Console) -> String {
    var table = TextTable([
      .init("RUN", isNumber: true), .init("JOB", narrowest: 12), .init("WHEN"), .init("TOOK"), .init("CAUSE"),
      .init("OUTCOME", narrowest: 9),
    ])
    let (zone, now) = (console.zone, console.now)
    for run in runs {
      let outcome = run.remark.isEmpty ? run.standing : "\(run.standing), \(run.remark)"
      table.append([
        .init("\(run.id)"),
        .init(run.job),
        .init(when(run, zone, now)),
        .init(run.duration.map(TimeText.duration) ?? ""),
        .init(run.cause),
        .init(outcome, run.style),
      ])
    }
    return table.rendered(width: console.width, isColored: console.isColored)
  }

  /// The start, else the fire time of what never started, else the end.
  private static func when(_ run: RunObject, _ zone: Zone, _ now: Instant) -> String {
    let text = run.startedAt ?? run.fireTime ?? run.endedAt
    return text.flatMap { Instant(rfc3339: $0) }.map { TimeText.compact($0, in: zone, now: now) } ?? ""
  }
}
