package import Scheduler

/// What the daemon says of itself; the core's notices are apart.
package enum DaemonMessage: Hashable, Sendable {
  /// It is up.
  case started(pid: Int32, jobs: Int, stateDirectory: String, socket: String)

  /// It listens over TCP too.
  case listening(ListenAddress, mayChange: Bool)

  /// It leaves, with this exit status.
  case stopped(status: Int32)

  /// The job file has changed and is read again.
  case jobFileChanged

  /// Something is wrong with, or doubtful in, the job file; the line says where.
  case problem(Problem.Severity, line: String)

  /// The job file is bad, and what was in force stays so.
  case reloadRefused(errors: Int)

  /// The job file cannot be read, and what was in force stays so.
  case reloadUnreadable(String)

  /// The ledger cannot be written; nothing starts until it can.
  case ledgerFailed(String)

  /// The ledger can be written again, after so long.
  case ledgerHealed(TimeAmount)

  /// The daemon leaves and could not make its last records durable.
  case recordsLost(Int)

  /// Records did not fit the ledger and were left out.
  case recordsRefused(String)

  /// Whether each run has a cgroup of its own.
  case cgroups(CgroupUse)

  /// A run starts without the cgroup that it should have.
  case groupFailed(RunID, JobID, String)

  /// A run's cgroup cannot be removed, though all that was in it has been killed.
  case groupStuck(RunID, String)

  /// Processes of a run's group outlived its leader and were killed.
  case leftover(RunID, JobID)

  /// A process that outlived its run holds its output open, which is not read any more.
  case outputLetGo(RunID, JobID)

  /// What a run writes from now on is not kept.
  case outputNotKept(RunID, JobID, String)

  /// Processes of a run that was under way when the daemon died are still there.
  case leftBehind(RunID, JobID, processes: Int)

  /// So many processes that had left their runs' groups were killed at the end.
  case strays(Int)

  /// A part of the daemon does not work; the text says which and why.
  case degraded(String)

  /// Somebody was told something, or was not.
  case messenger(MessengerEvent)

  /// Lines of the log were dropped, since whoever reads it is too slow.
  case linesDropped(Int)
}

extension LogEntry {
  /// A message of the daemon's, in words.
  package init(_ message: DaemonMessage) {
    switch message {
    case .started(let pid, let jobs, let stateDirectory, let socket):
      self.init(.info, "daemon_started", "schedd \(Version.current) runs \(LogQuantity.count(jobs, "job"))")
      text += "; state in \(stateDirectory), control at \(socket)"
      add("version", Version.current)
      add("pid", Int64(pid))
      add("jobs", Int64(jobs))
    case .listening(let address, let mayChange):
      let text = "control at http://\(address), " + (mayChange ? "changes with the token" : "read-only")
      self.init(.info, "listening", text)
      add("address", address.description)
    case .stopped(let status):
      self.init(status == 0 ? .info : .error, "daemon_stopped", "schedd has stopped")
      add("status", Int64(status))
    case .jobFileChanged:
      self.init(.info, "job_file_changed", "the job file has changed and is read again")
    case .problem(let severity, let line):
      self.init(severity == .error ? .error : .warning, "problem", line)
    case .reloadRefused(let errors):
      let count = LogQuantity.count(errors, "error")
      self.init(
        .error,
        "reload_refused",
        "the job file has \(count); the one that was read before stays in force"
      )
    case .reloadUnreadable(let reason):
      self.init(.error, "reload_refused", "\(reason); the job file that was read before stays in force")
    case .ledgerFailed(let reason):
      self.init(.error, "ledger_failed", "nothing starts until the ledger can be written: \(reason)")
    case .ledgerHealed(let time):
      self.init(
        .info,
        "ledger_healed",
        "the ledger can be written again, after \(LogQuantity.duration(time))"
      )
    case .recordsLost(let count):
      self.init(
        .error,
        "records_lost",
        "\(LogQuantity.count(count, "record")) could not be written to the ledger"
      )
      add("count", Int64(count))
    case .recordsRefused(let reason):
      self.init(.error, "records_refused", reason)
    case .cgroups(.used(let path, let countsMemory)):
      let memory = countsMemory ? "" : "; memory is not counted there"
      self.init(.info, "cgroups", "each run has a cgroup below \(path)\(memory)")
    case .cgroups(.notUsed(let reason)):
      self.init(.info, "cgroups", "runs have no cgroups of their own: \(reason)")
    case .groupFailed(let run, let job, let reason):
      let text = "starts without a cgroup of its own: \(reason)"
      self.init(.warning, "cgroup_failed", job: job, run: run, text)
    case .groupStuck(let run, let name):
      let text = "the cgroup \(name) of run \(run.number) still has processes, though all were killed"
      self.init(.warning, "cgroup_stuck", text)
    case .leftover(let run, let job):
      self.init(.warning, "leftover", job: job, run: run, "left processes behind, which were killed")
    case .outputLetGo(let run, let job):
      let text = "a process that it left behind holds its output open; what that writes is not shown"
      self.init(.warning, "output_let_go", job: job, run: run, text)
    case .outputNotKept(let run, let job, let reason):
      let text = "what it writes cannot be kept from here on: \(reason)"
      self.init(.warning, "output_not_kept", job: job, run: run, text)
    case .leftBehind(let run, let job, let processes):
      let text = "processes outlived the daemon and still run: \(LogQuantity.count(processes))"
      self.init(.warning, "left_behind", job: job, run: run, text)
      add("count", Int64(processes))
    case .strays(let count):
      let text = "left behind by runs, and killed with the daemon: \(LogQuantity.count(count)) processes"
      self.init(.warning, "strays", text)
      add("count", Int64(count))
    case .degraded(let reason):
      self.init(.error, "degraded", reason)
    case .messenger(let event):
      self.init(event)
    case .linesDropped(let count):
      let lines = LogQuantity.count(count, "line")
      self.init(.warning, "lines_dropped", "\(lines) of the log dropped: its reader is too slow")
      add("count", Int64(count))
    }
  }

  private init(_ event: MessengerEvent) {
    let (notification, level, name, text) =
      switch event {
      case .told(let notification): (notification, Level.info, "notified", "told of it")
      case .failed(let notification, let reason):
        (notification, .error, "notification_failed", "could not be told: \(reason)")
      case .dropped(let notification):
        (notification, .error, "notification_dropped", "is not told: too many wait for that already")
      }
    var run: RunID?
    if case .run(let told) = notification.subject { run = told.id }
    self.init(level, name, job: notification.job, run: run, "\(notification.event.rawValue): \(text)")
    add("notification", notification.event.rawValue)
  }

  /// What a run has written.
  package init(_ item: OutputItem, run: RunID, job: JobID) {
    switch item {
    case .line(let line):
      self.init(.output, "output", job: job, run: run, line)
    case .cutLine(let line):
      self.init(.output, "output", job: job, run: run, line + "…")
    case .notShown(let lines, let bytes):
      let size = LogQuantity.bytes(bytes)
      let text =
        lines == 0
        ? "… \(size) of a line not shown" : "… \(LogQuantity.count(lines, "line")) (\(size)) not shown"
      self.init(.output, "output_not_shown", job: job, run: run, text)
      add("lines", Int64(lines))
      add("bytes", Int64(bytes))
    }
  }
}
