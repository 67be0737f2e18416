import Scheduler
import Testing

@Suite struct `The jobs of a tag` {
  /// Jobs "0", "1" … with these tags.
  private func core(_ tags: [[String]]) throws -> SchedulerCore {
    SchedulerCore(try configuration(tags))
  }

  private func configuration(_ tags: [[String]]) throws -> Configuration {
    Configuration(
      jobs: try tags.enumerated().map { place, tags in
        var job = try CoreStory.job("\(place)")
        job.tags = tags
        return job
      }
    )
  }

  private static let start = Moment(wall: CoreStory.start, uptime: Uptime(nanoseconds: 0))

  struct Row: Sendable, CustomTestStringConvertible {
    var tag: String?
    var first: Int
    var limit: Int
    var jobs: [String]
    var next: Int?

    var testDescription: String { "\(tag ?? "any") from \(first), \(limit)" }
  }

  static let rows: [Row] = [
    Row(tag: nil, first: 0, limit: 3, jobs: ["0", "1", "2"], next: 3),
    Row(tag: nil, first: 3, limit: 3, jobs: ["3", "4", "5"], next: nil),
    Row(tag: nil, first: 9, limit: 3, jobs: [], next: nil),
    Row(tag: "a", first: 0, limit: 2, jobs: ["0", "3"], next: 5),
    Row(tag: "a", first: 1, limit: 2, jobs: ["3", "5"], next: nil),
    Row(tag: "a", first: 5, limit: 2, jobs: ["5"], next: nil),
    Row(tag: "a", first: 6, limit: 2, jobs: [], next: nil),
    Row(tag: "b", first: 0, limit: 9, jobs: ["3", "4"], next: nil),
    Row(tag: "c", first: 0, limit: 9, jobs: [], next: nil),
  ]

  @Test(arguments: rows)
  func `are shown in pages, in the order of the file`(_ row: Row) throws {
    var core = try core([["a"], [], [], ["b", "a"], ["b"], ["a"]])
    _ = core.handle(.launched, at: Self.start)
    let page = core.jobPage(tagged: row.tag, from: row.first, limit: row.limit)
    let names = core.jobNames(tagged: row.tag, from: row.first, limit: row.limit)
    #expect(names.names == page.statuses.map(\.job.id))
    #expect(names.next == page.next)
    #expect(page.statuses.map(\.job.id.description) == row.jobs)
    #expect(page.next == row.next)
  }

  @Test func `are those of the job file that is in force`() throws {
    var core = try core([["a"], ["b"]])
    _ = core.handle(.launched, at: Self.start)
    #expect(core.tags == ["a", "b"])
    #expect(core.jobs(tagged: "b") == [JobID("1")])
    _ = core.handle(.reloaded(try configuration([["c"], ["c"]])), at: Self.start)
    #expect(core.tags == ["c"])
    #expect(core.jobs(tagged: "b") == nil)
    #expect(core.jobs(tagged: "c") == [JobID("0"), JobID("1")])
  }
}
