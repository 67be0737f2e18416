import Daemon
import Glibc
import Scheduler
import Testing

/// A job file, its core, and a zone database one of whose files is replaced.
@Suite struct `A zone file that is replaced` {
  private let directory: TemporaryDirectory
  private let zones: SystemZones

  /// 2026-01-01T00:00:00Z.
  private static let start = Instant(seconds: 1_767_225_600)

  private static let file = Array(
    """
    { "jobs": [
      { "id": "moved", "trigger": { "cron": "0 12 * * *", "timezone": "Test/Moved" }, "shell": "true" },
      { "id": "kept", "trigger": { "cron": "0 12 * * *", "timezone": "Test/Kept" }, "shell": "true" }
    ], "timezone": "UTC" }
    """.utf8
  )

  init() throws {
    directory = try TemporaryDirectory()
    try directory.makeFolder("Test")
    try TestZoneFile.write(directory.appending("Test/Moved"), rule: "TST-1")
    try TestZoneFile.write(directory.appending("Test/Kept"), rule: "TST-1")
    zones = SystemZones(folders: [directory.path], local: SystemZones.Local(variable: "UTC"))
  }

  private func read() throws -> Configuration {
    try #require(JobFile.read(Self.file, zones: zones).configuration)
  }

  private func noons(_ core: SchedulerCore) -> [String] {
    ["moved", "kept"].map { core.status(of: JobID($0))?.nextFireTime?.description ?? "none" }
  }

  private func moment(_ hours: Int64) -> Moment {
    Moment(wall: Self.start + .hours(hours), uptime: Uptime(nanoseconds: 0) + .hours(hours))
  }

  @Test func `counts from the next reload on, and for its own jobs alone`() throws {
    var core = SchedulerCore(try read())
    _ = core.handle(.launched, at: moment(0))
    #expect(noons(core) == ["2026-01-01T11:00:00Z", "2026-01-01T11:00:00Z"])

    // As package managers do it: a new file takes the old one's place.
    try TestZoneFile.write(directory.appending("Test/New"), rule: "TST-3")
    rename(directory.appending("Test/New"), directory.appending("Test/Moved"))
    #expect(try read() == core.configuration, "nobody has asked for a new reading")
    zones.beginReading()
    let actions = core.handle(.reloaded(try read()), at: moment(1))
    #expect(noons(core) == ["2026-01-01T09:00:00Z", "2026-01-01T11:00:00Z"])

    let summaries = actions.compactMap { action in
      if case .log(.reloaded(let summary)) = action { summary } else { nil }
    }
    #expect(summaries.map(\.changed) == [1])
    #expect(summaries.map(\.unchanged) == [1])
    let schedules = actions.compactMap { action in
      if case .record(.schedule(let job, _, _, _)) = action { job.description } else { nil }
    }
    #expect(schedules == ["moved"], "a version of its own for the new rules")
  }

  @Test func `that says the same as before changes nothing`() throws {
    var core = SchedulerCore(try read())
    _ = core.handle(.launched, at: moment(0))
    try TestZoneFile.write(directory.appending("Test/New"), rule: "TST-1")
    rename(directory.appending("Test/New"), directory.appending("Test/Moved"))
    zones.beginReading()
    let actions = core.handle(.reloaded(try read()), at: moment(1))
    #expect(!actions.contains { if case .record = $0 { true } else { false } })
    #expect(noons(core) == ["2026-01-01T11:00:00Z", "2026-01-01T11:00:00Z"])
  }
}

/// Zone files that have nothing but a rule (RFC 9636, 3.3).
enum TestZoneFile {
  /// Writes one, or writes it anew.
  static func write(_ path: String, rule: String) throws {
    var block: [UInt8] = Array("TZif2".utf8) + Array(repeating: 0, count: 15)
    // No flags, no leap seconds, no transitions; one type, one abbreviation.
    for count: UInt8 in [0, 0, 0, 0, 1, 4] { block += [0, 0, 0, count] }
    block += [0, 0, 0, 0, 0, 0] + Array("LMT\0".utf8)
    try DaemonTests.write(block + block + Array("\n\(rule)\n".utf8), to: path)
  }
}
