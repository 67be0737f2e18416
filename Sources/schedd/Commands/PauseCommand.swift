import Daemon
import Scheduler

extension Command {
  private static let everyJob = Option("--all", "Every job")
  private static let until = Option("--until", value: "TIME", "When the pause ends by itself")
  private static let length = Option("--for", value: "DURATION", "How long it lasts: 90s, 1h30m, 2d")
  private static let reason = Option("--reason", value: "TEXT", "Why, for whoever looks at the job")

  /// Holds triggers back.
  package static let pause = Command(
    name: "pause",
    summary: "Let the trigger of a job, or every trigger, count for nothing",
    usage: [
      "pause JOB [--until TIME | --for DURATION] [--reason TEXT]",
      "pause --all [--json] [--socket PATH] [OPTION…]",
    ],
    discussion: """
      What passes meanwhile is skipped and not caught up. Runs under way go on, runs
      that wait still start, and a paused job can be run by hand. A pause outlives the
      daemon. TIME is a date, a time without an offset in the machine's zone, or
      RFC 3339.
      """,
    operands: [.optional("JOB")],
    options: [everyJob, until, length, reason, .json, .socket]
  ) { arguments, console in
    let job = try subject(arguments)
    try arguments.check(until, conflictsWith: length)
    let time = try arguments.instant(until, in: console.zone)
    let end = try arguments.duration(length).map { console.now + $0 } ?? time
    let why = arguments[reason]
    let client = try console.client(arguments)
    guard let job else {
      let status = try client.pauseAll(until: end, reason: why)
      show(status, status.paused, nil, arguments, console)
      return .done
    }
    let detail = try console.asking(client, for: job) { () throws(ClientError) in
      try client.pause(job, until: end, reason: why)
    }
    show(detail, detail.summary.paused, job, arguments, console)
    return .done
  }

  /// Ends a pause.
  package static let resume = Command(
    name: "resume",
    summary: "End the pause of a job, or that of every job",
    usage: ["resume JOB [--json] [--socket PATH]", "resume --all [--json] [--socket PATH]"],
    discussion: """
      With --all the pause of every job ends; a job's own goes on. What passed in the
      pause is not caught up.
      """,
    operands: [.optional("JOB")],
    options: [everyJob, .json, .socket]
  ) { arguments, console in
    let job = try subject(arguments)
    let client = try console.client(arguments)
    guard let job else {
      let status = try client.resumeAll()
      show(status, status.paused, nil, arguments, console)
      return .done
    }
    let detail = try console.asking(client, for: job) { () throws(ClientError) in try client.resume(job) }
    show(detail, detail.summary.paused, job, arguments, console)
    return .done
  }

  /// The job that is meant, or nil for every one; one of them must be said.
  private static func subject(_ arguments: Arguments) throws(UsageError) -> String? {
    let job = arguments.operands.first
    if let job, arguments.has(everyJob) { throw .conflict(job, everyJob.name) }
    if job == nil, !arguments.has(everyJob) { throw .missingOperand("JOB or --all") }
    return job
  }

  /// Says what holds the job, or the daemon, back now; the pause that was asked for may not be the longest.
  private static func show(
    _ answer: some Encodable,
    _ pause: PauseObject?,
    _ job: String?,
    _ arguments: Arguments,
    _ console: Console
  ) {
    if arguments.has(.json) {
      console.print(json: answer)
    } else if let pause {
      let subject = pause.everyJob ? "every job" : job ?? "every job"
      console.print("\(subject) is paused \(pause.long(in: console.zone, now: console.now))\n")
    } else if let job {
      console.print("\(job) is not paused\n")
    } else {
      console.print("no job is paused, but for those with a pause of their own\n")
    }
  }
}
