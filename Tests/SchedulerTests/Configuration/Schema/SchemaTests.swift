import Foundation
import Scheduler
import Testing

@Suite struct `The schema of the job file` {
  @Test func `allows no keys but those that it names`() throws {
    let objects = JobFileSchema.text.components(separatedBy: "\"properties\":").count - 1
    let closed = JobFileSchema.text.components(separatedBy: "\"additionalProperties\": false").count - 1
    #expect(objects > 20)
    #expect(objects == closed)
  }

  @Test(.enabled(if: SchemaValidator.isThere, SchemaValidator.reason))
  func `accepts the example, the job files of the pages and the values of its own table`() throws {
    var texts = [try Self.text("examples/jobs.json"), try Self.text("packaging/jobs.json")]
    let docs = try FileManager.default.contentsOfDirectory(
      atPath: Repository.root.appending(path: "docs").path
    )
    let pages = docs.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
    for page in ["README.md"] + pages { texts += Self.jobFiles(in: try Self.text(page)) }
    texts += `The table of the job file's keys`.rows.flatMap { row in
      var values = row.key.examples
      if case .json(let text) = row.key.fallback { values.append(text) }
      return values.map { row.file(with: $0) }
    }
    #expect(texts.count > 100)
    try Self.check(texts)
  }

  @Test(.enabled(if: SchemaValidator.isThere, SchemaValidator.reason))
  func `accepts every cron expression that the reader accepts`() throws {
    let lines = try Self.text("Tests/CronParserTests/Data/cron-valid-syntax.jsonl").split(separator: "\n")
    let rows = try lines.map { try JSONDecoder().decode(CronRow.self, from: Data($0.utf8)) }
    let triggers = try Set(rows.map(\.expr)).sorted().map {
      String(decoding: try JSONEncoder().encode($0), as: UTF8.self)
    }
    #expect(triggers.count > 100)
    try Self.check((triggers + Self.cron).map { Self.file(trigger: $0) })
  }

  @Test(.enabled(if: SchemaValidator.isThere, SchemaValidator.reason))
  func `accepts what the reader accepts`() throws {
    try Self.check(Self.good)
    #expect(Self.good.filter { JobFile.read($0).configuration == nil } == [])
  }

  @Test(.enabled(if: SchemaValidator.isThere, SchemaValidator.reason))
  func `refuses what it can know to be wrong, and the reader refuses it too`() throws {
    let verdicts = try SchemaValidator.verdicts(on: Self.bad)
    #expect(zip(Self.bad, verdicts).filter { $1 == "good" }.map(\.0) == [])
    #expect(Self.bad.filter { JobFile.read($0).configuration != nil } == [])
  }

  private struct CronRow: Decodable {
    var expr: String
  }

