import CronParser
import Scheduler

/// Random job files, and random edits of them.
struct JobFiles {
  static let names = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel"]

  static func random(_ dice: inout Dice, at now: Instant) throws -> Configuration {
    let count = dice.number(in: 1...names.count)
    return withoutCycles(
      Configuration(
        maxConcurrentRuns: dice.number(in: 1...4),
        maxQueuedRuns: dice.pick([0, 2, 5, 100]),
        concurrencyGroups: [
          ConcurrencyGroup(name: "disk", limit: 1),
          ConcurrencyGroup(name: "network", limit: dice.number(in: 1...3)),
        ],
        shutdownGrace: dice.amount(from: .zero, to: .minutes(2)),
        jobs: try names.prefix(count).map { try job(JobID($0), &dice, at: now) }
      )
    )
  }

  /// One edit: a job more, a job less, a job otherwise, another cap.
  static func edited(_ old: Configuration, _ dice: inout Dice, at now: Instant) throws -> Configuration {
    var new = old
    let name = JobID(dice.pick(names))
    switch dice.number(in: 1...5) {
    case 1: new.maxConcurrentRuns = dice.number(in: 1...4)
    case 2: new.jobs.removeAll { $0.id == name }
    case 3:
      if let index = new.jobs.firstIndex(where: { $0.id == name }) { new.jobs[index].isEnabled.toggle() }
    default:
      new.jobs.removeAll { $0.id == name }
      new.jobs.append(try job(name, &dice, at: now))
    }
    return withoutCycles(new)
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

  static func job(_ id: JobID, _ dice: inout Dice, at now: Instant) throws -> Job {
    let policies = Policies(
      misfireGraceTime: dice.pick([nil, nil, .zero, .seconds(2), .minutes(5)]),
      coalesce: dice.pick(Coalesce.allCases),
      maxCatchUp: dice.pick([1, 3, 100]),
      maxInstances: dice.number(in: 1...3),
      overlap: dice.pick([.skip, .skip, .queue, .replace]),
      maxQueued: dice.number(in: 1...3),
      concurrencyGroup: dice.pick([nil, nil, "disk", "network"]),
      priority: Int32(dice.number(in: -1...1)),
      timeout: dice.pick([nil, .seconds(5), .minutes(3)]),
      killAfter: dice.pick([.zero, .seconds(10)]),
      retry: dice.pick([
        .never, .never,
        Retry(maxAttempts: 3, delay: .seconds(20), backoff: .exponential, jitter: .seconds(5)),
      ]),
      onAbandoned: dice.pick([.record, .record, .rerun])
    )
    return Job(
      id: id,
      trigger: try trigger(&dice, at: now),
      kind: .command(CommandJob(invocation: .arguments(["/bin/true"]))),
      policies: policies,
      isEnabled: !dice.oneIn(8)
    )
  }

  private static func trigger(_ dice: inout Dice, at now: Instant) throws -> Trigger {
    switch dice.number(in: 1...10) {
    case 1: return .manual
    case 2:
      return dice.oneIn(2)
        ? .startup
        : .after(AfterTrigger(job: JobID(dice.pick(names)), outcome: dice.pick([nil, .succeeded, .failed])))
    case 3:
      let offset = dice.amount(from: .zero, to: .hours(2))
      return .timed(try TimedTrigger(.date(now + offset - .minutes(30))))
    case 4...6:
      let text = dice.pick(["* * * * *", "*/5 * * * *", "*/20 * * * * *", "30 2 * * *", "15,45 */2 * * *"])
      return .timed(try TimedTrigger(.cron(try CronExpression(text))))
    default:
      let period = dice.pick(
        [.seconds(1), .seconds(7), .seconds(60), .minutes(17), .hours(1)] as [TimeAmount]
      )
      let anchor = now - .seconds(3)
      let interval = try Interval(every: period, anchor: anchor)
      return .timed(try TimedTrigger(.interval(interval), startDate: anchor))
    }
  }

  /// What a process does: mostly short and good; some fail, hang, ignore SIGTERM or cannot start.
  static func script(_ start: Start, seed: UInt64) -> ProcessScript {
    var dice = Dice(seed: seed &+ UInt64(bitPattern: start.run.id.number) &* 7919)
    let duration: TimeAmount? =
      dice.oneIn(12)
      ? nil : dice.amount(from: .zero, to: dice.pick([.seconds(1), .seconds(30), .minutes(20)]))
    return ProcessScript(
      duration: duration,
      status: dice.pick([.exited(0), .exited(0), .exited(0), .exited(1), .signaled(11)]),
      endsAfterTerminate: dice.oneIn(4) ? nil : dice.amount(from: .zero, to: .seconds(3)),
      spawnFailure: dice.oneIn(15) ? "execve: No such file or directory" : nil
    )
  }
}
