import ControlFixtures
import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `What a page shows of many jobs` {
  private static let day: Int64 = 86_400

  private func harness(_ count: Int = 3) throws -> ControlHarness {
    let harness = try ControlHarness()
    let hourly = try TimedTrigger(.interval(Interval(every: .hours(1))))
    harness.target.statuses = (0..<count).map { place in
      var status = JobStatus.sample("job-\(place)")
      status.job.trigger = .timed(hourly)
      status.nextFireTime = harness.target.facts.now + .hours(1)
      return status
    }
    return harness
  }

  // MARK: The board

  @Test func `a board has the schedule in words, the last outcomes and the mean duration`() throws {
    let harness = try harness()
    harness.target.endedRuns = (1...40).map { .ended($0, job: "job-1", $0 == 39 ? .failed : .succeeded) }
    let page = try harness.get("/v1/board").value(PageObject<BoardObject>.self)
    #expect(page.items.map(\.job) == ["job-0", "job-1", "job-2"])
    #expect(page.next == nil)
    let item = page.items[1]
    #expect(item.schedule == "every 1h")
    #expect(item.nextFireTime == "2026-01-01T01:00:02Z")
    #expect(item.runs.map(\.run) == (11...40).reversed().map { Int64($0) })
    #expect(item.runs.prefix(3).map(\.outcome) == ["succeeded", "failed", "succeeded"])
    #expect(item.runs[0].duration == 99.876543211)
    #expect(item.meanDuration == 99.876543211)
    #expect(page.items[0].runs.isEmpty)
    #expect(page.items[0].meanDuration == nil)
  }

  @Test func `a board is asked for by pages, or for the jobs that are in sight`() throws {
    let harness = try harness(5)
    let first = try harness.get("/v1/board?limit=2").value(PageObject<BoardObject>.self)
    #expect(first.items.map(\.job) == ["job-0", "job-1"])
    #expect(first.next == "2")
    let rest = try harness.get("/v1/board?limit=9&after=2").value(PageObject<BoardObject>.self)
    #expect(rest.items.map(\.job) == ["job-2", "job-3", "job-4"])
    let named = try harness.get("/v1/board?of=job-4,gone,job-0").value(PageObject<BoardObject>.self)
    #expect(named.items.map(\.job) == ["job-4", "job-0"])
    #expect(try harness.get("/v1/board?of=").value(PageObject<BoardObject>.self).items.isEmpty)
    let names = (0...50).map { "job-\($0)" }.joined(separator: ",")
    #expect(try harness.get("/v1/board?of=\(names)").status == 400)
    #expect(try harness.get("/v1/board?of=job-0&limit=0").status == 400)
    #expect(try harness.get("/v1/board?of=job-0&after=-1").status == 400)
  }

  @Test(arguments: ["/v1/board", "/v1/timeline", "/v1/load"])
  func `says that the ledger cannot be read`(_ path: String) throws {
    let harness = try harness()
    harness.target.endedRuns = [.ended(1)]
    harness.target.ledgerError = .unreadable("torn")
    let response = try harness.get(path)
    #expect(response.status == 503)
    #expect(response.text.contains("torn"))
  }

  // MARK: The timeline

  @Test func `a timeline has what ran, what runs and what is to come`() throws {
    let harness = try harness(1)
    harness.target.endedRuns = [.ended(1, job: "job-0"), .ended(2, job: "job-0", .failed)]
    harness.target.statuses[0].openRuns = [.open(3, job: "job-0")]
    let window = "from=2025-12-31T23:00:00Z&to=2026-01-01T02:30:00Z"
    let page = try harness.get("/v1/timeline?\(window)").value(PageObject<LaneObject>.self)
    let lane = try #require(page.items.first)
    #expect(lane.runs.map(\.run) == [3, 2, 1])
    #expect(lane.runs.map(\.outcome) == [nil, "failed", "succeeded"])
    #expect(lane.runs.map(\.to) == [nil, "2026-01-01T00:01:40Z", "2026-01-01T00:01:40Z"])
    #expect(lane.runsSince == nil)
    #expect(lane.fireTimes.map(\.from) == ["2026-01-01T01:00:00Z", "2026-01-01T02:00:00Z"])
    #expect(lane.fireTimesComplete)
  }

  @Test func `a timeline shows a run once that ends while it is asked for`() throws {
    let harness = try harness(1)
    harness.target.endedRuns = [.ended(1, job: "job-0"), .ended(3, job: "job-0", .failed)]
    harness.target.statuses[0].openRuns = [.open(3, job: "job-0"), .open(4, job: "job-0")]
    let window = "from=2025-12-31T23:00:00Z&to=2026-01-01T02:30:00Z"
    let page = try harness.get("/v1/timeline?\(window)").value(PageObject<LaneObject>.self)
    #expect(page.items.first?.runs.map(\.run) == [4, 3, 1])
    #expect(page.items.first?.runs.map(\.outcome) == [nil, "failed", "succeeded"])
  }

  @Test func `a timeline has what was made before it and reaches into it, behind what does not`() throws {
    let harness = try harness(1)
    func run(_ number: Int64, from start: Int64, to end: Int64) -> Run {
      var run = Run.ended(number, job: "job-0")
      run.createdAt = Instant(seconds: 1_767_225_600 + start)
      run.startedAt = run.createdAt
      run.endedAt = Instant(seconds: 1_767_225_600 + end)
      return run
    }
    harness.target.endedRuns = [
      run(1, from: -7200, to: 600), run(2, from: -3600, to: -3000), run(3, from: 60, to: 90),
    ]
    let window = "from=2026-01-01T00:00:00Z&to=2026-01-01T02:30:00Z"
    let page = try harness.get("/v1/timeline?\(window)").value(PageObject<LaneObject>.self)
    #expect(page.items.first?.runs.map(\.run) == [3, 1])
    #expect(page.items.first?.runsSince == nil)
  }

  @Test func `a timeline says since when it has every run`() throws {
    let harness = try harness(1)
    harness.target.endedRuns = (1...3000).map { (number: Int64) in
      var run = Run.ended(number, job: "job-0", number.isMultiple(of: 2) ? .failed : .succeeded)
      run.createdAt = Instant(seconds: 1_767_000_000 + number)
      run.startedAt = run.createdAt
      run.endedAt = run.createdAt
      return run
    }
    let path = "/v1/timeline?from=2025-12-20T00:00:00Z&to=2026-01-10T00:00:00Z"
    let lane = try #require(try harness.get(path).value(PageObject<LaneObject>.self).items.first)
    #expect(lane.runs.count == RunBars.mostBars)
    #expect(lane.runsSince == lane.runs.last?.from)
  }

  @Test func `a timeline has no fire times of a paused job`() throws {
    let harness = try harness(1)
    harness.target.statuses[0].pause = Pause(since: harness.target.facts.now)
    let lanes = try harness.get("/v1/timeline").value(PageObject<LaneObject>.self).items
    #expect(lanes.map(\.fireTimes) == [[]])
  }

  @Test(arguments: [
    "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from=2025-01-01T00:00:00Z", "from=yesterday",
    "to=2026-01-01T00:00:00Z&from=2026-01-01T00:00:00Z",
  ])
  func `a timeline needs a stretch of time`(_ query: String) throws {
    #expect(try harness().get("/v1/timeline?\(query)").status == 400)
  }

  // MARK: The load

  @Test func `the load has each of the coming 168 hours`() throws {
    let harness = try harness()
    harness.target.endedRuns = [.ended(1, job: "job-1")]
    let load = try harness.get("/v1/load").value(LoadObject.self)
    #expect(load.maxConcurrentRuns == 10)
    #expect(load.hours.count == 168)
    #expect(load.hours.first?.from == "2026-01-01T00:00:00Z")
    #expect(load.hours.allSatisfy { $0.starts == 3 && $0.concurrency == 0.028 })
    #expect(load.jobsWithoutDuration == 2)
    #expect(load.jobsNotCounted == 0)
  }

  @Test func `the load is kept, and counted anew where it may have changed`() throws {
    let harness = try harness()
    func starts() throws -> Int { try harness.get("/v1/load").value(LoadObject.self).hours[9].starts }
    func happens(_ notice: Notice) {
      harness.server.publish(DaemonEvent(.notice(notice), at: harness.target.facts.now))
    }
    #expect(try starts() == 3)
    let asked = harness.target.plansAsked
    #expect(try starts() == 3)
    #expect(harness.target.plansAsked == asked)
    let pause = Pause(since: harness.target.facts.now)
    harness.target.statuses[0].pause = pause
    happens(.paused(JobID("job-0"), pause))
    #expect(try starts() == 2)
    harness.target.statuses.removeLast()
    happens(.reloaded(ReloadSummary()))
    #expect(try starts() == 1)
    // What changes unseen, as the durations of runs do, is known after a while.
    harness.target.statuses.removeLast()
    #expect(try starts() == 1)
    harness.now = harness.now + .minutes(11)
    let before = harness.target.plansAsked
    _ = try starts()
    #expect(harness.target.plansAsked > before)
  }

  @Test func `the load moves on by the hour`() throws {
    let harness = try harness()
    #expect(try harness.get("/v1/load").value(LoadObject.self).hours[0].from == "2026-01-01T00:00:00Z")
    harness.target.facts.now = harness.target.facts.now + .hours(2)
    let load = try harness.get("/v1/load").value(LoadObject.self)
    #expect(load.hours[0].from == "2026-01-01T02:00:00Z")
    #expect(load.hours.allSatisfy { $0.starts == 3 })
  }

  // MARK: Access

  struct Access: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var token: String? = "0123456789abcdef"
    var protectsReads = false
    var given: String?
    var expected: [Bool]
  }

  static let accesses: [Access] = [
    Access(testDescription: "no token anywhere", token: nil, expected: [true, false, false]),
    Access(testDescription: "none given", expected: [true, false, true]),
    Access(testDescription: "reads protected", protectsReads: true, expected: [false, false, true]),
    Access(testDescription: "a wrong one", given: "0123456789abcdeX", expected: [true, false, true]),
    Access(
      testDescription: "the right one",
      protectsReads: true,
      given: "0123456789abcdef",
      expected: [true, true, false]
    ),
  ]

  @Test(arguments: accesses)
  func `says what the client may do`(_ row: Access) throws {
    var access = ControlAccess(user: geteuid())
    access.token = row.token.flatMap { AccessToken($0) }
    access.protectsReads = row.protectsReads
    let harness = try ControlHarness(network: access)
    let client = try RawClient(try #require(harness.address))
    let given = row.given.map { "Authorization: Bearer \($0)\r\n" } ?? ""
    client.send("GET /v1/access HTTP/1.1\r\nHost: localhost\r\n\(given)\r\n")
    try harness.turn(client) { client.response != nil }
    let answer = try #require(client.response).value(AccessObject.self)
    #expect([answer.mayRead, answer.mayChange, answer.tokenHelps] == row.expected)
    #expect(answer.actor == "tcp=127.0.0.1")
  }

  @Test func `lets whoever reaches the socket do everything`() throws {
    let answer = try harness().get("/v1/access").value(AccessObject.self)
    #expect(answer.mayChange)
    #expect(answer.actor == "uid=\(geteuid()) gid=\(getegid()) pid=\(getpid())")
  }
}
