import Daemon
import Glibc
import Scheduler
import Testing

/// A name that must not be looked for in the database.
struct ForbiddenName: Sendable, CustomTestStringConvertible {
  var name: String
  var testDescription: String { name }

  static let all = [
    "", "/etc/passwd", "../secret", "Europe/../../secret", "Europe//Test", "Europe/", "zone.tab",
    "right/Europe/Test",
    "posix/Europe/Test", "Europe/Te st", "Europe/Te\0st", "Nowhere/Else", String(repeating: "A", count: 101),
  ].map(ForbiddenName.init)
}

@Suite struct `The machine's zones` {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    for folder in ["zoneinfo", "zoneinfo/Europe", "zoneinfo/right", "zoneinfo/right/Europe"] {
      try directory.makeFolder(folder)
    }
    try writeZone("Europe/Test", rule: "TST-1")
    try writeZone("Europe/Twin", rule: "TST-1")
    try writeZone("right/Europe/Test", rule: "TST-1")
    try writeZone("Other", rule: "OTH3")
    try directory.write("zoneinfo/zone.tab", "# no zone\n")
    try directory.write("secret", "secret")
  }

  @Test func `are read by name, and the same object given again`() throws {
    let zones = makeZones()
    let zone = try zones.zone(named: "Europe/Test")
    #expect(zone.name == "Europe/Test")
    #expect(zone.offset(at: Instant(seconds: 0)) == 3_600)
    #expect(try zones.zone(named: "Europe/Test") === zone)
    zones.beginReading()
    #expect(try zones.zone(named: "Europe/Test") === zone)
  }

  @Test(arguments: ForbiddenName.all) func `are not looked for outside the database`(_ row: ForbiddenName) {
    #expect(throws: ZoneError.unknown(row.name)) { try makeZones().zone(named: row.name) }
  }

  @Test func `are read anew when their file was replaced`() throws {
    let zones = makeZones()
    let old = try zones.zone(named: "Other")
    try writeZone("new", rule: "OTH5")
    rename(directory.appending("zoneinfo/new"), directory.appending("zoneinfo/Other"))
    #expect(try zones.zone(named: "Other") === old)
    zones.beginReading()
    let new = try zones.zone(named: "Other")
    #expect(new != old)
    #expect(new.offset(at: Instant(seconds: 0)) == -5 * 3_600)
  }

  @Test func `say what is wrong with a file`() throws {
    try directory.write("zoneinfo/Broken", "TZif")
    let error = #expect(throws: ZoneError.self) { try makeZones().zone(named: "Broken") }
    guard case .malformed("Broken", _) = error else { return #expect(error == nil, "not malformed") }
  }

  @Test func `are listed without tables and copies`() {
    #expect(makeZones().names == ["Europe/Test", "Europe/Twin", "Other", "UTC"])
  }

  @Test func `have UTC without a database`() throws {
    let zones = SystemZones(folders: ["/nowhere"], local: SystemZones.Local())
    #expect(try zones.zone(named: "UTC") === Zone.utc)
    #expect(try zones.zone(named: "Etc/UTC").offset(at: Instant(seconds: 0)) == 0)
  }

  // MARK: The local zone

  @Test(arguments: ["Europe/Test", ":Europe/Test"]) func `take the local one from TZ`(_ value: String) throws
  {
    #expect(try makeZones(variable: value).localZone().name == "Europe/Test")
  }

  @Test func `take a path in TZ for its zone`() throws {
    let path = ":" + directory.appending("zoneinfo/Europe/Test")
    #expect(try makeZones(variable: path).localZone().name == "Europe/Test")
    #expect(try makeZones(variable: "").localZone() == .utc)
    #expect(throws: ZoneError.unknown("TST-1")) { try makeZones(variable: "TST-1").localZone() }
  }

  @Test func `take the local one from a link`() throws {
    symlink("zoneinfo/Europe/Twin", directory.appending("localtime"))
    #expect(try makeZones().localZone().name == "Europe/Twin")
  }

  @Test func `find the name of a copy, by the name file only where that is true`() throws {
    try writeZone("../localtime", rule: "TST-1")
    #expect(try makeZones().localZone().name == "Europe/Test")
    try directory.write("timezone", "Europe/Twin\n")
    #expect(try makeZones().localZone().name == "Europe/Twin")
    try directory.write("timezone", "Other\n")
    #expect(try makeZones().localZone().name == "Europe/Test")
  }

  @Test func `give a copy of an unknown zone a name that leads back to it`() throws {
    try writeZone("../localtime", rule: "XXX-7")
    let zones = makeZones()
    let zone = try zones.localZone()
    #expect(zone.offset(at: Instant(seconds: 0)) == 7 * 3_600)
    #expect(try zones.zone(named: zone.name) === zone)
  }

  @Test func `fall back to UTC where the machine says nothing`() throws {
    #expect(try makeZones().localZone() == .utc)
  }

  private func makeZones(variable: String? = nil) -> SystemZones {
    var local = SystemZones.Local(variable: variable)
    local.file = directory.appending("localtime")
    local.nameFile = directory.appending("timezone")
    return SystemZones(folders: ["/nowhere", directory.appending("zoneinfo")], local: local)
  }

  private func writeZone(_ name: String, rule: String) throws {
    try TestZoneFile.write(directory.appending("zoneinfo/\(name)"), rule: rule)
  }
}
