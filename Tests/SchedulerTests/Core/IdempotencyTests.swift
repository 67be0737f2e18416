import Scheduler
import Testing

@Suite struct `A request with a key` {
  /// One that runs for ever, and one that has room for one only.
  private func story(recovering snapshot: Snapshot = .empty) throws -> CoreStory {
    let jobs = ["a", "b"].map { CoreStory.job($0, .manual) }
    var story = CoreStory(Configuration(jobs: jobs), recovering: snapshot)
    _ = story.after(.seconds(1), .launched)
    return story
  }

  private func ask(_ job: String, _ key: String, _ words: String = "now", id: UInt64 = 1) -> Event {
    let request = Request.trigger(JobID(job), actor: "me")
    return .requested(RequestID(id), .once(IdempotencyKey(key, of: "\(job) \(words)"), request))
  }

  private func askLater(_ job: String, _ key: String) -> Event {
    let request = Request.triggerLater(JobID(job), at: CoreStory.start + .hours(48), actor: "me")
    return .requested(RequestID(1), .once(IdempotencyKey(key, of: "\(job) later"), request))
  }

  @Test func `is carried out once, and its repeats are answered alike`() throws {
    var story = try story()
    #expect(
      story.after(.seconds(1), ask("a", "k"))
        == ["new 1 a starting", "start 1", "kept k: accepted 1", "accepted 1 starting"]
    )
    _ = story.after(.seconds(1), CoreStory.started(1))
    #expect(story.after(.seconds(1), ask("a", "k")) == ["repeated k: accepted 1"])
    _ = story.after(.seconds(1), CoreStory.ended(1))
    #expect(story.after(.seconds(1), ask("a", "k")) == ["repeated k: accepted 1"])
    #expect(story.after(.seconds(1), ask("a", "other")).last == "accepted 2 starting")
  }

  @Test func `that was skipped is skipped once`() throws {
    var story = try story()
    _ = story.after(.seconds(1), ask("a", "k1"), CoreStory.started(1))
    #expect(
      story.after(.seconds(1), ask("a", "k2"))
        == ["new 2 a skipped/max_instances", "kept k2: refused 2", "refused 2 max_instances"]
    )
    _ = story.after(.seconds(1), CoreStory.ended(1))
    #expect(story.after(.seconds(1), ask("a", "k2")) == ["repeated k2: refused 2"])
  }

  @Test func `for a later instant is kept, also when the run was made or given up`() throws {
    var story = try story()
    #expect(
      story.after(.seconds(1), askLater("a", "k")) == [
        "defer 1 a 10:00:00", "kept k: deferred 1", "deferred 1",
      ]
    )
    #expect(story.after(.seconds(1), askLater("a", "k")) == ["repeated k: deferred 1"])
    _ = story.after(.seconds(1), .requested(RequestID(2), .cancelDeferred(1)))
    #expect(story.after(.seconds(1), askLater("a", "k")) == ["repeated k: deferred 1"])
  }

  @Test func `in the turn of the first one waits for the same commit`() throws {
    var story = try story()
    let lines = story.after(.seconds(1), ask("a", "k", id: 1), ask("a", "k", id: 2))
    #expect(
      lines
        == [
          "new 1 a starting", "start 1", "kept k: accepted 1", "accepted 1 starting",
          "repeated k: accepted 1",
        ]
    )
    let answer = KeptAnswer(
      .accepted(RunID(1)),
      to: IdempotencyKey("k", of: "a now"),
      of: JobID("a"),
      at: CoreStory.start
    )
    #expect(Action.reply(RequestID(2), .repeated(answer)).waitsForCommit)
    #expect(Response.repeated(answer).needsRecords)
  }

  @Test func `cannot mean another request`() throws {
    var story = try story()
    _ = story.after(.seconds(1), ask("a", "k"))
    #expect(story.after(.seconds(1), ask("b", "k")) == ["key k is that of run 1"])
    #expect(story.after(.seconds(1), ask("a", "k", "with parameters")) == ["key k is that of run 1"])
    #expect(story.after(.seconds(1), askLater("a", "k")) == ["key k is that of run 1"])
  }

  @Test func `that came to nothing may be tried again`() throws {
    var story = try story()
    #expect(story.after(.seconds(1), ask("nobody", "k")) == ["no job nobody"])
    #expect(story.after(.seconds(1), ask("a", "k")).last == "accepted 1 starting")
  }

  @Test(arguments: [(24 * 3600 - 1, false), (24 * 3600, true)] as [(Int64, Bool)])
  func `means its request for a day`(_ seconds: Int64, _ isForgotten: Bool) throws {
    var story = try story()
    _ = story.after(.seconds(1), ask("a", "k"))
    _ = story.after(.zero, CoreStory.started(1), CoreStory.ended(1))
    let lines = story.after(.seconds(seconds), ask("a", "k"))
    #expect(lines.last == (isForgotten ? "accepted 2 starting" : "repeated k: accepted 1"))
  }

  @Test func `is known after a restart`() throws {
    let answers = [
      KeptAnswer(
        .accepted(RunID(7)),
        to: IdempotencyKey("k", of: "a now"),
        of: JobID("a"),
        at: CoreStory.start - .hours(23)
      ),
      KeptAnswer(
        .accepted(RunID(3)),
        to: IdempotencyKey("old", of: "a now"),
        of: JobID("a"),
        at: CoreStory.start - .hours(24)
      ),
    ]
    let snapshot = Snapshot(schedules: [], openRuns: [], answers: answers, nextRun: RunID(9))
    var story = try story(recovering: snapshot)
    #expect(story.after(.seconds(1), ask("a", "k")) == ["repeated k: accepted 7"])
    #expect(story.after(.seconds(1), ask("b", "k")) == ["key k is that of run 7"])
    #expect(story.after(.seconds(1), ask("a", "old")).last == "accepted 9 starting")
  }

  @Test func `is refused when a hundred thousand are in use`() throws {
    let answers = (0..<100_000).map { number in
      KeptAnswer(
        .accepted(RunID(7)),
        to: IdempotencyKey("k\(number)", of: "a now"),
        of: JobID("a"),
        at: CoreStory.start - .hours(23)
      )
    }
    let snapshot = Snapshot(schedules: [], openRuns: [], answers: answers, nextRun: RunID(9))
    var story = try story(recovering: snapshot)
    #expect(story.after(.seconds(1), ask("a", "new")) == ["too many keys"])
    #expect(story.after(.seconds(1), ask("a", "k99999")) == ["repeated k99999: accepted 7"])
    #expect(story.after(.hours(2), ask("a", "new")).last == "accepted 9 starting")
  }

  @Test(arguments: [
    ("k", true), ("8e03978e-40d5-43e8-bc93-6894a57f9324", true), (String(repeating: "x", count: 255), true),
    ("\"quoted\"", true), ("", false), (String(repeating: "x", count: 256), false), ("two words", false),
    ("tab\t", false), ("ä", false), ("line\n", false),
  ])
  func `has one of visible ASCII`(_ key: String, _ isGood: Bool) {
    #expect(IdempotencyKey.isValid(key) == isGood)
  }
}
