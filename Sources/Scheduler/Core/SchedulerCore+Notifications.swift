/// Whom to tell of what became of a run: how often at most, and of what not.
extension SchedulerCore {
  /// What is remembered of a job that has rules.
  struct NotificationState: Sendable {
    /// How many runs in a row have not succeeded.
    var failures = 0

    /// The marks of the rules that have told something, by their identities.
    var marks: [Int64: NotificationMark] = [:]

    /// How many notifications each rule held back since its last one.
    var suppressed: [Int64: Int] = [:]
  }

  /// Remembers what the ledger knows of the jobs that have rules.
  mutating func recoverNotifications(_ recovered: Snapshot) {
    notifications = [:]
    for (job, failures) in recovered.failuresInARow where failures > 0 {
      notifications[job, default: NotificationState()].failures = failures
    }
    for (job, marks) in recovered.notified {
      notifications[job, default: NotificationState()].marks = marks
    }
  }

  /// Tells whom a run's end concerns.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - definition: What it was started under, which may be out of force; nil where it never was.
  mutating func notify(of run: Run, under definition: Job?) {
    guard let outcome = run.outcome, let job = job(run.job) ?? definition, !job.policies.notify.isEmpty else {
      return
    }
    var state = notifications[job.id] ?? NotificationState()
    let before = state.failures
    let events: [NotificationEvent]
    switch outcome {
    case .succeeded:
      events = before > 0 ? [.recovered, .succeeded] : [.succeeded]
      state.failures = 0
    case .failed: events = [.failed]
    case .timedOut: events = [.timedOut]
    case .abandoned: events = [.abandoned]
    case .missed: events = [.missed]
    case .cancelled, .skipped: return
    }
    if events[0].isFailure { state.failures += 1 }
    tell(events, .run(run), job, failures: max(before, state.failures), &state)
    notifications[job.id] = state
  }

  /// Tells whom it concerns that fire times passed without a run.
  mutating func notify(of span: Span) {
    guard span.outcome == .missed, let job = job(span.job), !job.policies.notify.isEmpty else { return }
    var state = notifications[job.id] ?? NotificationState()
    tell([.missed], .span(span), job, failures: state.failures, &state)
    notifications[job.id] = state
  }

  /// Each rule tells one thing of a run: the first of these that it is for.
  private mutating func tell(
    _ events: [NotificationEvent],
    _ subject: Notification.Subject,
    _ job: Job,
    failures: Int,
    _ state: inout NotificationState
  ) {
    for rule in job.policies.notify {
      let place = rule.identity
      let wasOpen = state.marks[place]?.isOpen ?? false
      defer { if events.contains(.succeeded) { settle(place, wasOpen, job.id, &state) } }
      let event = events.first { rule.tells($0, failures: failures, wasOpen: wasOpen) }
      guard let event else { continue }
      if event != .recovered, isSilent(rule, state.marks[place]) {
        state.suppressed[place, default: 0] += 1
        continue
      }
      let previous = state.marks[place]
      // A recovery is not what the silence is for: it counts from the trouble that was told.
      let at = event == .recovered ? previous?.at ?? now.wall : now.wall
      let mark = NotificationMark(at: at, isOpen: event.isFailure || wasOpen)
      state.marks[place] = mark
      perform(.record(.notified(job.id, rule: place, mark)))
      perform(
        .notify(
          Notification(
            job: job.id,
            description: job.description,
            rule: rule,
            previous: previous,
            event: event,
            subject: subject,
            failures: failures,
            suppressed: state.suppressed.removeValue(forKey: place) ?? 0,
            at: now.wall,
            zone: job.zone
          )
        )
      )
    }
  }

  /// A success ends what a rule has told of.
  private mutating func settle(
    _ place: Int64,
    _ wasOpen: Bool,
    _ job: JobID,
    _ state: inout NotificationState
  ) {
    guard wasOpen, var mark = state.marks[place] else { return }
    mark.isOpen = false
    state.marks[place] = mark
    perform(.record(.notified(job, rule: place, mark)))
  }

  /// Nobody was told after all: what was remembered before holds again, so that the next one is not held back.
  mutating func notificationFailed(_ notification: Notification) {
    let place = notification.rule.identity
    guard var state = notifications[notification.job], state.marks[place] != nil else { return }
    // A rule that has told nothing yet is one whose silence is long over.
    let previous = notification.previous ?? NotificationMark(at: Instant(nanoseconds: 0), isOpen: false)
    state.marks[place] = previous
    state.suppressed[place, default: 0] += notification.suppressed + 1
    notifications[notification.job] = state
    perform(.record(.notified(notification.job, rule: place, previous)))
  }

  /// Whether a rule has told something so recently that it has to be silent.
  ///
  /// A clock that was set back does not make it silent for longer.
  private func isSilent(_ rule: NotificationRule, _ mark: NotificationMark?) -> Bool {
    guard let mark else { return false }
    let since = now.wall - mark.at
    return since >= .zero && since < rule.coolDown
  }
}

extension NotificationRule {
  /// Whether it is for an event.
  ///
  /// Who is told of failures is told of a recovery only from one that was told; who is not, of each from as many.
  fileprivate func tells(_ event: NotificationEvent, failures: Int, wasOpen: Bool) -> Bool {
    guard events.contains(event) else { return false }
    if event.isFailure { return failures >= afterFailures }
    guard event == .recovered else { return true }
    return events.contains(where: \.isFailure) ? wasOpen : failures >= afterFailures
  }
}
