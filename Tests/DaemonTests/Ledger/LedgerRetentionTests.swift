import Daemon
import Scheduler
import Testing

@Suite struct `A ledger that lets go of what it need not keep` {
  private let directory: TemporaryDirectory
  private let ledger: Ledger

  init() throws {
    directory = try TemporaryDirectory(isInMemory: true)
    ledger = try Ledger(stateDirectory: directory.path)
  }

  /// The account of every job: a line for what does not add up, and the totals.
  private func account() throws -> (faults: [String], totals: [JobID: [String: Int]]) {
    let audit = try LedgerAudit(
      ledger,
      in: Instant.epoch...Instant(nanoseconds: .max),
      zones: SystemZones()
    )
    var totals: [JobID: [String: Int]] = [:]
    var faults: [String] = []
    for part in audit.jobs {
      var counts = Dictionary(uniqueKeysWithValues: part.audit.outcomes.map { ($0.key.rawValue, $0.value) })
      counts["coalesced"] = part.audit.coalesced
      counts["under way"] = part.audit.underWay
      counts["fire times"] = part.audit.fireTimes
      totals[part.job] = counts
      faults += part.audit.findings.map { "\(part.job): \($0.kind) \($0.first.seconds), \($0.count)" }
    }
    return (faults, totals)
  }

  private func prune(
    _ limits: HistoryLimits,
    at now: Instant,
    afterEach: () throws -> Void = {}
  ) throws -> Int {
    var sweep = HistorySweep()
    var steps = 0
    while try ledger.prune(&sweep, limits: { _ in limits }, at: now) {
      try afterEach()
      steps += 1
      try #require(steps < 10_000)
    }
    return sweep.pruned
  }

  @Test(arguments: UInt64(1)...40)
  func `still proves its account after each step, with the same totals`(_ seed: UInt64) throws {
    var story = RetentionStory(seed: seed)
    for (record, instant) in story.records { try ledger.commit([record], at: instant) }
    for _ in 0..<3 {
      let limits = HistoryLimits(
        keepRuns: story.draw(3) == 0 ? nil : 1 + story.draw(60),
        keepFor: story.draw(2) == 0 ? nil : .seconds(Int64(1 + story.draw(2000)))
      )
      try pruneAndProve(limits, at: story.now)
      try expect(limits, keep: story)
      // Some of what was open ends, out of the order in which it began.
      try ledger.commit(story.endOpenRuns(), at: story.now)
    }
    try ledger.commit(story.endOpenRuns(all: true), at: story.now)
    try pruneAndProve(HistoryLimits(keepRuns: 1, keepFor: nil), at: story.now)
    for job in RetentionStory.jobs {
      // Nothing lies between any more but the run that is always kept.
      #expect(try ledger.prunedStretches(of: job).count <= 2)
    }
  }

  private func pruneAndProve(_ limits: HistoryLimits, at now: Instant) throws {
    let before = try account()
    #expect(before.faults == [])
    _ = try prune(limits, at: now) {
      let after = try account()
      #expect(after.faults == [])
      #expect(after.totals == before.totals)
    }
  }

  private func expect(_ limits: HistoryLimits, keep story: RetentionStory) throws {
    for job in RetentionStory.jobs {
      let runs = try ledger.runs(RunQuery(job: job, limit: 100_000))
      #expect(runs.filter { $0.outcome == nil }.map(\.id) == story.openRuns(of: job))
      let ended = runs.filter { $0.outcome != nil }
      #expect(ended.first?.id == story.newestEnded(of: job))
      if let most = limits.keepRuns { #expect(ended.count <= most) }
      let horizon = limits.horizon(at: story.now)
      #expect(ended.dropFirst().allSatisfy { $0.createdAt >= horizon })
    }
  }

  @Test func `keeps what neither limit lets go`() throws {
    let story = RetentionStory(seed: 7)
    for (record, instant) in story.records { try ledger.commit([record], at: instant) }
    let before = try ledger.runs(RunQuery(limit: 100_000))
    #expect(try prune(HistoryLimits(keepRuns: nil, keepFor: nil), at: story.now) == 0)
    #expect(try prune(HistoryLimits(keepRuns: 100_000, keepFor: .hours(1000)), at: story.now) == 0)
    #expect(try ledger.runs(RunQuery(limit: 100_000)) == before)
  }

  @Test func `lets the attempts of a run go with it, and counts what no fire time named`() throws {
    let job = JobID("a")
    var records: [Record] = []
    for number in Int64(1)...3 {
      var run = Run.queued(number, of: "a", at: number).ended()
      run.cause = .manual
      run.fireTime = nil
      let attempt = Attempt(number: 1, startedAt: nil, endedAt: .zero, outcome: .failed, reason: .exitCode)
      records += [.claimed(run), .attempt(run.id, attempt)]
    }
    try ledger.commit(records, at: .zero)
    #expect(try prune(HistoryLimits(keepRuns: 1, keepFor: nil), at: .zero) == 2)
    #expect(try ledger.runs(RunQuery(job: job)).map(\.id.number) == [3])
    let database = try Database(path: directory.appending("schedd.db"), access: .readOnly)
    #expect(try database.integer("SELECT count(*) FROM attempts") == 1)
    #expect(try database.integer("SELECT succeeded FROM pruned WHERE job = 'a' AND first IS NULL") == 2)
    #expect(try ledger.prunedStretches(of: job) == [])
  }

  @Test func `still refuses a claim of a fire time whose row is gone`() throws {
    try ledger.commit((1...9).map { .claimed(Run.queued($0, of: "a", at: $0 * 10).ended()) }, at: .zero)
    #expect(try prune(HistoryLimits(keepRuns: 2, keepFor: nil), at: .zero) == 7)
    for seconds in [Int64(10), 40, 70] {
      let again = Run.queued(50, of: "a", at: seconds)
      #expect(throws: LedgerError.claimsRefused([RunID(50)])) {
        try ledger.commit([.claimed(again)], at: .zero)
      }
    }
    let second = Run.queued(51, of: "b", at: 40)
    try ledger.commit([.claimed(second)], at: .zero)
    // A connection that begins anew knows it too.
    let moved = try LedgerBackup(of: directory.path, at: directory.appending("copy"))
    let other = try TemporaryDirectory(isInMemory: true)
    try write(try contents(of: moved.path), to: other.appending("schedd.db"))
    let reopened = try Ledger(stateDirectory: other.path)
    #expect(throws: LedgerError.claimsRefused([RunID(52)])) {
      try reopened.commit([.claimed(Run.queued(52, of: "a", at: 40))], at: .zero)
    }
  }

  @Test func `finds its rows through an index, and sorts none`() throws {
    let database = try Database(path: directory.appending("schedd.db"), access: .readOnly)
    let texts = [
      HistoryPruning.counting, HistoryPruning.oldestRuns, HistoryPruning.oldestSpans, HistoryPruning.kept,
      HistoryPruning.stretches,
    ]
    for text in texts {
      let statement = try database.prepare("EXPLAIN QUERY PLAN " + text)
      while try statement.step() {
        let line = statement.text(3)
        #expect(!line.contains("TEMP B-TREE"), "\(text): \(line)")
        #expect(!line.hasPrefix("SCAN") || line.contains("runs_open"), "\(text): \(line)")
      }
    }
  }
}

