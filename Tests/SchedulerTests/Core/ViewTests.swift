import Scheduler
import Testing

@Suite struct `What the core shows` {
  private func story() throws -> CoreStory {
    var story = CoreStory([try CoreStory.job("tick", every: 60)])
    _ = story.after(.seconds(1), .launched)
    return story
  }

  private func ask(_ request: Request) -> Event { .requested(RequestID(1), request) }

  struct Row: Sendable, CustomTestStringConvertible {
    /// Minutes from the start: when the job's pause and that of every job end; zero for never, nil for no pause.
    var own: Int64?
    var global: Int64?
    var next: Int64?

    var testDescription: String { "\(own ?? -1) and \(global ?? -1)" }
  }

  static let rows: [Row] = [
    Row(own: nil, global: nil, next: 1),
    Row(own: 0, global: nil, next: nil),
    Row(own: nil, global: 0, next: nil),
    Row(own: 5, global: 0, next: nil),
    Row(own: 5, global: nil, next: 5),
    Row(own: 5, global: 7, next: 7),
    Row(own: 7, global: 5, next: 7),
  ]

  @Test(arguments: rows)
  func `names no fire time that a pause will skip`(_ row: Row) throws {
    var story = try story()
    func until(_ minutes: Int64) -> Instant? { minutes == 0 ? nil : CoreStory.start + .minutes(minutes) }
    if let own = row.own {
      _ = story.after(.zero, ask(.pause(JobID("tick"), until: until(own), reason: "own", actor: nil)))
    }
    if let global = row.global {
      _ = story.after(.zero, ask(.pause(nil, until: until(global), reason: "all", actor: nil)))
    }
    let status = try #require(story.core.status(of: JobID("tick")))
    #expect(status.nextFireTime == row.next.map { CoreStory.start + .minutes($0) })
    #expect(status.pause?.reason == (row.own == nil ? nil : "own"))
    #expect(status.globalPause?.reason == (row.global == nil ? nil : "all"))
    #expect(story.core.jobStatuses == [status])
    #expect(story.core.overview.pause == status.globalPause)
  }

  @Test func `is what waits for a later instant, a slice at a time`() throws {
    var story = try story()
    for minutes in [30, 10, 20] {
      let at = CoreStory.start + .minutes(Int64(minutes))
      _ = story.after(.zero, ask(.triggerLater(JobID("tick"), at: at, actor: "me")))
    }
    #expect(story.core.deferredTriggers(limit: 2).map(\.id) == [1, 2])
    #expect(story.core.deferredTriggers(after: 2, limit: 2).map(\.id) == [3])
    #expect(story.core.deferredTriggers(limit: 9).map(\.actor) == ["me", "me", "me"])
    _ = story.after(.zero, ask(.cancelDeferred(2)))
    #expect(story.core.deferredTriggers(limit: 9).map(\.id) == [1, 3])
  }
}
