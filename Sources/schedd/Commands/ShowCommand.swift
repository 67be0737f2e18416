import Daemon
import Scheduler

extension Command {
  private static let environment = Option("--environment", "Show what a run would get, without secrets")

  /// One job.
  package static let show = Command(
    name: "show",
    summary: "Show one job with its definition, statistics and open runs",
    usage: ["show JOB [--environment] [--json] [--socket PATH]"],
    discussion: """
      The statistics are over the job's newest 1000 runs that succeeded, failed, timed
      out or were lost with the daemon, as far as they are kept; skipped, missed and
      cancelled ones do not count. A run took as long as its last process, where its
      end was seen; p50 and p95 are lengths that a run really took. What retention
      has let go of is counted by itself.
      """,
    operands: [.required("JOB")],
    options: [environment, .json, .socket]
  ) { arguments, console in
    let client = try console.client(arguments)
    let name = arguments.operands[0]
    if arguments.has(environment) { return try showEnvironment(of: name, client, arguments, console) }
    let job = try console.asking(client, for: name) { () throws(ClientError) in try client.job(name) }
    if arguments.has(.json) {
      console.print(json: job)
    } else {
      console.print(lines(job, console))
    }
    return .done
  }

  private static func showEnvironment(
    of name: String,
    _ client: ControlClient,
    _ arguments: Arguments,
    _ console: Console
  ) throws -> ExitCode {
    let shown = try console.asking(client, for: name) { () throws(ClientError) in
      try client.environment(of: name)
    }
    guard !arguments.has(.json) else {
      console.print(json: shown)
      return .done
    }
    let lines = shown.items.map { variable in
      let value = variable.value.map(\.quotedForShell) ?? (variable.secret ? "(secret)" : "(the run's)")
      let origin = variable.origin + String(repeating: " ", count: max(0, 10 - variable.origin.count))
      return origin + (variable.name + "=" + value).printable + "\n"
    }
    console.print(lines.joined())
    return .done
  }

  private static func lines(_ job: JobDetailObject, _ console: Console) -> String {
    let summary = job.summary
    func limit(_ seconds: Double?) -> String { seconds.map { "\(TimeAmount(seconds: $0))" } ?? "none" }
    var rows: [(name: String, value: String)] = [
      ("job", summary.id + (summary.enabled ? "" : " (disabled)")),
      ("description", summary.description),
      ("tags", summary.tags.joined(separator: ", ")),
      ("trigger", summary.triggerSummary),
      ("timezone", summary.timezone),
      ("paused", summary.paused.map { pause($0, console) } ?? ""),
      ("next", summary.nextFireTime.map { time($0, console) } ?? "none"),
      ("command", job.command?.map(\.quotedForShell).joined(separator: " ") ?? ""),
      ("shell", job.shell ?? ""),
      ("directory", job.process.workingDirectory ?? ""),
      ("user", job.process.user ?? ""),
      ("process", ProcessText.line(job.process)),
      ("parameters", ProcessText.parameters(job.process.parameters)),
      ("grace", limit(job.policies.misfireGraceTime)),
      ("coalesce", job.policies.coalesce),
      ("instances", "at most \(job.policies.maxInstances)"),
      ("overlap", job.policies.overlap),
      ("group", job.policies.concurrencyGroup ?? ""),
      ("timeout", "\(limit(job.policies.timeout)), then \(limit(job.policies.killAfter)) until it is killed"),
      ("retry", retry(job.policies.retry)),
      ("priority", "\(job.policies.priority)"),
      ("history", history(job.policies.history)),
      ("tells", tells(job.policies.notify)),
    ]
    if job.policies.timeout == nil { rows.removeAll { $0.0 == "timeout" } }
    rows += StatisticsText.rows(job.statistics, in: console.zone, now: console.now)
    if let run = summary.lastRun { rows.append(("last run", withTime(run, console))) }
    for run in job.openRuns { rows.append(("open run", withTime(run, console))) }
    return rows.filter { !$0.1.isEmpty }.map { name, value in
      name + String(repeating: " ", count: 13 - name.count) + value.printable + "\n"
    }.joined()
  }

  private static func pause(_ pause: PauseObject, _ console: Console) -> String {
    (pause.everyJob ? "with every job, " : "") + pause.long(in: console.zone, now: console.now)
  }

  private static func retry(_ retry: RetryObject) -> String {
    guard retry.maxAttempts > 1 else { return "never" }
    let growth = retry.backoff == Retry.Backoff.exponential.rawValue ? ", then twice as long each time" : ""
    return "up to \(retry.maxAttempts) attempts, after \(TimeAmount(seconds: retry.delay))\(growth)"
  }

  private static func tells(_ rules: [NotificationRuleObject]) -> String {
    let texts = rules.map { rule in
      var text = rule.on.joined(separator: ", ")
      if rule.afterFailures > 1 { text += " from the failure number \(rule.afterFailures) in a row on" }
      if rule.cooldown > 0 { text += ", once in \(TimeAmount(seconds: rule.cooldown)) at most" }
      return text
    }
    return texts.isEmpty ? "nobody" : texts.joined(separator: "; ")
  }

  private static func history(_ history: HistoryObject) -> String {
    let limits =
      [history.keepRuns.map { "\($0) runs" }, history.keepFor.map { "\(TimeAmount(seconds: $0))" }]
    let said = limits.compactMap(\.self)
    return said.isEmpty ? "all is kept" : "kept for " + said.joined(separator: " and ")
  }

  private static func withTime(_ run: RunObject, _ console: Console) -> String {
    run.line
      + (run.latestInstant.map { ", " + TimeText.absolute($0, in: console.zone, now: console.now) } ?? "")
  }

  private static func time(_ text: String, _ console: Console) -> String {
    Instant(rfc3339: text).map { TimeText.absolute($0, in: console.zone, now: console.now) } ?? text
  }
}

extension TimeAmount {
  /// A length in seconds as the API writes it.
  fileprivate init(seconds: Double) {
    self.init(nanoseconds: Int64((seconds * 1_000_000_000).rounded()))
  }
}

extension String {
  /// As one would write it for a shell, so that the ends of arguments can be seen.
  fileprivate var quotedForShell: String {
    let isPlain =
      !isEmpty
      && unicodeScalars.allSatisfy { scalar in
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
          || "%+,-./:=@_".unicodeScalars.contains(scalar)
      }
    return isPlain ? self : "'" + replacing("'", with: "'\\''") + "'"
  }
}
