/// One line of the core made wrong, to show that the simulation finds it.
struct DeliberateFault: Sendable, CustomStringConvertible {
  /// What goes wrong, in words.
  let description: String

  /// Where, below `Sources/Scheduler/Core`.
  let file: String

  /// The text as it stands; it occurs once in its file.
  let original: String

  /// The text in its place; it is wrong while `isFaulty` holds, and else the same.
  let switched: String

  init(_ description: String, _ file: String, _ original: String, _ switched: String) {
    self.description = description
    self.file = file
    self.original = original
    self.switched = switched
  }

  /// Every fault, over all rooms of the core.
  static let all: [DeliberateFault] = accounting + admitting + running + stopping + surviving

  private static let accounting: [DeliberateFault] = [
    DeliberateFault(
      "a cursor is not recorded",
      "SchedulerCore+Firing.swift",
      "perform(.record(.cursor(schedules[slot].job.id, fireTime)))",
      "if !isFaulty { perform(.record(.cursor(schedules[slot].job.id, fireTime))) }"
    ),
    DeliberateFault(
      "a coalesced run counts itself twice",
      "SchedulerCore+Firing.swift",
      "CoalescedFireTimes(count: count - 1, first: first, last: previous)",
      "CoalescedFireTimes(count: isFaulty ? count : count - 1, first: first, last: previous)"
    ),
    DeliberateFault(
      "several fire times are claimed before their jitter has passed",
      "SchedulerCore+Firing.swift",
      "guard dueInstant(last, of: trigger, slot) > now.wall else { return last }",
      "guard !isFaulty, dueInstant(last, of: trigger, slot) > now.wall else { return last }"
    ),
    DeliberateFault(
      "what max_catch_up leaves out is counted wrong",
      "SchedulerCore+Firing.swift",
      "count - fireTimes.count, .missed",
      "count - fireTimes.count + (isFaulty ? 1 : 0), .missed"
    ),
    DeliberateFault(
      "a pause is not begun with an account of what came before it",
      "SchedulerCore+Pausing.swift",
      "if !isPaused(slot) { settle(slot: slot) }",
      "if !isFaulty, !isPaused(slot) { settle(slot: slot) }"
    ),
    DeliberateFault(
      "a pause skips the fire time at which it ends",
      "SchedulerCore+Pausing.swift",
      "let last = trigger.latest(through: end.previous, after: cursor)",
      "let last = trigger.latest(through: isFaulty ? end : end.previous, after: cursor)"
    ),
    DeliberateFault(
      "a pause that is over counts on in a late turn",
      "SchedulerCore+Pausing.swift",
      "if let until = schedules[slot].pause?.until, until <= now.wall {",
      "if !isFaulty, let until = schedules[slot].pause?.until, until <= now.wall {"
    ),
    DeliberateFault(
      "a trigger that goes out of force is not settled",
      "SchedulerCore+Reload.swift",
      "    settleTriggers(replacedBy: jobs)",
      "    if !isFaulty { settleTriggers(replacedBy: jobs) }"
    ),
    DeliberateFault(
      "every step back of the clock lets the jobs count again",
      "SchedulerCore+Clock.swift",
      "guard step.nanoseconds < -Self.longestSilence.nanoseconds else { return }",
      "guard step.nanoseconds < (isFaulty ? 0 : -Self.longestSilence.nanoseconds) else { return }"
    ),
    DeliberateFault(
      "a due queue takes the wrong child",
      "DueQueue.swift",
      "if child + 1 < heap.count, heap[child + 1].comesBefore(heap[child]) { child += 1 }",
      "if !isFaulty, child + 1 < heap.count, heap[child + 1].comesBefore(heap[child]) { child += 1 }"
    ),
  ]

  private static let admitting: [DeliberateFault] = [
    DeliberateFault(
      "one instance too many is admitted",
      "SchedulerCore+Admission.swift",
      "guard schedules[slot].instances < job.policies.maxInstances else {",
      "guard schedules[slot].instances < job.policies.maxInstances + (isFaulty ? 1 : 0) else {"
    ),
    DeliberateFault(
      "one run too many waits behind an instance",
      "SchedulerCore+Admission.swift",
      "schedules[slot].backlog.count < job.policies.maxQueued ?",
      "schedules[slot].backlog.count < job.policies.maxQueued + (isFaulty ? 1 : 0) ?"
    ),
    DeliberateFault(
      "the queue has no bound",
      "SchedulerCore+Admission.swift",
      "return hasRoomToWait(slot) ? .queue",
      "return isFaulty || hasRoomToWait(slot) ? .queue"
    ),
    DeliberateFault(
      "a run follows another whatever the outcome",
      "SchedulerCore+Requests.swift",
      "case .after(let trigger) = schedules[slot].job.trigger, trigger.follows(outcome) else",
      "case .after(let trigger) = schedules[slot].job.trigger, isFaulty || trigger.follows(outcome) else"
    ),
    DeliberateFault(
      "a run for a later instant is made a minute early",
      "SchedulerCore+Requests.swift",
      "while let next = deferredDue.first, next.at <= now.wall {",
      "while let next = deferredDue.first, next.at <= now.wall + (isFaulty ? .minutes(1) : .zero) {"
    ),
    DeliberateFault(
      "a run for a later instant does not wake the daemon",
      "SchedulerCore.swift",
      "guard let asked = deferredDue.first?.at else { return fires }",
      "guard !isFaulty, let asked = deferredDue.first?.at else { return fires }"
    ),
  ]

