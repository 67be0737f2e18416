import Glibc
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

  /// Says that the loop does not hang, when it is time.
  ///
  /// Only from the end of a turn, since that is what it promises.
  func feedWatchdog() {
    guard let watchdog, now.uptime >= watchdog.next else { return }
    let hasReached = tellManager([.watchdog])
    self.watchdog?.tried(hasReached, at: now.uptime)
  }

  @discardableResult
  private func tellManager(_ messages: [ServiceManager.Message]) -> Bool {
    do throws(SystemError) {
      try serviceManager?.tell(messages)
      return true
    } catch {
      say(.degraded("the service manager cannot be told how the daemon is: \(error)"))
      // A manager that reads nothing for a while does so again; all else that is wrong with the socket stays wrong.
      if error.code != EAGAIN { (serviceManager, watchdog) = (nil, nil) }
      return false
    }
  }
}
