import Daemon
import Scheduler

extension Command {
  private static let tag = Option("--tag", value: "TAG", "Only the jobs that carry this tag")

  /// Every job.
  package static let list = Command(
    name: "list",
    summary: "List the jobs with their next fire time and last run",
    usage: ["list [--tag TAG] [--json] [--socket PATH]"],
    options: [tag, .json, .socket]
  ) { arguments, console in
    let jobs = try console.client(arguments).jobs(tagged: arguments[tag])
    if arguments.has(.json) {
      console.print(json: jobs)
    } else if jobs.isEmpty {
      console.complain("there are no jobs\n")
    } else {
      console.print(table(jobs, console))
    }
    return .done
  }

  private static func table(_ jobs: [JobObject], _ console: Console) -> String {
    var table = TextTable([
      .init("JOB", narrowest: 12), .init("NEXT FIRE TIME", narrowest: 33), .init("LAST RUN"),
      .init("TRIGGER", narrowest: 7),
    ])
    let (zone, now) = (console.zone, console.now)
    for job in jobs {
      table.append([.init(job.id), next(job, zone, now), last(job, now), .init(job.triggerSummary)])
    }
    return table.rendered(width: console.width, isColored: console.isColored)
  }

  private static func next(_ job: JobObject, _ zone: Zone, _ now: Instant) -> TextTable.Cell {
    if !job.enabled { return .init("disabled", .faint) }
    if let pause = job.paused { return .init(pause.short(in: zone, now: now), .doubtful) }
    if let next = job.nextFireTime.flatMap({ Instant(rfc3339: $0) }) {
      return .init(TimeText.compact(next, in: zone, now: now))
    }
    return .init("-", .faint)
  }

  private static func last(_ job: JobObject, _ now: Instant) -> TextTable.Cell {
    if job.running > 0 { return .init(job.running == 1 ? "running" : "\(job.running) running") }
    if job.queued > 0 { return .init(job.queued == 1 ? "queued" : "\(job.queued) queued") }
    guard let run = job.lastRun else { return .init("-", .faint) }
    let ago = run.latestInstant.map { " " + TimeText.relative($0, to: now) } ?? ""
    return .init(run.standing + ago, run.style)
  }
}