  /// Each text that the reader accepts must be good to the validator.
  private static func check(_ texts: [String]) throws {
    let verdicts = try SchemaValidator.verdicts(on: texts)
    try #require(verdicts.count == texts.count)
    let wrong = zip(texts, verdicts).filter { $1 != "good" && JobFile.read($0).errors.isEmpty }
    #expect(wrong.map { "\($0): \($1)" } == [])
  }

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
  }

  /// The blocks of a page that are job files.
  private static func jobFiles(in page: String) -> [String] {
    page.matches(of: /```json(?: jobs)?\n((?:.|\n)*?)```/).map { String($0.1) }
      .filter { $0.contains("\"jobs\"") }
  }

  private static func file(trigger: String) -> String {
    "{\"jobs\": [{\"id\": \"j\", \"command\": [\"x\"], \"trigger\": \(trigger)}]}"
  }

  private static func file(fields: String) -> String {
    "{\"jobs\": [{\"id\": \"j\", \"trigger\": \"@daily\", \"command\": [\"x\"], \(fields)}]}"
  }

  /// What the collected expressions leave out: a job file's extensions.
  private static let cron = [
    #""H H(0-7) * * *""#, #""0 0 LW * *""#, #""0 0 L-3 * *""#, #""H/15 * * * *""#, #"" 0\t0 * * +mon ""#,
  ]

  private static let good = [
    #"{"jobs": []}"#,
    #"{"shutdown_grace": 1.5, "jobs": [],} // a comment"#,
    #"{"defaults": {"umask": "077", "user": null, "resource_limits": {"file_size": "2 GiB"}}, "jobs": []}"#,
    file(fields: #""timeout": "1w2d3h4m5s6.5ms""#),
    file(fields: #""kill_after": "0s""#),
    file(fields: #""stdin": "", "nice": -20, "environment": {"a b": "", "ü": "x"}"#),
    file(trigger: #"{"date": "2027-01-31t09:00:00.123456789z"}"#),
    file(trigger: #"{"date": "2199-12-31 23:59:59-01:30"}"#),
    file(trigger: #"{"interval": 0.01}"#),
    file(trigger: #"{"interval": {"weeks": 0.5, "seconds": 0}}"#),
    file(trigger: #"{"any": ["@daily", {"all": [{"cron": {"hour": 9}}, {"interval": "1h"}]}], "jitter": 5}"#),
    file(trigger: #"{"calendar_interval": {"months": 1}, "dst": {}, "timezone": "Europe/Berlin"}"#),
    file(trigger: #""@reboot""#),
  ]

  private static let bad = [
    "{}",
    "[]",
    #"{"jobs": {}}"#,
    #"{"jobs": [], "max_concurrent_runs": 0}"#,
    #"{"jobs": [], "concurrency_groups": {"a b": 1}}"#,
    #"{"jobs": [], "defaults": {"id": "x"}}"#,
    #"{"jobs": [], "timezones": "UTC"}"#,
    #"{"jobs": [{"id": "j", "trigger": "@daily"}]}"#,
    #"{"jobs": [{"id": "j", "trigger": "@daily", "command": ["x"], "shell": "x"}]}"#,
    #"{"jobs": [{"id": "ä", "trigger": "@daily", "command": ["x"]}]}"#,
    #"{"jobs": [{"id": "j", "trigger": "@daily", "command": [""]}]}"#,
    file(fields: #""timeouts": "1h""#),
    file(fields: #""timeout": "1s1h""#),
    file(fields: #""timeout": "1.5h""#),
    file(fields: #""timeout": "0s""#),
    file(fields: #""timeout": """#),
    file(fields: #""kill_after": -1"#),
    file(fields: #""coalesce": "last""#),
    file(fields: #""umask": "1000""#),
    file(fields: #""working_directory": "srv""#),
    file(fields: #""success_exit_codes": []"#),
    file(fields: #""tags": ["a", "a"]"#),
    file(fields: #""retry": {"delay": "1s"}"#),
    file(fields: #""notify": {"on": "failed"}"#),
    file(fields: #""notify": {"on": "failed", "command": ["x"], "shell": "x"}"#),
    file(fields: #""notify": {"on": "paused", "shell": "x"}"#),
    file(fields: #""resource_limits": {"file_size": "2GB"}"#),
    file(trigger: #""5 * * *""#),
    file(trigger: #"{"cron": "@daily", "interval": "1h"}"#),
    file(trigger: #"{"interval": "1h", "dst": {"gap": "skip"}}"#),
    file(trigger: #"{"manual": false}"#),
    file(trigger: #"{"manual": true, "timezone": "UTC"}"#),
    file(trigger: #"{"timezone": "UTC"}"#),
    file(trigger: #"{"any": []}"#),
    file(trigger: #"{"any": [{"interval": "1h", "jitter": 1}]}"#),
    file(trigger: #"{"any": [{"manual": true}]}"#),
    file(trigger: #"{"date": "2027-1-1"}"#),
    file(trigger: #"{"date": "2027-01-01T09:00"}"#),
    file(trigger: #"{"after": {"outcome": "any"}}"#),
    file(trigger: #"{"cron": "@daily", "timezone": "utc"}"#),
    file(trigger: #"{"cron": "@daily", "exclude": ["tomorrow"]}"#),
  ]
}
