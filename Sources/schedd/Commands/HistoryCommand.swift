import Daemon
import Scheduler

extension Command {
  private static let count = Option("-n", value: "N", "How many, 20 where it is not said")
  private static let outcome = Option("--outcome", value: "OUTCOME", "Only what ended so")
  private static let tag = Option("--tag", value: "TAG", "Only the jobs that carry this tag")
  private static let cause = Option("--cause", value: "CAUSE", "Only what came about so")
  private static let since = Option("--since", value: "TIME", "Only from then on")
  private static let until = Option("--until", value: "TIME", "Only what was before")

  /// What ran, and how it ended.
  package static let history = Command(
    name: "history",
    summary: "List runs, and fire times without a run, newest first",
    usage: [
      "history [JOB] [-n N] [--outcome OUTCOME] [--json] [--socket PATH]",
      "history [JOB] [--cause CAUSE] [--since TIME] [--until TIME]",
      "history --tag TAG [--absolute] [OPTION]...",
    ],
    discussion: """
      OUTCOME is one of
      \(Outcome.allCases.map(\.rawValue).joined(separator: ", ")).
      CAUSE is one of \(Cause.allCases.map(\.rawValue).joined(separator: ", ")). TIME is when a run was
      admitted: 2027-01-01, 2027-01-01T06:00:00, or the same with an offset.
      --tag means the jobs that carry it in the job file in force.
      Fire times that passed without a run of their own are counted with the run
      that stands for them, or where many passed, in a pause or an outage, on a line
      without a run's number. In JSON such a line has "first", "last" and "count" and
      no "id".
      """,
    operands: [.optional("JOB")],
    options: [count, outcome, tag, cause, since, until, .absolute, .json, .socket]
  ) { arguments, console in
    let number = try arguments.number(count, in: 1...100_000) ?? 20
    var query = RunQuery(limit: number)
    query.outcome = try wanted(outcome, arguments)
    query.cause = try wanted(cause, arguments)
    query.since = try arguments.instant(since, in: console.zone)
    query.until = try arguments.instant(until, in: console.zone)
    let job = arguments.operands.first
    if job != nil, arguments[tag] != nil { throw UsageError.conflict("JOB", tag.name) }
    let client = try console.client(arguments)
    let group = arguments[tag]
    query.job = job.map { JobID($0) }
    let entries = HistoryEntry.merged(
      runs: try client.runs(query, tagged: group),
      spans: query.mayBeOfSpans ? try client.spans(query, tagged: group) : []
    ).prefix(number)
    // A job that was removed has its history; one that never was is a slip of the hand.
    if entries.isEmpty, let job {
      _ = try console.asking(client, for: job) { () throws(ClientError) in try client.job(job) }
    }
    if arguments.has(.json) {
      console.print(json: Array(entries))
    } else if entries.isEmpty {
      console.complain("there are no such runs\n")
    } else {
      console.print(table(Array(entries), console, isAbsolute: arguments.has(.absolute)))
    }
    return .done
  }

  private static func wanted<Word: RawRepresentable<String> & CaseIterable>(
    _ option: Option,
    _ arguments: Arguments
  ) throws(UsageError) -> Word? {
    guard let text = arguments[option] else { return nil }
    guard let value = Word(rawValue: text) else {
      let names = Word.allCases.map(\.rawValue)
      let nearest = Spelling.nearest(to: text, among: names).map { "; did you mean \($0)?" } ?? ""
      throw .malformedValue(option, text, expected: "one of \(names.joined(separator: ", "))\(nearest)")
    }
    return value
  }

  private static func table(_ entries: [HistoryEntry], _ console: Console, isAbsolute: Bool) -> String {
    var table = TextTable([
      .init("RUN", isNumber: true), .init("JOB", narrowest: 12), .init("WHEN"), .init("TOOK"), .init("CAUSE"),
      .init("OUTCOME", narrowest: 9),
    ])
    let (zone, now) = (console.zone, console.now)
    for entry in entries {
      let when = entry.when.map { TimeText.compact($0, in: zone, now: now, isAbsolute: isAbsolute) } ?? ""
      switch entry {
      case .run(let run):
        let outcome = run.remark.isEmpty ? run.standing : "\(run.standing), \(run.remark)"
        table.append([
          .init("\(run.id)"), .init(run.job), .init(when),
          .init(run.duration.map(TimeText.duration) ?? ""), .init(run.cause), .init(outcome, run.style),
        ])
      case .span(let span):
        let outcome = SpanText.words(span, in: zone)
        table.append([
          .init(""), .init(span.job), .init(when), .init(""), .init(Cause.schedule.rawValue),
          .init(outcome, .doubtful),
        ])
      }
    }
    return table.rendered(width: console.width, isColored: console.isColored)
  }
}

extension RunQuery {
  /// Whether fire times that pass without a run may be what is asked for.
  fileprivate var mayBeOfSpans: Bool {
    guard cause == nil || cause == .schedule else { return false }
    return switch outcome {
    case nil, .skipped?, .missed?: true
    case .succeeded?, .failed?, .timedOut?, .cancelled?, .abandoned?: false
    }
  }
}
