import CronParser
import Scheduler

/// Random job files, and random edits of them.
struct JobFiles {
  static let names = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel"]

  static let longestJitter = TimeAmount.seconds(40)

  private let zones: Zones

  init() throws {
    zones = try Zones()
  }

  func random(_ dice: inout Dice, at now: Instant) throws -> Configuration {
    let count = dice.number(in: 1...Self.names.count)
    return Self.withoutCycles(
      Configuration(
        zone: zones.summer,
        maxConcurrentRuns: dice.number(in: 1...4),
        maxQueuedRuns: dice.pick([0, 2, 5, 100]),
        concurrencyGroups: [
          ConcurrencyGroup(name: "disk", limit: 1),
          ConcurrencyGroup(name: "network", limit: dice.number(in: 1...3)),
        ],
        shutdownGrace: dice.amount(from: .zero, to: .minutes(2)),
        jitterSeed: dice.bits(),
        jobs: try Self.names.prefix(count).map { try job(JobID($0), &dice, zones.summer, at: now) }
      )
    )
  }

  /// One edit: a job more, a job less, a job otherwise, other caps, another zone.
  func edited(_ old: Configuration, _ dice: inout Dice, at now: Instant) throws -> Configuration {
    var new = old
    let name = dice.oneIn(3) ? JobID(dice.pick(Self.names)) : dice.pick(new.jobs.map(\.id) + [JobID("alpha")])
    let index = new.jobs.firstIndex { $0.id == name }
    switch dice.number(in: 1...13) {
    case 1:
      new.maxConcurrentRuns = dice.number(in: 1...4)
      new.maxQueuedRuns = dice.pick([0, 2, 5, 100])
    case 2: new.concurrencyGroups[1].limit = dice.number(in: 1...3)
    case 3: new.jobs.removeAll { $0.id == name }
    case 4: if let index { new.jobs[index].isEnabled.toggle() }
    case 5, 11: if let index { new.jobs[index].policies = policies(&dice) }
    case 6: if let index { try move(&new.jobs[index], to: zone(&dice, old.zone), alone: dice.oneIn(3)) }
    case 7: new.jobs.shuffle(&dice)
    case 8: try update(&new)
    case 9, 10: regroup(&new, &dice)
    default:
      new.jobs.removeAll { $0.id == name }
      new.jobs.append(try job(name, &dice, old.zone, at: now))
    }
    return Self.withoutCycles(new)
  }

  /// Jobs go into other groups, those first whose runs may form a chain, which has a place already.
  private func regroup(_ configuration: inout Configuration, _ dice: inout Dice) {
    let chains = configuration.jobs.indices.filter { configuration.jobs[$0].policies.coalesce == .all }
    for index in chains.isEmpty ? Array(configuration.jobs.indices) : chains {
      configuration.jobs[index].policies.concurrencyGroup = group(&dice)
    }
  }

  /// The zone of a job is that of its trigger, unless the trigger says its own.
  private func move(_ job: inout Job, to zone: Zone, alone: Bool) throws {
    job.zone = zone
    guard !alone, let trigger = job.trigger.timed else { return }
    job.trigger = .timed(try moved(trigger, to: zone))
  }

  private func moved(_ trigger: TimedTrigger, to zone: Zone) throws -> TimedTrigger {
    var rule = trigger.rule
    if case .any(let parts) = rule { rule = .any(try parts.map { try moved($0, to: zone) }) }
    return try TimedTrigger(rule, zone: zone, startDate: trigger.startDate, jitter: trigger.jitter)
  }

  /// The zone database gets other rules under an old name.
  private func update(_ configuration: inout Configuration) throws {
    let old = configuration.zone
    configuration.zone = old == zones.summer ? zones.reformed : zones.summer
    for index in configuration.jobs.indices {
      if let trigger = configuration.jobs[index].trigger.timed, trigger.zone == old {
        configuration.jobs[index].trigger = .timed(try moved(trigger, to: configuration.zone))
      }
      if configuration.jobs[index].zone == old { configuration.jobs[index].zone = configuration.zone }
    }
  }

  private func zone(_ dice: inout Dice, _ summer: Zone) -> Zone {
    dice.pick([.utc, summer, summer, zones.fixed])
  }

  /// A job file with a cycle is refused; here the job that closes it runs by hand only.
  private static func withoutCycles(_ configuration: Configuration) -> Configuration {
    var clean = configuration
    var follows: [JobID: JobID] = [:]
    for index in clean.jobs.indices {
      guard case .after(let trigger) = clean.jobs[index].trigger else { continue }
      var upstream: JobID? = trigger.job
      while let job = upstream, job != clean.jobs[index].id { upstream = follows[job] }
      if upstream == nil {
        follows[clean.jobs[index].id] = trigger.job
      } else {
        clean.jobs[index].trigger = .manual
      }
    }
    return clean
  }

