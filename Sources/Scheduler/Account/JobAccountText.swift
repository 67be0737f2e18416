import CronParser

extension JobAccount {
  /// The account in words, a line each; the first says the most.
  public var lines: [String] { JobAccountText(self).lines }
}

extension [Run] {
  /// Which of a job's open runs keep another one from starting: "run 812 has been running since 02:00".
  ///
  /// - Parameters:
  ///   - zone: The zone that times are shown in.
  ///   - now: An instant of the day that need not be said.
  /// - Returns: Nil where there is none.
  public func inTheWay(in zone: Zone, now: Instant) -> String? {
    let clock = ClockText(zone: zone, day: now)
    let described = filter { $0.state != .ended }.prefix(3).map { run in
      switch run.state {
      case .waitingRetry: "run \(run.id) waits for its attempt \(run.attempt + 1)"
      case .queued: "run \(run.id) has been waiting since \(clock(run.createdAt))"
      case .starting, .running, .ended:
        "run \(run.id) has been running since \(clock(run.startedAt ?? run.createdAt))"
      }
    }
    return described.isEmpty ? nil : described.joined(separator: ", ")
  }
}

/// The wording of an account.
struct JobAccountText {
  private let account: JobAccount
  private let clock: ClockText
  private let runs: RunWording

  init(_ account: JobAccount) {
    self.account = account
    let day = account.occurrence?.instant ?? account.times.range.lowerBound
    clock = ClockText(zone: account.zone, day: day)
    runs = RunWording(clock: clock, policies: account.job.policies, jitter: account.jitter)
  }

  var lines: [String] {
    let fireTime = account.fate.map { [headline($0)] + details($0) } ?? [absence]
    return fireTime + neighbours + account.otherRuns.map(other) + account.deferred.map(later)
  }

  // MARK: A fire time

  private func headline(_ fate: FireTimeFate) -> String {
    guard let occurrence = account.occurrence else { return "\(asked): \(sentence(fate))" }
    guard case .skipped(let time, let firesAt)? = occurrence.note else {
      return "\(occurrence.instant.rfc3339(in: account.zone)): \(sentence(fate))"
    }
    let (date, hour) = (CivilDate(of: time), firesAt.shortTimeOfDay)
    let place = "exist on \(date) in \(account.zone.name): it"
    if case .ahead = fate { return "\(time.shortTimeOfDay) will not \(place) will fire at \(hour)" }
    let isAhead = occurrence.instant > account.standing.now
    return
      "\(time.shortTimeOfDay) \(isAhead ? "will" : "did") not \(place) \(isAhead ? "fires" : "fired") at \(hour), "
      + sentence(fate)
  }

  private func sentence(_ fate: FireTimeFate) -> String {
    switch fate {
    case .run(let run): runs.sentence(run, account.evidence)
    case .coalesced(let run): coalesced(run)
    case .span(let span): passed(span)
    case .pruned(let stretch): pruned(stretch)
    case .passedInPause(let pause, let everyJob):
      "skipped: \(RunWording.pause(pause, everyJob: everyJob, clock)); the pause goes on"
    case .pending(.jitter(let until)): "it waits for its jitter, until \(clock(until))"
    case .pending(.ledger): "it has come, and nothing starts until the ledger can be written"
    case .pending(.shutdown): "it has come, and the daemon stops: the next one finds it late"
    case .pending(.turn): "it has come and is about to be accounted for"
    case .ahead: ahead
    case .aheadInPause(let pause, let everyJob):
      "it lies ahead and will be skipped: \(RunWording.pause(pause, everyJob: everyJob, clock))"
    case .unrecorded: "it has passed, and the ledger says nothing of it"
    }
  }

  private var ahead: String {
    account.standing.isStopping
      ? "it lies ahead, and the daemon stops: it fires if one is there by then"
      : "it lies ahead and will fire then"
  }

  private func coalesced(_ run: Run) -> String {
    let stand = "coalesced into run \(run.id)" + (run.fireTime.map { " of \(clock($0))" } ?? "")
    return "\(stand), several fire times had come at once: \(runs.sentence(run))"
  }

  private func passed(_ span: Span) -> String {
    let why =
      switch span.reason {
      case .paused: runs.pause(account.evidence)
      case .maxInstances where !account.evidence.inTheWay.isEmpty:
        runs.inTheWay(account.evidence.inTheWay, at: span.last)
      default: RunWording.why(span.reason)
      }
    let others = span.count > 1 ? " (one of \(span.count), \(clock(span.first)) to \(clock(span.last)))" : ""
    return "\(span.outcome.rawValue): \(why)\(others)"
  }

  private func pruned(_ stretch: PrunedStretch) -> String {
    let counts = Outcome.allCases.compactMap { outcome in
      stretch.outcomes[outcome].map { "\($0) \(outcome.rawValue.replacingUnderscores)" }
    }
    let coalesced = stretch.coalesced > 0 ? ["\(stretch.coalesced) coalesced"] : []
    let range = "\(clock(stretch.first)) to \(clock(stretch.last))"
    return "it was accounted for, and its row was pruned; of \(stretch.count) fire times, \(range): "
      + (counts + coalesced).joined(separator: ", ")
  }

  private func details(_ fate: FireTimeFate) -> [String] {
    var lines: [String] = []
    if case .repeated(let time, let counted)? = account.occurrence?.note {
      lines.append("\(time.shortTimeOfDay) occurs twice on this day: the \(counted.rawValue) counts")
    }
    if case .run(let run) = fate {
      lines += course(run)
      lines += account.evidence.attempts.map(attempt)
      if let coalesced = run.coalesced {
        let range =
          coalesced.count == 1
          ? clock(coalesced.first) : "\(clock(coalesced.first)) to \(clock(coalesced.last))"
        lines.append("it stands for \(coalesced.count) more: \(range)")
      }
    }
    if account.times.count > 1 {
      lines.append("it is the first of \(account.times.count) fire times in the time that was asked for")
    }
    return lines
  }

