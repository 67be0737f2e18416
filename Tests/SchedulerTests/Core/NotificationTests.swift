import Scheduler
import Testing

@Suite struct `What a job tells` {
  /// How runs end one after the other, a minute from each to the next, and what is told of each.
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var on: [NotificationEvent]
    var afterFailures = 1
    var coolDown = TimeAmount.zero

    /// "+" succeeds, "-" fails, "t" takes too long, "k" is cancelled.
    var ends: String
    var told: [String]
  }

  private static let rows = [
    Row(
      testDescription: "each failure, and no success",
      on: [.failed],
      ends: "+--+",
      told: ["", "failed 1", "failed 2", ""]
    ),
    Row(
      testDescription: "of a recovery how long it took",
      on: [.failed, .recovered],
      ends: "--++",
      told: ["failed 1", "failed 2", "recovered 2", ""]
    ),
    Row(
      testDescription: "a timeout counts as a failure, a cancelled run as nothing",
      on: [.timedOut, .recovered],
      ends: "tk-+",
      told: ["timed_out 1", "", "", "recovered 2"]
    ),
    Row(
      testDescription: "from the third failure in a row on",
      on: [.failed, .recovered],
      afterFailures: 3,
      ends: "--+---+",
      told: ["", "", "", "", "", "failed 3", "recovered 3"]
    ),
    Row(
      testDescription: "no recovery from what was not told",
      on: [.failed, .recovered],
      afterFailures: 2,
      ends: "-+",
      told: ["", ""]
    ),
    Row(
      testDescription: "a recovery by itself, from as many failures",
      on: [.recovered],
      afterFailures: 2,
      ends: "-+--+",
      told: ["", "", "", "", "recovered 2"]
    ),
    Row(
      testDescription: "silent for the cool-down, then how much it held back",
      on: [.failed],
      coolDown: .minutes(3),
      ends: "-----",
      told: ["failed 1", "", "", "failed 4 +2", ""]
    ),
    Row(
      testDescription: "a recovery from what was told in spite of the cool-down, and none from what was not",
      on: [.failed, .recovered],
      coolDown: .minutes(10),
      ends: "-+-+",
      told: ["failed 1", "recovered 1", "", ""]
    ),
    Row(
      testDescription: "of new trouble once the cool-down since the last is over, recovered or not",
      on: [.failed, .recovered],
      coolDown: .minutes(3),
      ends: "-++-",
      told: ["failed 1", "recovered 1", "", "failed 1"]
    ),
    Row(
      testDescription: "a recovery rather than a success",
      on: [.succeeded, .recovered, .failed],
      ends: "+-+",
      told: ["succeeded", "failed 1", "recovered 1"]
    ),
  ]

  @Test(arguments: rows) func `is what its rule says, and no more often`(_ row: Row) throws {
    var story = try Self.story(row)
    for (end, told) in zip(row.ends, row.told) {
      #expect(try Self.run(&story, end) == told, "of \(end)")
    }
  }

  @Test func `survives a restart: the streak, the silence and what was told`() throws {
    let row = Row(
      testDescription: "",
      on: [.failed, .recovered],
      coolDown: .hours(1),
      ends: "",
      told: []
    )
    var snapshot = Snapshot.empty
    snapshot.failuresInARow = [JobID("a"): 2]
    let job = JobID("a")
    let mark = NotificationMark(at: CoreStory.start - .minutes(5), isOpen: true)
    snapshot.notified = [job: [Self.rule(row).identity: mark]]
    var story = try Self.story(row, recovering: snapshot)
    #expect(try Self.run(&story, "-") == "")
    #expect(try Self.run(&story, "+") == "recovered 3 +1")
    #expect(try Self.run(&story, "+") == "")
  }

  @Test func `was not told where nobody could be: the next failure is`() throws {
    let rule = NotificationRule(events: [.failed, .recovered], invocation: .shell("x"), coolDown: .hours(1))
    let job = CoreStory.job("a", .manual, Policies(notify: [rule]))
    var core = SchedulerCore(Configuration(jobs: [job]))
    var moment = Moment(wall: CoreStory.start, uptime: Uptime(nanoseconds: 0))
    _ = core.handle(.launched, at: moment)
    func fail(_ number: Int64) -> [Notification] {
      moment.wall = moment.wall + .minutes(1)
      let asked = core.handle(.requested(RequestID(1), .trigger(job.id, actor: nil)), at: moment)
      let started = core.handle(CoreStory.started(number), at: moment)
      let ended = core.handle(CoreStory.ended(number, 1), at: moment)
      return (asked + started + ended).compactMap { action in
        if case .notify(let notification) = action { notification } else { nil }
      }
    }
    let first = try #require(fail(1).first)
    #expect(fail(2).isEmpty)
    _ = core.handle(.notificationFailed(first), at: moment)
    let second = try #require(fail(3).first)
    // The one that was not told, and the one that was held back for it.
    #expect(second.suppressed == 2)
    #expect(fail(4).isEmpty)
  }

  @Test func `of a run whose job a reload has removed is told by what it was started under`() throws {
    let rule = NotificationRule(events: [.failed], invocation: .shell("x"))
    let job = CoreStory.job("a", .manual, Policies(notify: [rule]))
    var story = CoreStory(Configuration(jobs: [job]))
    _ = story.after(.zero, .launched)
    _ = story.after(.zero, .requested(RequestID(1), .trigger(JobID("a"), actor: nil)))
    _ = story.after(.zero, CoreStory.started(1))
    _ = story.after(.seconds(1), .reloaded(Configuration(jobs: [])))
    let told = story.after(.seconds(1), CoreStory.ended(1, 1)).filter { $0.hasPrefix("tell") }
    #expect(told == ["tell a failed, failures 1"])
  }

  @Test func `is not silenced by a clock that was set back`() throws {
    let row = Row(testDescription: "", on: [.failed], coolDown: .hours(1), ends: "", told: [])
    var snapshot = Snapshot.empty
    let later = NotificationMark(at: CoreStory.start + .hours(24), isOpen: false)
    snapshot.notified = [JobID("a"): [Self.rule(row).identity: later]]
    var story = try Self.story(row, recovering: snapshot)
    #expect(try Self.run(&story, "-") == "failed 1")
  }

  @Test func `is also that a run was lost with the daemon, or came too late`() throws {
    let rule = NotificationRule(events: [.abandoned, .missed], invocation: .shell("x"))
    let policies = Policies(misfireGraceTime: .seconds(1), notify: [rule])
    let job = try CoreStory.job("a", every: 60, policies)
    var lost = Run(
      id: RunID(1),
      job: job.id,
      fireTime: CoreStory.start - .minutes(1),
      cause: .schedule,
      state: .running,
      createdAt: CoreStory.start - .minutes(1)
    )
    lost.attempt = 1
    let schedule = Snapshot.Schedule(
      job: job.id,
      cursor: CoreStory.start - .minutes(1),
      text: job.trigger.text(in: job.zone),
      trigger: job.trigger
    )
    let snapshot = Snapshot(schedules: [schedule], openRuns: [lost], nextRun: RunID(2))
    var story = CoreStory(Configuration(jobs: [job]), recovering: snapshot)
    let told = story.after(.seconds(30), .launched).filter { $0.hasPrefix("tell") }
    #expect(told == ["tell a abandoned, failures 1", "tell a missed, failures 1"])
  }

  @Test func `is also what a trigger named that was changed meanwhile`() throws {
    let rule = NotificationRule(events: [.missed], invocation: .shell("x"))
    let old = try CoreStory.job("a", every: 60)
    let new = try CoreStory.job("a", every: 50, Policies(notify: [rule]))
    let schedule = Snapshot.Schedule(
      job: old.id,
      cursor: CoreStory.start - .minutes(5),
      text: old.trigger.text(in: old.zone),
      trigger: old.trigger
    )
    let snapshot = Snapshot(schedules: [schedule], openRuns: [], nextRun: RunID(1))
    var story = CoreStory(Configuration(jobs: [new]), recovering: snapshot)
    #expect(story.after(.zero, .launched).filter { $0.hasPrefix("tell") } == ["tell a missed"])
  }

  private static func rule(_ row: Row) -> NotificationRule {
    NotificationRule(
      events: row.on,
      invocation: .shell("x"),
      afterFailures: row.afterFailures,
      coolDown: row.coolDown
    )
  }

  private static func story(_ row: Row, recovering snapshot: Snapshot = .empty) throws -> CoreStory {
    let rule = rule(row)
    let job = CoreStory.job("a", .manual, Policies(timeout: .seconds(1), killAfter: .zero, notify: [rule]))
    var story = CoreStory(Configuration(jobs: [job]), recovering: snapshot)
    _ = story.after(.zero, .launched)
    return story
  }

  /// One run by hand that ends so; what is told of it, shortened.
  private static func run(_ story: inout CoreStory, _ end: Character) throws -> String {
    let asked = story.after(.minutes(1), .requested(RequestID(1), .trigger(JobID("a"), actor: nil)))
    let line = try #require(asked.first { $0.hasPrefix("start ") })
    let run = try #require(Int64(line.dropFirst(6)))
    _ = story.after(.zero, CoreStory.started(run))
    switch end {
    case "k": _ = story.after(.zero, .requested(RequestID(2), .cancel(RunID(run), actor: nil)))
    case "t": _ = story.after(.seconds(1))
    default: break
    }
    let lines = story.after(.zero, CoreStory.ended(run, end == "-" ? 1 : 0))
    let told = lines.filter { $0.hasPrefix("tell a ") }
    #expect(told.count <= 1)
    return (told.first ?? "").replacing("tell a ", with: "").replacing(", failures ", with: " ")
      .replacing(", suppressed ", with: " +")
  }
}
