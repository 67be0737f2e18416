import Scheduler
import Testing

/// A zone file that is damaged, and what is said about it.
private struct MalformedRow: Sendable, CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]
  let reason: String

  init(_ name: String, _ reason: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    self.reason = reason
  }

  /// A small file that is written like this.
  init(_ name: String, _ reason: String, _ change: (inout ZoneFileBuilder) -> Void) {
    var file = ZoneFileBuilder()
    change(&file)
    self.init(name, reason, bytes: file.bytes)
  }

  /// The smallest file with one byte changed; its 32-bit block is 54 bytes long, as is the 64-bit one.
  init(_ name: String, _ reason: String, at position: Int, _ byte: UInt8) {
    var bytes = ZoneFileBuilder().bytes
    bytes[position] = byte
    self.init(name, reason, bytes: bytes)
  }

  init(footer: String, _ reason: String) {
    self.init("the footer \(footer)", reason) { $0.footer = footer }
  }

  var testDescription: String { name }
}

@Suite struct `A zone file` {
  @Test func `that ends too early, wherever, is malformed`() throws {
    let whole = try TestZones.bytes(of: "Europe/Dublin")
    for length in 0..<whole.count {
      #expect(throws: ZoneError.self, "\(length) bytes") {
        try Zone(name: "Europe/Dublin", bytes: Array(whole.prefix(length)))
      }
    }
    #expect(try Zone(name: "Europe/Dublin", bytes: whole).offset(at: "2026-07-01T00:00:00Z") == 3600)
  }

  @Test func `with any one byte changed is read or refused, and never traps`() throws {
    var generator = SeededGenerator(seed: 9636)
    let whole = try TestZones.bytes(of: "Australia/Lord_Howe")
    for position in whole.indices {
      var bytes = whole
      bytes[position] = UInt8.random(in: 0...255, using: &generator)
      let zone = try? Zone(name: "Australia/Lord_Howe", bytes: bytes)
      #expect(zone.map { abs($0.offset(at: "2026-07-01T00:00:00Z")) < 93_600 } ?? true)
    }
  }

  @Test(arguments: damaged)
  fileprivate func `that is damaged is refused with the place`(_ row: MalformedRow) {
    #expect(throws: ZoneError.malformed("X", row.reason)) { try Zone(name: "X", bytes: row.bytes) }
  }

  @Test(arguments: footers)
  fileprivate func `with a footer that is no rule is refused`(_ row: MalformedRow) {
    #expect(throws: ZoneError.malformed("X", row.reason)) { try Zone(name: "X", bytes: row.bytes) }
  }

  @Test(arguments: [1, 2, 3, 4, 5]) func `of every version is read`(_ version: Int) throws {
    var file = ZoneFileBuilder()
    file.version = version
    file.offsets = [3600, 7200]
    file.transitions = [(1_000_000, 1), (2_000_000, 0)]
    file.footer = "CET-1"
    let zone = try Zone(name: "X", bytes: file.bytes)
    let offsets = [999_999, 1_000_000, 2_000_000].map { zone.offset(at: Instant(seconds: $0)) }
    #expect(offsets == [3600, 7200, 3600])
  }

  @Test func `says whose it is by its name and its bytes`() throws {
    let berlin = try TestZones.read("Europe/Berlin")
    var edition = ZoneFileBuilder()
    edition.footer = "CET-1"
    #expect(try berlin == TestZones.read("Europe/Berlin"))
    #expect(try berlin != Zone(name: "Europe/Berlin", bytes: edition.bytes))
    #expect(try berlin != Zone(name: "Europe/Paris", bytes: TestZones.bytes(of: "Europe/Berlin")))
    #expect(Zone(fixedOffset: 3600, name: "A") != Zone(fixedOffset: 7200, name: "A"))
  }

  private static let damaged: [MalformedRow] = [
    MalformedRow("nothing", "it ends within a header", bytes: []),
    MalformedRow(
      "a text",
      "it does not begin with \"TZif\", so it is no zone file",
      bytes: Array(repeating: 65, count: 99)
    ),
    MalformedRow(
      "a mebibyte",
      "it is larger than any zone file: 1048576 bytes",
      bytes: Array(repeating: 0, count: 1 << 20)
    ),
    MalformedRow("a letter for a version", "its version byte is 65", at: 4, 0x41),
    MalformedRow("no types", "it has 0 types, not 1 to 256", at: 54 + 39, 0),
    MalformedRow("no names", "it has no names", at: 54 + 43, 0),
    MalformedRow("an offset of years", "type 0 is 2130706432 seconds away from UTC", at: 54 + 44, 0x7f),
    MalformedRow("a strange flag", "type 0 is neither standard time nor daylight saving", at: 54 + 48, 2),
    MalformedRow("a name beyond the names", "type 0 has no name", at: 54 + 49, 9),
    MalformedRow("flags for other types", "it has 7 standard flags for 1 types", at: 54 + 27, 7),
    MalformedRow("UT flags for other types", "it has 7 UT flags for 1 types", at: 54 + 23, 7),
    MalformedRow("four thousand million transitions", "it ends within the data", at: 54 + 32, 0xff),
    MalformedRow("a 32-bit block of millions", "it ends within the 32-bit data", at: 33, 0xff),
    MalformedRow("no line feed", "it ends before the footer", at: 54 + 54, 0x41),
    MalformedRow("transitions in disorder", "transition 1 does not come after the one before it") {
      $0.transitions = [(5, 0), (5, 0)]
    },
    MalformedRow("a transition to nothing", "transition 0 has no type") { $0.transitions = [(5, 3)] },
    MalformedRow("leap seconds", "it counts leap seconds, as \"right/\" zones do; use the zone without them")
    {
      $0.leapSeconds = 1
    },
  ]

  private static let footers: [MalformedRow] = [
    MalformedRow(footer: "CE-1", "its footer has no name where one must be"),
    MalformedRow(footer: "<CET-1", "its footer has a name without an end"),
    MalformedRow(footer: "CET", "its footer lacks a number"),
    MalformedRow(footer: "CET-25", "its footer has 25, not 0 to 24"),
    MalformedRow(footer: "CET-1:60", "its footer has 60, not 0 to 59"),
    MalformedRow(footer: "CET-1CEST", "its footer lacks a number"),
    MalformedRow(footer: "CET-1CEST,M3.5.0", "its footer lacks a \",\""),
    MalformedRow(footer: "CET-1CEST,M3.5.0,M13.5.0", "its footer has 13, not 1 to 12"),
    MalformedRow(footer: "CET-1CEST,M3.6.0,M10.5.0", "its footer has 6, not 1 to 5"),
    MalformedRow(footer: "CET-1CEST,M3.5.7,M10.5.0", "its footer has 7, not 0 to 6"),
    MalformedRow(footer: "CET-1CEST,M3.5,M10.5.0", "its footer lacks a \".\""),
    MalformedRow(footer: "CET-1CEST,J0,J365", "its footer has 0, not 1 to 365"),
    MalformedRow(footer: "CET-1CEST,366,1", "its footer has 366, not 0 to 365"),
    MalformedRow(footer: "CET-1CEST,M3.5.0/168,M10.5.0", "its footer has 168, not 0 to 167"),
    MalformedRow(footer: "CET-1CEST,M3.5.0,M10.5.0/3x", "its footer goes on after the rule"),
  ]
}