  /// From when to when the process ran.
  private func course(_ run: Run) -> [String] {
    guard let start = run.startedAt else { return run.actor.map { ["asked for by \($0)"] } ?? [] }
    var text = "started at \(clock(start))"
    if let fireTime = run.fireTime, start - fireTime >= .seconds(1) {
      text += ", \(ClockText.duration(start - fireTime)) late"
    }
    if let end = run.endedAt { text += ", ended at \(clock(end)) after \(ClockText.duration(end - start))" }
    return [text + (run.actor.map { ", asked for by \($0)" } ?? "")]
  }

  private func attempt(_ attempt: Attempt) -> String {
    var text = "attempt \(attempt.number) \(attempt.outcome.rawValue.replacingUnderscores)"
    if let code = attempt.exitCode { text += " (exit code \(code))" }
    if let signal = attempt.signal { text += " (ended by \(SignalName.text(of: signal)))" }
    if let detail = attempt.detail { text += ": \(detail)" }
    return text + " at \(clock(attempt.endedAt))"
  }

  // MARK: No fire time

  /// What was asked for, as an instant.
  private var asked: String { account.times.range.lowerBound.rfc3339(in: account.zone) }

  private var absence: String {
    let job = account.job.id
    switch account.times.absence {
    case .notNamed?, nil: return "\(asked) is no fire time of \(job): \(rule)"
    case .excluded?: return "\(asked) is excluded, and so no fire time of \(job): \(rule)"
    case .skippedByClocks?:
      let time = account.asked.skipped?.lowerBound
      let said = time.map { "\($0.shortTimeOfDay) on \(CivilDate(of: $0))" } ?? asked
      return "\(said) does not exist in \(account.zone.name), and is no fire time of \(job): \(rule)"
    case .otherShowingCounts(let other)?:
      return "\(asked) is no fire time of \(job): the clocks show this time twice, and what counts is "
        + other.rfc3339(in: account.zone)
    case .beforeStart(let start)?:
      return "\(asked) lies before the start_date of \(job), \(start.rfc3339(in: account.zone))"
    case .afterEnd(let end)?:
      return "\(asked) lies after the end_date of \(job), \(end.rfc3339(in: account.zone))"
    case .beforeFirstSeen(let since)?:
      return
        "\(job) was first seen at \(toTheSecond(since)); earlier fire times are not accounted for"
    case .notScheduled(let since, let until)?:
      let start = since.map { " from \(toTheSecond($0))" } ?? ""
      let end = until.map { " until \(toTheSecond($0))" } ?? ""
      return "\(job) had no trigger at \(asked): it was disabled, or not in the job file,\(start)\(end)"
    case .disabled(let since)?:
      return "\(job) is disabled" + (since.map { " since \(toTheSecond($0))" } ?? "")
        + "; its trigger counts for nothing"
    case .namesNone?: return "\(job) has no fire times, it runs \(account.job.trigger.summary)"
    case .unreadable?: return "the trigger that \(job) had at \(asked) cannot be read any more"
    }
  }

  /// When something was recorded, of which less than a second says nothing.
  private func toTheSecond(_ instant: Instant) -> String {
    Instant(seconds: instant.seconds).rfc3339(in: account.zone)
  }

  private var rule: String {
    guard let trigger = account.times.trigger else { return account.job.trigger.summary }
    return trigger.summary + (trigger.meaning.map { ", \($0)" } ?? "")
  }

  private var neighbours: [String] {
    func line(_ name: String, _ neighbour: JobAccount.Neighbour?) -> [String] {
      guard let neighbour else { return [] }
      return ["\(name): \(neighbour.fireTime.rfc3339(in: account.zone)), \(brief(neighbour.fate))"]
    }
    return line("the fire time before", account.previous) + line("the one after", account.next)
  }

  private func brief(_ fate: FireTimeFate) -> String {
    switch fate {
    case .run(let run): runs.sentence(run)
    case .coalesced(let run): "coalesced into run \(run.id)"
    case .span(let span): "\(span.outcome.rawValue): \(RunWording.why(span.reason))"
    case .pruned: "its row was pruned"
    case .passedInPause: "skipped: the job is paused"
    case .pending: "it has come and is not accounted for yet"
    case .ahead: "it lies ahead"
    case .aheadInPause: "it lies ahead, and the job is paused"
    case .unrecorded: "the ledger says nothing of it"
    }
  }

  // MARK: Other runs

  private func other(_ run: Run) -> String {
    let cause =
      switch run.cause {
      case .schedule: run.fireTime.map { "for the fire time \(clock($0))" } ?? "for a fire time"
      case .manual: "by hand" + (run.actor.map { ", by \($0)" } ?? "")
      case .startup: "at the daemon's start"
      case .after: "after another job" + (run.causedBy.map { "'s run \($0)" } ?? "")
      }
    let instant = run.startedAt ?? run.createdAt
    return "besides, \(cause), at \(clock(instant)): \(runs.sentence(run))"
  }

  private func later(_ trigger: DeferredTrigger) -> String {
    "a run by hand is due at \(clock(trigger.at))" + (trigger.actor.map { ", asked for by \($0)" } ?? "")
  }
}

extension String {
  fileprivate var replacingUnderscores: String {
    String(map { $0 == "_" ? " " : $0 })
  }
}
