import Daemon
import Scheduler
import Testing

@Suite struct `The audit of a ledger` {
  private let directory: TemporaryDirectory
  private let ledger: Ledger

  /// Two jobs: one every ten seconds from second 100 on, and one that had another trigger before.
  init() throws {
    directory = try TemporaryDirectory()
    ledger = try Ledger(stateDirectory: directory.path)
    _ = try ledger.recordStart(pid: 7, version: "1", bootID: "b", at: Instant(seconds: 90))
    try ledger.commit([schedule("tens", "{\"interval\":\"10s\"}", from: 100)], at: .zero)
    try ledger.commit([schedule("changed", "{\"interval\":\"10s\"}", from: 100)], at: .zero)
    try ledger.commit([.cursor(JobID("changed"), Instant(seconds: 110))], at: .zero)
    try ledger.commit([schedule("changed", "{\"interval\":\"7s\"}", from: 111)], at: .zero)
  }

  private func schedule(_ job: String, _ json: String, from seconds: Int64) -> Record {
    let start = Instant(seconds: seconds)
    let text = TriggerText(json: json, zone: "UTC")
    return .schedule(JobID(job), text, cursor: start - .nanoseconds(1), at: start)
  }

  private func claim(_ id: Int64, _ job: String, _ seconds: Int64) -> Record {
    .claimed(Run.queued(id, of: job, at: seconds).ended())
  }

  private func audit(_ job: String? = nil) throws -> [String] {
    let reader = try LedgerReader(reading: directory.path)
    let range = Instant.epoch...Instant(nanoseconds: .max)
    let audit = try LedgerAudit(reader, only: job.map { JobID($0) }, in: range, zones: SystemZones())
    let findings = audit.jobs.flatMap { part in
      part.audit.findings.map { "\(part.job): \($0.kind.rawValue) at \($0.first.seconds), \($0.count)" }
        + part.unreadable.map { "\(part.job): \($0)" }
    }
    #expect(audit.isProved == findings.isEmpty)
    return findings
  }

  private func fill(leavingOut hole: Int64? = nil) throws {
    var records = [
      claim(1, "tens", 100), .span(.missed("tens", from: 110, to: 130, count: 3)), claim(2, "tens", 140),
    ]
    records += [
      claim(3, "changed", 100), claim(4, "changed", 110), claim(5, "changed", 112), claim(6, "changed", 119),
    ]
    records += [
      .cursor(JobID("tens"), Instant(seconds: 145)), .cursor(JobID("changed"), Instant(seconds: 120)),
    ]
    let kept = records.filter { record in
      guard case .claimed(let run) = record else { return true }
      return run.id.number != hole
    }
    try ledger.commit(kept, at: .zero)
  }

  @Test func `proves an account that is whole, each trigger by its time`() throws {
    try fill()
    #expect(try audit() == [])
  }

  /// Noon was at 11:00 and is at 07:00 now, by a file that came at midnight under the same name.
  @Test func `computes each trigger in the zones of its time`() throws {
    let noon = #"{"cron":"0 12 * * *"}"#
    let (old, new) = (try zone("Etc/GMT-1"), try zone("Etc/GMT-5"))
    func schedule(_ zone: Zone, from start: Instant) -> Record {
      let text = TriggerText(json: noon, zone: zone.name, editions: [zone])
      return .schedule(JobID("noon"), text, cursor: start - .nanoseconds(1), at: start)
    }
    let (first, second) = (Instant.epoch + .hours(24), Instant.epoch + .hours(48))
    try ledger.commit([schedule(old, from: first)], at: first)
    let eleven = (first + .hours(11)).seconds
    let job = JobID("noon")
    try ledger.commit([claim(1, "noon", eleven), .cursor(job, Instant(seconds: eleven))], at: first)
    try ledger.commit([schedule(new, from: second)], at: second)
    let seven = (second + .hours(7)).seconds
    try ledger.commit([claim(2, "noon", seven), .cursor(job, Instant(seconds: seven))], at: second)
    #expect(try audit("noon") == [])
    let versions = try LedgerReader(reading: directory.path).triggerVersions(of: job)
    #expect(versions.map(\.text.editions) == [[old], [new]])

    // Without them today's rules would have to do; here there are none.
    let database = try Database(path: directory.appending("schedd.db"), access: .readWrite)
    try database.execute("DELETE FROM zones")
    #expect(try audit("noon").contains { $0.contains("unknown zone \"Test/Zone\"") })
  }

  private func zone(_ name: String) throws -> Zone {
    try Zone(name: "Test/Zone", bytes: contents(of: "/usr/share/zoneinfo/\(name)"))
  }

  @Test(arguments: [
    (1, "tens: hole at 100, 1"), (4, "changed: hole at 110, 1"), (6, "changed: hole at 119, 1"),
  ])
  func `finds the row that is not there`(_ run: Int, _ finding: String) throws {
    try fill(leavingOut: Int64(run))
    #expect(try audit() == [finding])
  }

  @Test func `finds what was counted twice, and what never was to be`() throws {
    try fill()
    try ledger.commit(
      [.span(.missed("tens", from: 130, to: 130, count: 1)), claim(9, "changed", 115)],
      at: .zero
    )
    #expect(try audit() == ["changed: stray at 115, 1", "tens: double at 130, 1"])
    #expect(try audit("tens") == ["tens: double at 130, 1"])
  }

  @Test func `says that it cannot prove what it cannot read`() throws {
    try ledger.commit([schedule("odd", "{\"lunar\":\"new moon\"}", from: 100)], at: .zero)
    try fill()
    let findings = try audit()
    #expect(findings.count == 1)
    #expect(findings.first?.hasPrefix("odd: {\"lunar\":\"new moon\"} since 1970-01-01T00:01:40Z: ") == true)
  }
}
