import Scheduler

/// What the service manager is told; without one, nothing.
extension SchedulerDaemon {
  /// The daemon can be asked, and starts what is due.
  func tellManagerReady() {
    tellManager([.ready, .status(managerStatus)])
  }

  /// The job file is being read again; `tellManagerReady` follows, whatever comes of it.
  func tellManagerReloading() {
    // Read anew: the manager takes a reload for its own only when this lies after the signal, which the turn may have
    // begun before.
    tellManager([.reloading(SystemClock.read().uptime)])
  }

  /// Tells what has changed since the last turn.
  func tellManagerNews() {
    if core.overview.isStopping, !isManagerToldOfStop {
      isManagerToldOfStop = true
      tellManager([.stopping, .status(managerStatus)])
    } else {
      tellManager([.status(managerStatus)])
    }
  }

  private var managerStatus: String {
    let overview = core.overview
    let jobs = LogQuantity.count(overview.jobs, "job")
    if overview.isStopping { return "stopping" }
    if let failure = records.failure {
      return "\(jobs); nothing starts until the ledger can be written: \(failure)"
    }
    return overview.pause == nil ? jobs : "\(jobs), every one paused"
  }

  private func tellManager(_ messages: [ServiceManager.Message]) {
    do throws(SystemError) {
      try serviceManager?.tell(messages)
    } catch {
      // Once: what is wrong with the socket now stays wrong.
      serviceManager = nil
      say(.degraded("the service manager cannot be told how the daemon is: \(error)"))
    }
  }
}
