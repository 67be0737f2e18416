extension SchedulerCore {
  /// Answers a request.
  mutating func answer(_ id: RequestID, _ request: Request) {
    switch request {
    case .trigger(let job, let actor):
      perform(.reply(id, trigger(job, actor)))
    case .stop:
      if phase == .running { advanceShutdown() }
      perform(.reply(id, .done))
    }
  }

  /// A run by hand goes the way of every run, but has no fire time and no grace; the schedule's phase is untouched.
  private mutating func trigger(_ job: JobID, _ actor: String?) -> Response {
    guard phase == .running else { return .stopping }
    guard isLedgerWritable else { return .ledgerUnavailable }
    guard let slot = slot(of: job) else { return .unknownJob(job) }
    let run = admitUnscheduled(slot, cause: .manual, actor: actor)
    guard run.outcome == nil else { return .refused(run) }
    startWaitingRuns()
    recordAdmittedRuns()
    return .accepted(openRuns[run.id]?.run ?? run)
  }
}
