import Scheduler
import Testing
import schedd

@Suite struct `Times as people read them` {
  struct Row: Sendable, CustomTestStringConvertible {
    var nanoseconds: Int64
    var expected: String

    var testDescription: String { expected }
  }

  static let second: Int64 = 1_000_000_000

  static let distances: [Row] = [
    Row(nanoseconds: 0, expected: "now"),
    Row(nanoseconds: second - 1, expected: "now"),
    Row(nanoseconds: 1 - second, expected: "now"),
    Row(nanoseconds: second, expected: "in 1 s"),
    Row(nanoseconds: -second, expected: "1 s ago"),
    Row(nanoseconds: 59 * second, expected: "in 59 s"),
    Row(nanoseconds: 60 * second, expected: "in 1 min"),
    Row(nanoseconds: -3599 * second, expected: "59 min ago"),
    Row(nanoseconds: 3600 * second, expected: "in 1 h"),
    Row(nanoseconds: 172_799 * second, expected: "in 47 h"),
    Row(nanoseconds: 172_800 * second, expected: "in 2 days"),
    Row(nanoseconds: -365 * 86_400 * second, expected: "365 days ago"),
  ]

  @Test(arguments: distances)
  func `say how far away they are`(_ row: Row) {
    let now = Instant(seconds: 1_767_225_600)
    #expect(TimeText.relative(now + TimeAmount(nanoseconds: row.nanoseconds), to: now) == row.expected)
  }

  static let durations: [Row] = [
    Row(nanoseconds: 0, expected: "0.000 s"),
    Row(nanoseconds: 999_999, expected: "0.000 s"),
    Row(nanoseconds: 120_000_000, expected: "0.120 s"),
    Row(nanoseconds: 9_999_000_000, expected: "9.999 s"),
    Row(nanoseconds: 10 * second, expected: "10.0 s"),
    Row(nanoseconds: 59_950_000_000, expected: "59.9 s"),
    Row(nanoseconds: 61 * second, expected: "1 min 1 s"),
    Row(nanoseconds: 3599 * second, expected: "59 min 59 s"),
    Row(nanoseconds: 7260 * second, expected: "2 h 1 min"),
    Row(nanoseconds: -second, expected: "0.000 s"),
  ]

  @Test(arguments: durations)
  func `say how long something took`(_ row: Row) {
    #expect(TimeText.duration(TimeAmount(nanoseconds: row.nanoseconds)) == row.expected)
  }

  @Test func `are shown in a zone, with their distance`() {
    let instant = Instant(nanoseconds: 1_767_225_605_999_999_999)
    let zone = Zone(fixedOffset: 3600, name: "CET")
    #expect(
      TimeText.absolute(instant, in: zone, now: Instant(seconds: 1_767_225_600))
        == "2026-01-01T01:00:05+01:00 (in 5 s)"
    )
    #expect(
      TimeText.compact(instant, in: zone, now: Instant(seconds: 1_767_225_600))
        == "2026-01-01 01:00:05 (in 5 s)"
    )
  }
}

@Suite struct `A table` {
  static func table(_ rows: [[TextTable.Cell]]) -> TextTable {
    var table = TextTable([
      .init("RUN", isNumber: true), .init("JOB", narrowest: 4), .init("WHAT IT DOES", narrowest: 5),
    ])
    for row in rows { table.append(row) }
    return table
  }

  static let rows: [[TextTable.Cell]] = [
    [.init("7"), .init("backup", .good), .init("copies everything")],
    [.init("12345"), .init("x"), .init("")],
  ]

  @Test func `lines up its columns and leaves no spaces at the ends`() {
    #expect(
      Self.table(Self.rows).rendered(width: 80, isColored: false) == """
          RUN  JOB     WHAT IT DOES
            7  backup  copies everything
        12345  x

        """
    )
  }

  @Test func `cuts its last column where the terminal ends`() {
    #expect(
      Self.table(Self.rows).rendered(width: 25, isColored: false) == """
          RUN  JOB     WHAT IT D…
            7  backup  copies ev…
        12345  x

        """
    )
  }

  @Test func `cuts further columns when its last one is as narrow as may be`() {
    #expect(
      Self.table(Self.rows).rendered(width: 19, isColored: false) == """
          RUN  JOB    WHAT…
            7  back…  copi…
        12345  x

        """
    )
  }

  @Test func `is wider than the terminal before it loses what matters`() {
    #expect(
      Self.table(Self.rows).rendered(width: 1, isColored: false) == """
          RUN  JOB   WHAT…
            7  bac…  copi…
        12345  x

        """
    )
  }

  @Test func `is coloured where colours are shown, and no wider for it`() {
    #expect(
      Self.table([Self.rows[0]]).rendered(width: 80, isColored: true) == """
        \u{1B}[1mRUN\u{1B}[0m  \u{1B}[1mJOB\u{1B}[0m     \u{1B}[1mWHAT IT DOES\u{1B}[0m
          7  \u{1B}[32mbackup\u{1B}[0m  copies everything

        """
    )
  }

  @Test func `shows nothing that could move the cursor`() {
    let cell = TextTable.Cell("a\u{1B}[2Jb\nc\u{202E}d\u{9B}e")
    #expect(cell.text == "a\u{FFFD}[2Jb\u{FFFD}c\u{FFFD}d\u{FFFD}e")
  }
}
