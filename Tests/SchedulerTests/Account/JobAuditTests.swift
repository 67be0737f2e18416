import CronParser
import Scheduler
import Testing

@Suite struct `The audit of a job` {
  /// What a job left, and what the audit says of it: in minutes, of which the even ones are fire times.
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let marks: [JobAudit.Mark]
    let findings: [String]

    init(_ name: String, _ marks: [JobAudit.Mark], _ findings: String...) {
      testDescription = name
      self.marks = marks
      self.findings = findings
    }
  }

  private static func minute(_ number: Int64) -> Instant { Instant(seconds: 1_767_225_600 + number * 60) }

  private static func run(_ minute: Int64, _ outcome: Outcome? = .succeeded) -> JobAudit.Mark {
    .init(.run(RunID(minute + 1), outcome), first: self.minute(minute), last: self.minute(minute), count: 1)
  }

  private static func coalesced(_ first: Int64, _ last: Int64, _ count: Int) -> JobAudit.Mark {
    .init(.coalesced(RunID(1)), first: minute(first), last: minute(last), count: count)
  }

  private static func span(_ first: Int64, _ last: Int64, _ count: Int) -> JobAudit.Mark {
    .init(.span(.skipped, .paused), first: minute(first), last: minute(last), count: count)
  }

  private static let rows: [Row] = [
    Row("each has its run", [run(0), run(2), run(4), run(6), run(8)]),
    Row("a run stands for the others", [run(0), coalesced(2, 6, 3), run(8)]),
    Row("a span takes them all", [span(0, 8, 5)]),
    Row("one is under way", [run(0), run(2), run(4), run(6), run(8, nil)]),
    Row("the last is missing", [run(0), run(2), run(4), run(6)], "hole 8...8 1"),
    Row("the first two are missing", [run(4), run(6), run(8)], "hole 0...2 2"),
    Row("nothing is there", [], "hole 0...8 5"),
    Row("a span says too few", [span(0, 8, 4)], "hole 0...8 1"),
    Row("a span says too many", [span(0, 8, 7)], "stray 0...8 2"),
    Row("a run beside a span that covers it", [span(0, 8, 5), run(4)], "double 4...4 1"),
    Row("two spans overlap", [span(0, 4, 3), span(4, 8, 3)], "double 4...4 3"),
    Row(
      "a run of no fire time",
      [run(0), run(2), run(3), run(4), run(6), run(8)],
      "stray 3...3 1"
    ),
    Row("a hole on each side of a run", [run(0), run(4), run(8)], "hole 2...2 1", "hole 6...6 1"),
  ]

  private static func everyOther(_ since: Int64, _ through: Int64) throws -> JobAudit.Version {
    let trigger = try TimedTrigger(.interval(Interval(every: .minutes(2), anchor: minute(0))))
    return .init(trigger: trigger, since: minute(since), through: minute(through))
  }

  private static func words(_ audit: JobAudit) -> [String] {
    audit.findings.map { finding in
      let minutes = [finding.first, finding.last].map { ($0 - minute(0)).nanoseconds / 60_000_000_000 }
      return "\(finding.kind.rawValue) \(minutes[0])...\(minutes[1]) \(finding.count)"
    }
  }

  private static let always = Instant.epoch...Instant(nanoseconds: .max)

  @Test(arguments: rows)
  func `finds holes, doubles and strays`(_ row: Row) throws {
    var audit = JobAudit([try Self.everyOther(0, 9)], in: Self.always)
    for mark in row.marks { audit.take(mark) }
    audit.finish()
    #expect(Self.words(audit) == row.findings)
  }

  @Test func `counts each fire time once, by how it ended`() throws {
    var audit = JobAudit([try Self.everyOther(0, 20)], in: Self.always)
    for mark in [
      Self.run(0), Self.run(2, .failed), Self.coalesced(4, 6, 2), Self.run(8, nil), Self.span(10, 20, 6),
    ] { audit.take(mark) }
    audit.finish()
    #expect(audit.findings == [])
    #expect(audit.fireTimes == 11)
    #expect(audit.outcomes == [.succeeded: 1, .failed: 1, .skipped: 6])
    #expect(audit.coalesced == 2)
    #expect(audit.underWay == 1)
  }

  @Test func `takes each version by its own trigger`() throws {
    let odd = try TimedTrigger(.interval(Interval(every: .minutes(2), anchor: Self.minute(1))))
    let versions = [
      try Self.everyOther(0, 4),
      JobAudit.Version(trigger: odd, since: Self.minute(5), through: Self.minute(9)),
    ]
    var audit = JobAudit(versions, in: Self.always)
    for mark in [Self.run(0), Self.run(2), Self.run(4), Self.run(5), Self.run(6), Self.run(9)] {
      audit.take(mark)
    }
    audit.finish()
    #expect(Self.words(audit) == ["stray 6...6 1", "hole 7...7 1"])
  }

  @Test func `expects nothing while no trigger was in force`() throws {
    let versions = [try Self.everyOther(0, 2), try Self.everyOther(10, 12)]
    var audit = JobAudit(versions, in: Self.always)
    for mark in [Self.run(0), Self.run(2), Self.run(10), Self.run(12)] { audit.take(mark) }
    audit.finish()
    #expect(audit.findings == [])
  }

  @Test func `looks at a range alone, and at the part of a span that lies in it`() throws {
    var audit = JobAudit([try Self.everyOther(0, 20)], in: Self.minute(5)...Self.minute(12))
    for mark in [Self.span(0, 8, 5), Self.run(12)] { audit.take(mark) }
    audit.finish()
    #expect(Self.words(audit) == ["hole 10...10 1"])
    #expect(audit.fireTimes == 4)
  }

  @Test func `forgives a double where the clock showed the times twice, but no hole`() throws {
    // Set back from 7 to 1, and on to 9.
    let versions = [try Self.everyOther(0, 6), try Self.everyOther(1, 9)]
    var audit = JobAudit(versions, in: Self.always)
    for mark in [Self.run(0), Self.span(2, 6, 3), Self.run(2), Self.coalesced(4, 6, 2)] { audit.take(mark) }
    audit.finish()
    #expect(Self.words(audit) == ["hole 8...8 1"])
    var other = JobAudit(versions, in: Self.always)
    for mark in [Self.run(0), Self.run(2), Self.run(6), Self.run(8)] { other.take(mark) }
    other.finish()
    #expect(Self.words(other) == ["hole 4...4 1"])
  }

  @Test func `begins with the first mark where nobody knows since when a job accounts`() throws {
    let trigger = try TimedTrigger(.interval(Interval(every: .minutes(2), anchor: Self.minute(0))))
    let unknown = JobAudit.Version(trigger: trigger, since: .epoch, through: Self.minute(8))
    var audit = JobAudit([unknown], in: Self.always)
    for mark in [Self.run(4), Self.run(8)] { audit.take(mark) }
    audit.finish()
    #expect(Self.words(audit) == ["hole 6...6 1"])
    var empty = JobAudit([unknown], in: Self.always)
    empty.finish()
    #expect(empty.findings == [])
  }

  @Test func `keeps a bounded number of findings, and counts the others`() throws {
    let trigger = try TimedTrigger(.interval(Interval(every: .minutes(1), anchor: Self.minute(0))))
    let version = JobAudit.Version(trigger: trigger, since: Self.minute(0), through: Self.minute(9_999))
    var audit = JobAudit([version], in: Self.always)
    for minute in stride(from: Int64(0), to: 10_000, by: 2) { audit.take(Self.run(minute)) }
    audit.finish()
    #expect(audit.findings.count == JobAudit.mostFindings)
    #expect(audit.findingCount == 5_000)
  }
}
