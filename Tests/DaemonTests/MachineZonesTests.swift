import Daemon
import Foundation
import Glibc
import Scheduler
import Testing

@Suite struct `The machine's zones` {
  /// A database of a few real files, as an operating system lays them out, deleted with the last reference.
  private final class Machine {
    let directory: TemporaryDirectory

    init() throws {
      directory = try TemporaryDirectory()
      for folder in ["", "/Europe", "/America", "/America/Argentina", "/posix"] {
        mkdir(directory.appending("zoneinfo\(folder)"), 0o755)
      }
      for name in ["Europe/Berlin", "America/Argentina/Ushuaia", "Etc-Odd+1", "posix/Rome", "leapseconds"] {
        try write(Self.utc, to: directory.appending("zoneinfo/\(name)"))
      }
      try write("# a table\n".utf8, to: directory.appending("zoneinfo/zone.tab"))
    }

    /// The shortest file there is: UTC, of version 1.
    private static let utc =
      Array("TZif".utf8) + [UInt8](repeating: 0, count: 35) + [1, 0, 0, 0, 4]
      + [UInt8](repeating: 0, count: 6) + Array("UTC\0".utf8)

    func zones(variable: String? = nil) -> MachineZones {
      MachineZones(
        directory: directory.appending("zoneinfo"),
        local: .init(
          variable: variable,
          file: directory.appending("localtime"),
          nameFile: directory.appending("timezone")
        )
      )
    }
  }

  @Test func `are read once`() throws {
    let machine = try Machine()
    let zones = machine.zones()
    let zone = try zones.zone(named: "Europe/Berlin")
    #expect(zone.name == "Europe/Berlin")
    unlink(machine.directory.appending("zoneinfo/Europe/Berlin"))
    #expect(try zones.zone(named: "Europe/Berlin") === zone)
  }

  @Test func `have UTC without a file`() throws {
    #expect(try Machine().zones().zone(named: "UTC") === Zone.utc)
  }

  @Test(arguments: [
    "Europe/Atlantis", "Europe", "", "/etc/passwd", "../localtime", "Europe/../zone.tab", "Europe//Berlin",
    "Europe/",
    ".", "Europe/Ber lin", "Europe/Berlin\n", String(repeating: "a", count: 200),
  ])
  func `do not have what is no name of the database`(_ name: String) throws {
    let machine = try Machine()
    let zones = machine.zones()
    #expect(throws: ZoneError.unknown(name)) { try zones.zone(named: name) }
  }

  @Test func `say what is wrong with a file that is no zone`() throws {
    let machine = try Machine()
    let zones = machine.zones()
    let error = #expect(throws: ZoneError.self) { try zones.zone(named: "zone.tab") }
    guard case .malformed("zone.tab", _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `are listed without what only lies beside them`() throws {
    let machine = try Machine()
    #expect(
      machine.zones().names == ["America/Argentina/Ushuaia", "Etc-Odd+1", "Europe/Berlin"]
    )
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var variable: String?
    var link: String?
    var copy = false
    var name: String?
    var expected: String
  }

  static let rows: [Row] = [
    Row(testDescription: "TZ", variable: "Europe/Berlin", link: "Etc-Odd+1", expected: "Europe/Berlin"),
    Row(testDescription: "TZ with a colon", variable: ":Europe/Berlin", expected: "Europe/Berlin"),
    Row(
      testDescription: "TZ with a path",
      variable: ":/usr/share/zoneinfo/Europe/Berlin",
      expected: "Europe/Berlin"
    ),
    Row(testDescription: "the link", link: "Europe/Berlin", name: "Etc-Odd+1", expected: "Europe/Berlin"),
    Row(
      testDescription: "the name beside a copy",
      copy: true,
      name: "Europe/Berlin",
      expected: "Europe/Berlin"
    ),
    Row(testDescription: "a copy whose name is not known", copy: true, name: "Nowhere", expected: "local"),
    Row(testDescription: "a copy without a name", copy: true, expected: "local"),
    Row(testDescription: "nothing at all", expected: "UTC"),
  ]

  @Test(arguments: rows)
  func `know the machine's own`(_ row: Row) throws {
    let machine = try Machine()
    let directory = machine.directory
    let localtime = directory.appending("localtime")
    if let link = row.link {
      try #require(symlink(directory.appending("zoneinfo/\(link)"), localtime) == 0)
    }
    if row.copy { try write(contents(of: directory.appending("zoneinfo/Europe/Berlin")), to: localtime) }
    if let name = row.name { try write("\(name)\n".utf8, to: directory.appending("timezone")) }
    #expect(try machine.zones(variable: row.variable).localZone().name == row.expected)
  }

  @Test func `do not make up what the variable TZ does not say`() throws {
    let machine = try Machine()
    let zones = machine.zones(variable: "CET-1CEST")
    #expect(throws: ZoneError.unknown("CET-1CEST")) { try zones.localZone() }
  }

  @Test func `are those of this machine`() throws {
    let zone = try MachineZones.ofThisMachine().zone(named: "Europe/Berlin")
    // 2026-07-01T12:00:00Z is 14:00 there.
    #expect(zone.offset(at: Instant(seconds: 1_782_907_200)) == 7200)
  }
}
