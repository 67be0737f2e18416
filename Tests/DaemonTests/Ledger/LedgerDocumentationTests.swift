import Daemon
import Scheduler
import Testing

@Suite struct `The page about the ledger` {
  @Test func `asks questions that SQLite answers`() throws {
    let questions = try page().components(between: "```sql\n", and: "```")
    #expect(questions.count > 5)
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    let span = Record.span(.missed("a", from: 0, to: 9, count: 2))
    try ledger.commit(QueryRow.runs.map { .claimed($0) } + [span], at: .zero)
    let database = try Database(path: directory.appending("schedd.db"), access: .readOnly)
    for question in questions {
      #expect(throws: Never.self, "\(question)") { try database.prepare(question).run() }
    }
  }

  @Test func `explains every column of every table, and no other`() throws {
    let directory = try TemporaryDirectory()
    let ledger = try Ledger(stateDirectory: directory.path)
    let database = try Database(path: directory.appending("schedd.db"), access: .readOnly)
    let statement = try database.prepare(
      """
      SELECT t.name, c.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
      WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite=_%' ESCAPE '='
      """
    )
    var columns: [String: [String]] = [:]
    while try statement.step() { columns[statement.text(0), default: []].append(statement.text(1)) }

    let sections = try page().components(between: "\n### ", and: "\n#")
    var explained: [String: [String]] = [:]
    for section in sections {
      guard let name = section.split(separator: "\n").first else { continue }
      explained[String(name)] = section.components(between: "\n| `", and: "` |")
    }
    #expect(explained == columns)
    withExtendedLifetime(ledger) {}
  }

  @Test func `is about this version`() throws {
    #expect(try page().contains("version \(LedgerSchema.version) of the\nschema"))
  }

  private func page() throws -> String {
    let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    return String(decoding: try contents(of: "/\(root)/docs/ledger.md"), as: UTF8.self)
  }
}

extension String {
  /// What stands between each opening and the closing that follows it; a closing may begin the next opening.
  fileprivate func components(between opening: String, and closing: String) -> [String] {
    var found: [String] = []
    var rest = self[...]
    while let start = rest.firstRange(of: opening) {
      rest = rest[start.upperBound...]
      guard let end = rest.firstRange(of: closing) else { break }
      found.append(String(rest[..<end.lowerBound]))
      rest = rest[end.lowerBound...]
    }
    return found
  }
}