  private static let running: [DeliberateFault] = [
    DeliberateFault(
      "the global cap is exceeded by one",
      "SchedulerCore+Runs.swift",
      "while slotsInUse < configuration.maxConcurrentRuns,",
      "while slotsInUse < configuration.maxConcurrentRuns + (isFaulty ? 1 : 0),"
    ),
    DeliberateFault(
      "the cap of a group is exceeded by one",
      "WaitingQueue.swift",
      "for group in heaps.indices where inUse[group] < caps[group] {",
      "for group in heaps.indices where isFaulty ? inUse[group] <= caps[group] : inUse[group] < caps[group] {"
    ),
    DeliberateFault(
      "exactly as late as the grace time is too late",
      "SchedulerCore+Runs.swift",
      "return now.wall - due > grace",
      "return isFaulty ? now.wall - due >= grace : now.wall - due > grace"
    ),
    DeliberateFault(
      "a process that fails has succeeded",
      "SchedulerCore+Runs.swift",
      "case (nil, .exited): finishAttempt(open, .failed, .exitCode)",
      "case (nil, .exited): finishAttempt(open, isFaulty ? .succeeded : .failed, .exitCode)"
    ),
    DeliberateFault(
      "one attempt too many",
      "SchedulerCore+Retries.swift",
      "open.run.attempt < retry.maxAttempts,",
      "open.run.attempt < retry.maxAttempts + (isFaulty ? 1 : 0),"
    ),
    DeliberateFault(
      "the place of a run in the backlog is lost when the instance before it ends",
      "SchedulerCore+Runs.swift",
      "becomeInstance(next, slot)",
      "if !isFaulty { becomeInstance(next, slot) }"
    ),
  ]

  private static let stopping: [DeliberateFault] = [
    DeliberateFault(
      "a run that ignores SIGTERM is never killed",
      "SchedulerCore+Stopping.swift",
      "setDeadline(of: &open, now.uptime + open.policies.killAfter)",
      "setDeadline(of: &open, now.uptime + (isFaulty ? .hours(100_000) : open.policies.killAfter))"
    ),
    DeliberateFault(
      "a run is told to end for a timeout that was another's",
      "SchedulerCore+Stopping.swift",
      "guard let open = openRuns[deadline.run], open.deadline == deadline.uptime else { continue }",
      "guard let open = openRuns[deadline.run], isFaulty || open.deadline == deadline.uptime else { continue }"
    ),
    DeliberateFault(
      "runs start after a stop was asked for",
      "SchedulerCore+Runs.swift",
      "guard phase == .running, isLedgerWritable else { return }",
      "guard isFaulty || phase == .running, isLedgerWritable else { return }"
    ),
    DeliberateFault(
      "the grace of a shutdown is no time at all",
      "SchedulerCore+Shutdown.swift",
      "phase = .draining(until: now.uptime + configuration.shutdownGrace)",
      "phase = .draining(until: now.uptime + (isFaulty ? .zero : configuration.shutdownGrace))"
    ),
    DeliberateFault(
      "the daemon leaves while processes are under way",
      "SchedulerCore+Shutdown.swift",
      "guard slotsInUse == held.count else { return }",
      "guard isFaulty || slotsInUse == held.count else { return }"
    ),
  ]

  private static let surviving: [DeliberateFault] = [
    DeliberateFault(
      "a lost run is tried again without end",
      "SchedulerCore+Launch.swift",
      "guard open.policies.onAbandoned == .rerun, run.reruns < OnAbandoned.mostReruns,",
      "guard open.policies.onAbandoned == .rerun, isFaulty || run.reruns < OnAbandoned.mostReruns,"
    ),
    DeliberateFault(
      "a lost run is tried again though its job wants that recorded only",
      "SchedulerCore+Launch.swift",
      "    case .starting, .running:",
      "    case .starting, .running:\n      if isFaulty { open.job?.policies.onAbandoned = .rerun }"
    ),
    DeliberateFault(
      "a cursor of years to come is believed at a start",
      "SchedulerCore+Launch.swift",
      "cursor - now.wall > Self.longestSilence ? now.wall.previous : cursor",
      "!isFaulty && cursor - now.wall > Self.longestSilence ? now.wall.previous : cursor"
    ),
    DeliberateFault(
      "what an old trigger named while the daemon was down is lost",
      "SchedulerCore+Launch.swift",
      "settleUnwatched(known, .triggerChanged)",
      "if !isFaulty { settleUnwatched(known, .triggerChanged) }"
    ),
    DeliberateFault(
      "a retry begins its delay anew at every start",
      "SchedulerCore+Launch.swift",
      "min(max(rest, .zero), longest)",
      "(isFaulty ? longest : min(max(rest, .zero), longest))"
    ),
    DeliberateFault(
      "a start that a full disk held back is forgotten",
      "SchedulerCore+Ledger.swift",
      "guard let open = openRuns[id], open.isHeld else { continue }",
      "guard !isFaulty, let open = openRuns[id], open.isHeld else { continue }"
    ),
    DeliberateFault(
      "a claim that the ledger refused stays an instance",
      "SchedulerCore+Ledger.swift",
      "      forget(run.id)",
      "      if !isFaulty { forget(run.id) }"
    ),
  ]
}
