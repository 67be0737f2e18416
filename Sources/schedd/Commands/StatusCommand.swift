import Daemon
import Scheduler

extension Command {
  private static let check = Option("--check", "Exit with 4 where something is wrong with it")

  /// How the daemon is.
  package static let status = Command(
    name: "status",
    summary: "Say how the daemon is",
    usage: ["status [--check] [--json] [--socket PATH]"],
    discussion: """
      With --check the exit status is 0 where all is well, 4 while the ledger cannot
      be written, and so nothing starts, or while the job file as it is now was
      refused; 3 where no daemon answers. A pause is somebody's wish, and no fault.
      """,
    options: [check, .json, .socket]
  ) { arguments, console in
    let status = try console.client(arguments).status()
    if arguments.has(.json) {
      console.print(json: status)
    } else {
      console.print(lines(status, console))
    }
    return arguments.has(check) && !status.isWell ? .unsuccessful : .done
  }

  private static func quantiles(_ histogram: HistogramObject) -> String {
    let (half, most) = (milliseconds(histogram.p50), milliseconds(histogram.p99))
    return "half within \(half) ms, 99 % within \(most) ms, the longest \(milliseconds(histogram.max)) ms"
  }

  private static func milliseconds(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10_000).rounded(.up))
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static func cgroups(_ cgroups: CgroupObject) -> String {
    guard let path = cgroups.path else { return "not used: \((cgroups.reason ?? "").printable)" }
    let memory = cgroups.memory == true ? "" : ", memory not counted"
    return "one for each run, below \(path.printable)\(memory)"
  }

  private static func lines(_ status: StatusObject, _ console: Console) -> String {
    func time(_ text: String) -> String {
      guard let instant = Instant(rfc3339: text) else { return text }
      return TimeText.absolute(instant, in: console.zone, now: console.now)
    }
    let state =
      switch status.state {
      case .running: Style.good.applied(to: "running", isColored: console.isColored)
      case .degraded:
        Style.bad.applied(to: "degraded", isColored: console.isColored)
          + ": the ledger cannot be written, so nothing starts"
      case .stopping:
        Style.doubtful.applied(to: "stopping", isColored: console.isColored)
          + ": waits for the runs under way"
      }
    var rows = [
      ("state", state),
      ("version", "\(status.version), pid \(status.pid)"),
      ("started", time(status.startedAt)),
      ("job file", "\(status.jobFile.printable), read \(time(status.loadedAt))"),
      ("jobs", "\(status.jobs)"),
      (
        "runs", "\(status.running) of at most \(status.maxConcurrentRuns) under way, \(status.queued) waiting"
      ),
      ("timezone", status.timezone.printable),
      ("state dir", status.stateDirectory.printable),
      ("socket", status.socket.printable),
      ("cgroups", cgroups(status.cgroups)),
    ]
    if status.loop.count > 0 {
      rows.append(("loop", "\(status.loop.count) turns: " + quantiles(status.loop)))
    }
    if status.commits.count > 0 {
      rows.append(("commits", "\(status.commits.count): " + quantiles(status.commits)))
    }
    if let reason = status.lastReload.reason {
      rows.insert(("refused", "\(reason.printable), read \(time(status.lastReload.at))"), at: 4)
    }
    if let degraded = status.degraded {
      rows.insert(("because", "\(degraded.reason.printable), since \(time(degraded.since))"), at: 1)
    }
    if let pause = status.paused {
      rows.insert(("paused", "every job, " + pause.long(in: console.zone, now: console.now)), at: 1)
    }
    return rows.map { name, value in
      name + String(repeating: " ", count: 11 - name.count) + value + "\n"
    }.joined()
  }
}

extension StatusObject {
  /// Whether nothing is wrong that somebody has to mend.
  fileprivate var isWell: Bool { degraded == nil && lastReload.reason == nil }
}