/// A ledger that is drawn: two jobs whose fire times are accounted for in every way, oldest first.
struct RetentionStory {
  static let jobs = [JobID("tens"), JobID("sevens")]

  private var seed: UInt64
  private(set) var records: [(Record, Instant)] = []
  private(set) var now = Instant.zero
  private var open: [Run] = []
  private var ended: [Run] = []

  init(seed: UInt64) {
    self.seed = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    var id: Int64 = 1
    for (job, interval) in zip(Self.jobs, [Int64(10), 7]) {
      let start = Instant(seconds: interval * 100)
      let text = TriggerText(json: "{\"interval\":\"\(interval)s\"}", zone: "UTC")
      records.append((.schedule(job, text, cursor: start - .nanoseconds(1), at: start), start))
      var time = interval * 100
      for _ in 0..<150 { time = account(for: job, from: time, interval, &id) }
      let cursor = Instant(seconds: time - 1)
      records.append((.cursor(job, cursor), cursor))
      now = max(now, cursor)
    }
  }

  mutating func draw(_ limit: Int) -> Int {
    seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((seed >> 33) % UInt64(limit))
  }

  /// Accounts for the next fire times of a job.
  ///
  /// - Returns: The first that is not accounted for.
  private mutating func account(
    for job: JobID,
    from time: Int64,
    _ interval: Int64,
    _ id: inout Int64
  ) -> Int64 {
    let count = Int64(1 + draw(5))
    defer { id += 1 }
    switch draw(10) {
    case 0:
      let last = time + (count - 1) * interval
      let span = Span.missed(job.description, from: time, to: last, count: Int(count))
      records.append((.span(span), span.last))
      return time + count * interval
    case 1:
      // The newest runs and stands for the others.
      var run = Run.queued(id, of: job.description, at: time + count * interval)
      let range = (first: Instant(seconds: time), last: Instant(seconds: time + (count - 1) * interval))
      run.coalesced = CoalescedFireTimes(count: Int(count), first: range.first, last: range.last)
      add(run)
      return time + (count + 1) * interval
    case 2:
      var run = Run.queued(id, of: job.description, at: time)
      run.cause = .manual
      run.fireTime = nil
      add(run)
      return time
    default:
      add(Run.queued(id, of: job.description, at: time))
      return time + interval
    }
  }

  private mutating func add(_ run: Run) {
    guard draw(12) > 0 else {
      open.append(run)
      return records.append((.claimed(run), run.createdAt))
    }
    let done = run.ended(Outcome.allCases[draw(Outcome.allCases.count)])
    ended.append(done)
    records.append((.claimed(done), run.createdAt))
  }

  /// The records by which what is open ends, or some of it.
  mutating func endOpenRuns(all: Bool = false) -> [Record] {
    var ending: [Run] = []
    var rest: [Run] = []
    for run in open {
      if all || draw(3) == 0 { ending.append(run.ended()) } else { rest.append(run) }
    }
    open = rest
    ended += ending
    return ending.map { .changed($0) }
  }

  func openRuns(of job: JobID) -> [RunID] { open.filter { $0.job == job }.map(\.id).sorted(by: >) }

  func newestEnded(of job: JobID) -> RunID? { ended.filter { $0.job == job }.map(\.id).max() }
}
