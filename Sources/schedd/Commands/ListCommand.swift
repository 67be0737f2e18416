import Daemon
import Scheduler

extension Command {
  private static let tag = Option("--tag", value: "TAG", "Only the jobs that carry this tag")

  private static let watch = Option("--watch", "Show it anew every second, until Ctrl-C")

  /// Every job.
  package static let list = Command(
    name: "list",
    summary: "List the jobs with their next fire time and last run",
    usage: [
      "list [--tag TAG] [--absolute] [--json] [--socket PATH]",
      "list --watch [--tag TAG] [--absolute] [--socket PATH]",
    ],
    options: [tag, watch, .absolute, .json, .socket]
  ) { arguments, console in
    if arguments.has(watch) { return try watch(arguments, console) }
    let jobs = try console.client(arguments).jobs(tagged: arguments[tag], brief: !arguments.has(.json))
    if arguments.has(.json) {
      console.print(json: jobs)
    } else if jobs.isEmpty {
      console.complain("there are no jobs\n")
    } else {
      console.print(table(jobs, console, isAbsolute: arguments.has(.absolute)))
    }
    return .done
  }

  private static func watch(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
    try arguments.check(watch, conflictsWith: .json)
    guard console.isTerminal else {
      throw CommandFailure("--watch needs a terminal; \"schedd list\" prints the list once", .usage)
    }
    var client = try console.client(arguments)
    client.interruption = console.interruption()
    var screen = WatchedScreen(height: console.height)
    do throws(ClientError) {
      repeat {
        let jobs = try client.jobs(tagged: arguments[tag], brief: true)
        let text = jobs.isEmpty ? "there are no jobs\n" : ""
        let table = text.isEmpty ? table(jobs, console, isAbsolute: arguments.has(.absolute)) : text
        console.print(screen.frame(table))
      } while console.wait(seconds: 1, client.interruption)
    } catch {
      guard error == .interrupted else { throw error }
    }
    return .done
  }

  private static func table(_ jobs: [JobObject], _ console: Console, isAbsolute: Bool) -> String {
    var table = TextTable([
      .init("JOB", narrowest: 12), .init("NEXT FIRE TIME", narrowest: 33), .init("LAST RUN"),
      .init("TRIGGER", narrowest: 7),
    ])
    let (zone, now) = (console.zone, console.now)
    for job in jobs {
      table.append([
        .init(job.id), next(job, zone, now, isAbsolute), last(job, zone, now, isAbsolute),
        .init(job.triggerSummary),
      ])
    }
    return table.rendered(width: console.width, isColored: console.isColored)
  }

  private static func next(
    _ job: JobObject,
    _ zone: Zone,
    _ now: Instant,
    _ isAbsolute: Bool
  ) -> TextTable.Cell {
    if !job.enabled { return .init("disabled", .faint) }
    if let pause = job.paused { return .init(pause.short(in: zone, now: now), .doubtful) }
    if let next = job.nextFireTime.flatMap({ Instant(rfc3339: $0) }) {
      return .init(TimeText.compact(next, in: zone, now: now, isAbsolute: isAbsolute))
    }
    return .init("-", .faint)
  }

  private static func last(
    _ job: JobObject,
    _ zone: Zone,
    _ now: Instant,
    _ isAbsolute: Bool
  ) -> TextTable.Cell {
    if job.running > 0 { return .init(job.running == 1 ? "running" : "\(job.running) running") }
    if job.queued > 0 { return .init(job.queued == 1 ? "queued" : "\(job.queued) queued") }
    guard let end = job.lastEnd else { return .init("-", .faint) }
    let style = Style(of: Outcome(rawValue: end.outcome))
    guard let instant = Instant(rfc3339: end.endedAt) else { return .init(end.outcome, style) }
    let time = isAbsolute ? TimeText.clock(instant, in: zone) : TimeText.relative(instant, to: now)
    return .init("\(end.outcome) \(time)", style)
  }
}
