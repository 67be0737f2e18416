import Daemon
import Scheduler

extension Command {
  private static let wait = Option("--wait", "Wait for the run's end")
  private static let at = Option("--at", value: "TIME", "Run it then, not now")
  private static let later = Option("--in", value: "DURATION", "Run it so much later: 90s, 1h30m, 2d")

  private static let key = Option(
    "--idempotency-key",
    value: "KEY",
    "Make one run, however often it is asked for"
  )

  private static let parameter = Option(
    "-p",
    value: "NAME=VALUE",
    "A value for one of the job's parameters; may be repeated",
    isRepeatable: true
  )

  /// How long one request waits; the command asks again until the run has ended.
  private static let patience: Int64 = 60

  /// Runs a job by hand.
  package static let trigger = Command(
    name: "trigger",
    summary: "Run a job by hand, now or later",
    usage: [
      "trigger JOB [-p NAME=VALUE]... [--wait] [--json] [--socket PATH]",
      "trigger JOB --at TIME | --in DURATION [-p NAME=VALUE]...",
      "trigger JOB --idempotency-key KEY [OPTION]...",
    ],
    discussion: """
      The schedule's phase is untouched. With --wait the exit status is 4 unless the
      run succeeds; Ctrl-C ends the waiting, not the run. On a terminal it shows what
      the run writes, and how long it has taken so far.

      A run for later outlives the daemon; "schedd deferred" lists those that wait.
      TIME is a date, a time without an offset in the machine's zone, or RFC 3339;
      23:00 is the next one that comes.

      KEY is 1 to 255 visible ASCII characters of your own, a UUID for example. For 24
      hours the same request with the same key is answered like the first, whatever
      became of the daemon meanwhile, so that a script may ask again when it does not
      know whether it was heard; another request with that key is refused.
      """,
    operands: [.required("JOB")],
    options: [parameter, wait, at, later, key, .json, .socket]
  ) { arguments, console in
    let job = arguments.operands[0]
    let time = try time(arguments, console)
    let parameters = try parameters(arguments)
    let key = try checkedKey(arguments)
    var client = try console.client(arguments)
    if let time { return try deferRun(of: job, time, parameters, key, client, arguments, console) }
    // Before the run is made: Ctrl-C must never leave one behind without a word.
    if arguments.has(wait) { client.interruption = console.interruption() }
    let asked = client
    do {
      let answer = try console.asking(asked, for: job) { () throws(ClientError) in
        try asked.trigger(job, parameters: parameters, key: key)
      }
      noteRepeat(answer, console)
      let run = answer.value
      if !(arguments.has(wait) && arguments.has(.json)) { show(run, arguments, console) }
      return arguments.has(wait) ? try end(of: run, client, arguments, console) : .done
    } catch ClientError.refused(let problem) {
      // Whoever reads JSON wants the run that was skipped.
      if arguments.has(.json), let run = problem.run { console.print(json: run) }
      throw ClientError.refused(problem)
    } catch ClientError.interrupted {
      console.complain("the run may have been made; \"schedd history \(job)\" will say\n")
      return .interrupted
    }
  }

  private static func checkedKey(_ arguments: Arguments) throws(UsageError) -> String? {
    guard let text = arguments[key] else { return nil }
    guard IdempotencyKey.isValid(text) else {
      throw .malformedValue(key, text, expected: "1 to 255 visible ASCII characters")
    }
    return text
  }

  private static func noteRepeat<Value>(_ answer: Triggered<Value>, _ console: Console) {
    if answer.isRepeat { console.complain("the same was asked for with this key before\n") }
  }

  /// When the run is to be made; nil for now.
  private static func time(_ arguments: Arguments, _ console: Console) throws(UsageError) -> DeferredTime? {
    try arguments.check(at, conflictsWith: later)
    for option in [at, later] { try arguments.check(wait, conflictsWith: option) }
    if let text = arguments[at], let next = console.next(clock: text) { return .at(next) }
    if let instant = try arguments.instant(at, in: console.zone) { return .at(instant) }
    return try arguments.duration(later).map { .in($0) }
  }

  /// The values that were given, each name once.
  private static func parameters(_ arguments: Arguments) throws(UsageError) -> [String: String] {
    var parameters: [String: String] = [:]
    for text in arguments.all(parameter) {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw .malformedValue(parameter, text, expected: "NAME=VALUE")
      }
      let name = String(parts[0])
      guard parameters[name] == nil else {
        throw .malformedValue(parameter, text, expected: "a parameter that was not given before")
      }
      parameters[name] = String(parts[1])
    }
    return parameters
  }

  private static func deferRun(
    of job: String,
    _ time: DeferredTime,
    _ parameters: [String: String],
    _ key: String?,
    _ client: ControlClient,
    _ arguments: Arguments,
    _ console: Console
  ) throws -> ExitCode {
    let answer = try console.asking(client, for: job) { () throws(ClientError) in
      try client.trigger(job, time, parameters: parameters, key: key)
    }
    noteRepeat(answer, console)
    let deferred = answer.value
    if arguments.has(.json) {
      console.print(json: deferred)
    } else if answer.isRepeat {
      // What was promised then may have run since, or been cancelled.
      console.print(
        "\(deferred.job) was to run at \(deferred.time(console)); what still waits: \"schedd deferred\"\n"
      )
    } else {
      console.print(
        "\(deferred.job) runs at \(deferred.time(console)); \"schedd deferred --cancel \(deferred.id)\" forgets it\n"
      )
    }
    return .done
  }

  private static func end(
    of run: RunObject,
    _ client: ControlClient,
    _ arguments: Arguments,
    _ console: Console
  ) throws -> ExitCode {
    var run = run
    do throws(ClientError) {
      if console.isTerminal, !arguments.has(.json) {
        var progress = RunProgress(run, client, console)
        defer { run = progress.run }
        try progress.waitForEnd()
      }
      while run.outcome == nil { run = try client.run(run.id, waiting: patience) }
    } catch {
      return try endOfWaiting(for: run, error, console)
    }
    show(run, arguments, console)
    return run.outcome == Outcome.succeeded.rawValue ? .done : .unsuccessful
  }

  /// What to say of a run whose end was not waited for.
  private static func endOfWaiting(
    for run: RunObject,
    _ error: ClientError,
    _ console: Console
  ) throws(ClientError) -> ExitCode {
    if error == .interrupted {
      console.complain("run \(run.id) goes on; \"schedd history \(run.job)\" will say how it ended\n")
      return .interrupted
    }
    guard case .noDaemon = error, run.state == "queued" || run.state == "waiting_retry" else { throw error }
    // A daemon that stops answers with the run as it stands, and its row waits for the next one.
    console.complain("the daemon has stopped; run \(run.id) waits, and the next daemon will start it\n")
    return .unsuccessful
  }

  private static func show(_ run: RunObject, _ arguments: Arguments, _ console: Console) {
    if arguments.has(.json) {
      console.print(json: run)
    } else {
      console.print(run.line + "\n")
    }
  }
}

extension Console {
  /// When a clock in the machine's zone shows a time of day next; nil where the text is none.
  fileprivate func next(clock text: String) -> Instant? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), parts.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isNumber) })
    else {
      return nil
    }
    let clock = parts.count == 2 ? text + ":00" : text
    // Beyond tomorrow, since a day may have 25 hours.
    let instants = (0...2).compactMap { day -> Instant? in
      let date = (now + .hours(24 * Int64(day))).rfc3339(in: zone).prefix(10)
      return Instant("\(date)T\(clock)", in: zone)
    }
    return instants.first { $0 > now }
  }
}
