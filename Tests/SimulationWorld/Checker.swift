import Scheduler

/// Watches a daemon from outside and says where it breaks its word.
///
/// It is told what the core was told, what it answered, what was done of that and what became durable; it shares no
/// code with the core, and asks it only for `nextWake` and how much it keeps.
package struct Checker {
  /// What was found, the first ten; a reference, so that a check may read the checker while it adds to it.
  private final class Findings {
    var faults: [String] = []
  }

  private let findings = Findings()

  /// What was found, the first ten.
  package var faults: [String] { findings.faults }

  /// Every way in which something has ended.
  package internal(set) var endings: Set<Ending> = []

  /// The job file in force, and its jobs.
  var configuration = Configuration(jobs: [])
  var jobs: [JobID: Job] = [:]

  /// What is durable, and with it what was recorded since.
  var kept = Replica()
  var seen = Replica()
  private var uncommitted: [(record: Record, trigger: TimedTrigger?, wall: Instant)] = []

  var life = Life()

  /// The latest that the wall clock has ever said.
  var highest = Instant(nanoseconds: .min)

  /// The jobs whose trigger ever had jitter, and how long that is at most.
  var jittered: Set<JobID> = []
  let longestJitter: TimeAmount

  /// What refused claims stand for besides their own fire times: a span instead of their rows.
  var owed: [RunID: CoalescedFireTimes] = [:]

  /// Runs that the ledger will refuse or has refused, and that the core takes for its own until it is told.
  var doubtful: Set<RunID> = []

  init(longestJitter: TimeAmount) {
    self.longestJitter = longestJitter
  }

  /// The runs without an outcome, by number.
  var openRuns: [RunID] { seen.open.keys.sorted() }

  /// A daemon starts with this job file.
  ///
  /// - Parameter configuration: The job file.
  mutating func boots(_ configuration: Configuration) {
    life = Life()
    life.mostInstances = kept.places.mapValues(\.all)
    seen = kept
    putInForce(configuration)
  }

  mutating func putInForce(_ new: Configuration) {
    configuration = new
    jobs = Dictionary(uniqueKeysWithValues: new.jobs.map { ($0.id, $0) })
    for job in new.jobs {
      if job.policies.overlap == .replace { life.replacing.insert(job.id) }
      life.mostInstances[job.id] = max(life.mostInstances[job.id, default: 0], job.policies.maxInstances)
    }
    for job in new.jobs where job.trigger.timed?.jitter ?? .zero > .zero { jittered.insert(job.id) }
  }

  /// Judges a turn.
  mutating func check(_ history: [Happening], _ daemon: SimulatedDaemon) {
    for happening in history {
      switch happening {
      case .decided(let event, let moment, let actions): judge(event, moment, actions)
      case .performed(let action): judge(action)
      case .committed(let refused): commit(refused, daemon.ledger)
      case .died: end()
      }
    }
    if let core = daemon.core { checkRest(core, daemon) }
  }

  /// The policies of a job by which something may have been decided in this event.
  func policies(of job: JobID, _ incident: Incident) -> [Policies] {
    [incident.oldJobs[job]?.policies, jobs[job]?.policies].compactMap(\.self)
  }

  func fault(_ text: String) {
    if faults.count < 10 { findings.faults.append(text) }
  }

  func require(_ holds: Bool, _ text: @autoclosure () -> String) {
    if !holds { fault(text()) }
  }

  // MARK: One event

  private mutating func judge(_ event: Event, _ moment: Moment, _ actions: [Action]) {
    var incident = Incident(
      event: event,
      moment: moment,
      open: seen.open,
      places: seen.places,
      cursors: seen.cursors,
      triggers: seen.triggers,
      oldConfiguration: configuration,
      oldJobs: jobs
    )
    noticeStep(&incident)
    life.moment = moment
    life.lastWasWoke = incident.woke
    enter(&incident)
    for action in actions { take(action, &incident) }
    checkAccount(incident)
    checkAdmissions(incident)
    checkConsequences(incident)
    checkEnds(incident)
    checkSlots(incident)
    highest = max(highest, moment.wall)
  }

  private mutating func noticeStep(_ incident: inout Incident) {
    if incident.wall < highest {
      seen.clockWentBack(to: incident.wall)
      kept.clockWentBack(to: incident.wall)
    }
    guard let last = life.moment else { return }
    let step = (incident.wall - last.wall).nanoseconds - (incident.uptime - last.uptime).nanoseconds
    guard abs(step) >= TimeAmount.seconds(1).nanoseconds else { return }
    incident.step = TimeAmount(nanoseconds: step)
  }

  /// What the event itself changes.
  private mutating func enter(_ incident: inout Incident) {
    switch incident.event {
    case .reloaded(let new): if life.stage == 0 { putInForce(new) }
    case .requested(let id, let request):
      life.asked[id] = request
      if request == .stop, life.stage == 0 { life.stop(configuration) }
      if case .cancel(let run, _) = request { life.cancelled.insert(run) }
    case .shutdownRequested: life.stop(configuration)
    case .started(let run, _): processIsKnown(run, incident)
    case .exited(let run, let status, _, _): processEnded(run, status, &incident)
    case .spawnFailed(let run, _, _):
      startFailed(run, &incident)
    case .ledgerFailed: life.isWritable = false
    case .ledgerHealed: life.isWritable = true
    case .woke: if life.stage == 1, let end = life.drainEnd, end <= incident.uptime { life.stage = 2 }
    case .claimsRefused(let runs): doubtful.subtract(runs.map(\.id))
    case .launched, .notificationFailed: break
    }
  }

  private mutating func take(_ action: Action, _ incident: inout Incident) {
    switch action {
    case .record(let record): take(record, &incident)
    case .start(let start):
      incident.starts.append(start)
      checkStart(start, incident)
    case .signal(let run, let signal):
      let isAnnounced = incident.announced.map { $0 == (run, signal) } ?? false
      require(isAnnounced, "run \(run) gets a signal that the log does not tell of")
      incident.announced = nil
    case .log(let notice): take(notice, &incident)
    case .reply(let id, let response):
      incident.replies.append(response)
      checkReply(id, response, incident)
    case .notify, .exit: break
    }
  }

  private mutating func take(_ notice: Notice, _ incident: inout Incident) {
    switch notice {
    case .stopping(let run, let signal, let reason):
      checkSignal(run, signal, reason, incident)
      incident.announced = (run.id, signal)
    case .retrying(let run, let delay): checkRetry(run, delay, incident)
    case .draining: require(life.stage > 0, "it drains unasked")
    case .clockStepped(let step): require(step == incident.expectedStep, "a step of the clock that was none")
    case .queued, .starting, .ended, .span, .paused, .resumed, .reloaded: break
    }
  }

  private mutating func take(_ record: Record, _ incident: inout Incident) {
    checkRecord(record, &incident)
    var trigger: TimedTrigger?
    if case .schedule(let job, _, _, _) = record {
      trigger = jobs[job]?.trigger.timed
      seen.claimableAgain[job] = max(highest, incident.wall)
    }
    uncommitted.append((record, trigger, incident.wall))
    seen.apply(record, trigger, at: incident.wall)
    if case .claimed(let run) = record, seen.refused.contains(run.id) { doubtful.insert(run.id) }
  }

  // MARK: What is durable

  private mutating func commit(_ refused: [RunID], _ ledger: MemoryLedger) {
    for (record, trigger, wall) in uncommitted { kept.apply(record, trigger, at: wall) }
    uncommitted = []
    for run in refused where !kept.refused.contains(run) {
      fault("run \(run) is refused, and its fire time was free")
    }
    for run in refused {
      guard let others = owed.removeValue(forKey: run) else { continue }
      let hasSpan = ledger.spans.contains { span in
        span.reason == .alreadyClaimed && span.first == others.first && span.last == others.last
          && span.count == others.count
      }
      require(hasSpan, "what run \(run) stood for has no account")
      note(Ending(.missed, .alreadyClaimed))
    }
    kept.claimableAgain = seen.claimableAgain
    kept.takePauses(of: seen)
  }

  private mutating func judge(_ action: Action) {
    switch action {
    case .start(let start):
      let run = start.run
      require(kept.open[run.id] == run, "run \(run.id) starts without its record")
      require(!kept.refused.contains(run.id), "run \(run.id) starts for a fire time that was claimed before")
      require(life.live[run.id] == nil, "run \(run.id) starts while it runs")
      life.live[run.id] = Life.LiveProcess(policies: life.startPolicies[run.id] ?? Policies())
    case .reply(let id, let response): checkDelivery(id, response)
    case .exit:
      require(life.stage > 0, "it leaves unasked")
      require(life.live.isEmpty, "it leaves \(life.live.count) processes behind")
      end()
    case .record, .signal, .log, .notify: break
    }
  }

  /// The daemon is gone: what was not durable never was.
  private mutating func end() {
    seen = kept
    uncommitted = []
    owed = [:]
    doubtful = []
    life = Life()
  }
}

extension Trigger {
  /// The trigger, where it names instants.
  var timed: TimedTrigger? {
    if case .timed(let trigger) = self { trigger } else { nil }
  }
}

extension Job {
  /// The trigger, where it names instants and counts.
  var countingTrigger: TimedTrigger? { isEnabled ? trigger.timed : nil }
}