  private func job(_ id: JobID, _ dice: inout Dice, _ summer: Zone, at now: Instant) throws -> Job {
    let zone = zone(&dice, summer)
    return Job(
      id: id,
      trigger: try trigger(&dice, zone, at: now),
      zone: zone,
      kind: .command(CommandJob(invocation: .arguments(["/bin/true"]))),
      policies: policies(&dice),
      isEnabled: !dice.oneIn(8)
    )
  }

  private func policies(_ dice: inout Dice) -> Policies {
    Policies(
      misfireGraceTime: dice.pick([nil, nil, .zero, .seconds(2), .minutes(5)]),
      coalesce: dice.pick(Coalesce.allCases),
      maxCatchUp: dice.pick([1, 3, 100]),
      maxInstances: dice.number(in: 1...3),
      overlap: dice.pick([.skip, .skip, .queue, .replace]),
      maxQueued: dice.number(in: 1...3),
      concurrencyGroup: group(&dice),
      priority: Int32(dice.number(in: -1...1)),
      timeout: dice.pick([nil, .seconds(5), .minutes(3)]),
      killAfter: dice.pick([.zero, .seconds(10)]),
      successExitCodes: dice.pick([[0], [0], [0, 1]]),
      retry: dice.pick([
        .never, .never,
        Retry(maxAttempts: 3, delay: .seconds(20), backoff: .exponential, jitter: .seconds(5)),
        Retry(maxAttempts: 2, delay: .hours(2), maxDelay: .minutes(1), onExitCodes: [1, 2]),
      ]),
      onAbandoned: dice.pick([.record, .record, .rerun])
    )
  }

  private func group(_ dice: inout Dice) -> String? {
    dice.pick([nil, nil, "disk", "network"])
  }

  private func trigger(_ dice: inout Dice, _ zone: Zone, at now: Instant) throws -> Trigger {
    let jitter = dice.oneIn(4) ? dice.pick([.seconds(3), Self.longestJitter]) : TimeAmount.zero
    switch dice.number(in: 1...11) {
    case 1: return .manual
    case 2:
      return dice.oneIn(2)
        ? .startup
        : .after(
          AfterTrigger(job: JobID(dice.pick(Self.names)), outcome: dice.pick([nil, .succeeded, .failed]))
        )
    case 3:
      let date = now + dice.amount(from: .zero, to: .hours(2)) - .minutes(30)
      return .timed(try TimedTrigger(.date(date), zone: zone, jitter: jitter))
    case 4...6: return .timed(try TimedTrigger(try cron(&dice), zone: zone, jitter: jitter))
    case 7:
      let parts = [try TimedTrigger(try cron(&dice), zone: zone), try interval(&dice, at: now)]
      return .timed(try TimedTrigger(.any(parts), zone: zone, jitter: jitter))
    default:
      let interval = try interval(&dice, at: now)
      return .timed(
        try TimedTrigger(interval.rule, zone: zone, startDate: interval.startDate, jitter: jitter)
      )
    }
  }

  private func cron(_ dice: inout Dice) throws -> TimedTrigger.Rule {
    let texts = ["* * * * *", "*/5 * * * *", "*/20 * * * * *", "30 2 * * *", "15,45 */2 * * *"]
    return .cron(try CronExpression(dice.pick(texts)))
  }

  private func interval(_ dice: inout Dice, at now: Instant) throws -> TimedTrigger {
    let periods: [TimeAmount] = [.seconds(1), .seconds(7), .seconds(60), .minutes(17), .hours(1)]
    let anchor = now - .seconds(3)
    return try TimedTrigger(
      .interval(try Interval(every: dice.pick(periods), anchor: anchor)),
      startDate: anchor
    )
  }

  /// What a process does: mostly short and good; some fail, hang, ignore SIGTERM or cannot start.
  static func script(_ start: Start, seed: UInt64) -> ProcessScript {
    var dice = Dice(seed: seed &+ UInt64(bitPattern: start.run.id.number) &* 7919)
    let duration: TimeAmount? =
      dice.oneIn(12)
      ? nil : dice.amount(from: .zero, to: dice.pick([.seconds(1), .seconds(30), .minutes(20)]))
    return ProcessScript(
      duration: duration,
      status: dice.pick([.exited(0), .exited(0), .exited(0), .exited(1), .exited(2), .signaled(11)]),
      endsAfterTerminate: dice.oneIn(4) ? nil : dice.amount(from: .zero, to: .seconds(3)),
      spawnFailure: dice.oneIn(15) ? "execve: No such file or directory" : nil
    )
  }
}

extension Array {
  /// Another order.
  mutating func shuffle(_ dice: inout Dice) {
    for index in indices.dropFirst() { swapAt(index, dice.number(in: 0...index)) }
  }
}
