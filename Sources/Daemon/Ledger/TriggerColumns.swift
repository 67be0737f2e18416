import Scheduler

/// The columns of a recorded trigger, which `schedules` and `trigger_history` have in common.
enum TriggerColumns {
  /// The columns, in the order in which they are bound and read.
  static let list = "trigger, zone, seed, zones"

  /// Gives a statement the columns of a trigger.
  ///
  /// - Parameters:
  ///   - text: The trigger; nil for NULL in each.
  ///   - statement: The statement.
  ///   - index: The parameter of the first column; the others follow.
  /// - Throws: What SQLite answered.
  static func bind(_ text: TriggerText?, to statement: Statement, from index: Int32) throws(SQLiteError) {
    try statement.bind(index, text?.json)
    try statement.bind(index + 1, text?.zone)
    try statement.bind(index + 2, text.map { Int64(bitPattern: $0.seed) })
    let editions = text?.editions.map { "\($0.name)=\(hash(of: $0))" }
    try statement.bind(index + 3, editions?.joined(separator: " "))
  }

  /// What an edition of a zone is called in the ledger: the hash of its bytes, 16 hexadecimal digits.
  static func hash(of zone: Zone) -> String {
    let digits = String(zone.contentHash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// The editions of zones that a ledger has, each read once.
struct RecordedEditions {
  private var answers: [String: [Zone]] = [:]
  private var zones: [Substring: Zone] = [:]

  /// The zones that the column `zones` names.
  ///
  /// - Parameters:
  ///   - column: What the column holds.
  ///   - bytes: The bytes of the edition of a name and a hash; nil where the ledger has none.
  /// - Returns: Those whose bytes are there and are a zone.
  /// - Throws: What `bytes` threw.
  mutating func zones(
    in column: String,
    bytes: (_ name: String, _ hash: String) throws(LedgerError) -> [UInt8]?
  ) throws(LedgerError) -> [Zone] {
    if column.isEmpty { return [] }
    if let answer = answers[column] { return answer }
    var answer: [Zone] = []
    for edition in column.split(separator: " ") {
      if let zone = zones[edition] {
        answer.append(zone)
        continue
      }
      let parts = edition.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let bytes = try bytes(parts[0], parts[1]),
        let zone = try? Zone(name: parts[0], bytes: bytes)
      else { continue }
      zones[edition] = zone
      answer.append(zone)
    }
    answers[column] = answer
    return answer
  }
}

extension LedgerReader {
  /// The trigger in a row.
  ///
  /// - Parameters:
  ///   - row: The row.
  ///   - column: The first of its columns; the others follow.
  /// - Returns: The trigger, with the editions of its zones that the ledger has.
  /// - Throws: `LedgerError`.
  func triggerText(_ row: Statement, from column: Int32) throws(LedgerError) -> TriggerText {
    let zones = try editions.zones(in: row.text(column + 3)) { name, hash throws(LedgerError) in
      try rows(
        "SELECT bytes FROM zones WHERE name = ?1 AND hash = ?2",
        bind: { statement throws(SQLiteError) in
          try statement.bind(1, name)
          try statement.bind(2, hash)
        }
      ) { row throws(LedgerError) in row.blob(0) }.first
    }
    return TriggerText(
      json: row.text(column),
      zone: row.text(column + 1),
      seed: UInt64(bitPattern: row.int64(column + 2)),
      editions: zones
    )
  }
}
