import ControlFixtures
import Daemon
import Scheduler
import Testing

@Suite struct `A list` {
  /// A server with many jobs, each part of which takes longer to read than a turn may write.
  private func slowHarness(jobs: Int) throws -> ControlHarness {
    let harness = try ControlHarness()
    harness.target.statuses = (0..<jobs).map { .sample("job-\($0)", tags: ["all"]) }
    harness.target.onReadingLastRuns = {
      let begin = SystemClock.read().uptime
      while SystemClock.read().uptime - begin < .milliseconds(1) {}
    }
    return harness
  }

  @Test func `that takes long is written over several turns, and others are answered meanwhile`() throws {
    let harness = try slowHarness(jobs: 250)
    let asker = try RawClient(path: harness.server.socketPath)
    asker.send("GET /v1/jobs?limit=250 HTTP/1.1\r\nHost: x\r\n\r\n")
    try harness.turn(asker) { harness.server.nextTimeout(at: harness.now) == .zero }
    #expect(try harness.get("/healthz").status == 200)
    #expect(asker.response == nil)
    var turns = 0
    try harness.turn(asker) {
      turns += 1
      return asker.response != nil
    }
    #expect(turns > 5)
    let page = try #require(asker.response).value(PageObject<JobObject>.self)
    #expect(page.items.map(\.id) == (0..<250).map { "job-\($0)" })
    #expect(page.next == nil)
  }

  @Test func `that takes long is not sent again where it is the same`() throws {
    let harness = try slowHarness(jobs: 100)
    let tag = try #require(try harness.get("/v1/jobs?limit=100").headers["etag"])
    let request = "GET /v1/jobs?limit=100 HTTP/1.1\r\nHost: x\r\nIf-None-Match: \(tag)\r\n\r\n"
    #expect(try harness.ask(request).status == 304)
  }

  @Test func `that cannot be read to its end is a problem, not a part`() throws {
    let harness = try slowHarness(jobs: 100)
    let target = harness.target
    var reads = 0
    target.onReadingLastRuns = {
      reads += 1
      if reads == 3 { target.ledgerError = .inUse(directory: "/x", pid: nil) }
    }
    #expect(try harness.get("/v1/jobs?limit=100").status == 503)
  }

  struct Question: Sendable, CustomTestStringConvertible {
    var asked: String
    var link: String?

    var testDescription: String { asked }
  }

  @Test(arguments: [
    Question(asked: "/v1/jobs?limit=2", link: "/v1/jobs?limit=2&after=2"),
    Question(
      asked: "/v1/jobs?after=1&limit=2&tag=a%20%26%20b",
      link: "/v1/jobs?limit=2&tag=a%20%26%20b&after=3"
    ),
    Question(asked: "/v1/jobs?limit=4", link: nil),
    Question(asked: "/v1/runs?limit=1&job=job-0", link: "/v1/runs?limit=1&job=job-0&before=2"),
    Question(asked: "/v1/spans?limit=1", link: "/v1/spans?limit=1&before=12"),
    Question(asked: "/v1/deferred?limit=1", link: "/v1/deferred?limit=1&after=1"),
    Question(asked: "/v1/board?limit=3", link: "/v1/board?limit=3&after=3"),
  ]) func `says where its next page is`(_ question: Question) throws {
    let harness = try ControlHarness()
    harness.target.statuses = (0..<4).map { .sample("job-\($0)", tags: ["a & b"]) }
    harness.target.endedRuns = [.ended(1, job: "job-0"), .ended(2, job: "job-0")]
    harness.target.deferred = (1...2 as ClosedRange<Int64>).map {
      DeferredTrigger(id: $0, job: JobID("job-0"), at: Instant(seconds: 1_767_225_700), actor: nil)
    }
    harness.target.spans = ([11, 12] as [Int64]).map {
      let (first, last) = (Instant(seconds: 1_767_139_200), Instant(seconds: 1_767_225_600))
      return RecordedSpan(id: $0, span: .skipped(3, from: first, to: last), recordedAt: last)
    }
    let response = try harness.get(question.asked)
    #expect(response.status == 200)
    #expect(response.headers["link"] == question.link.map { "<\($0)>; rel=\"next\"" })
    guard let link = question.link else { return }
    #expect(try harness.get(link).status == 200)
  }
}
