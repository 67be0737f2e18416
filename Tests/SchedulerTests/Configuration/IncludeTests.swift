import Scheduler
import Testing

/// Files in memory that a job file may include.
struct TestFiles: JobFileSurroundings {
  let areBinding = true
  var files: [(folder: String, name: String, text: String?)] = []

  func identity(user: String, group: String?) throws(UserError) -> UserIdentity? { nil }
  func fault(of file: EnvironmentFile) -> String? { nil }

  func files(including patterns: [IncludePattern]) -> [[IncludedFile]] {
    patterns.map { pattern in
      files.filter { $0.folder == pattern.folder && pattern.matches($0.name) }.map { file in
        let name = "\(file.folder)/\(file.name)"
        let content = file.text.map { IncludedFile.Content.bytes(Array($0.utf8)) }
        return IncludedFile(name: name, content: content ?? .unreadable("\(name): Permission denied"))
      }
    }
  }
}

@Suite struct `A job file that includes others` {
  private static func job(_ id: String, _ more: String = "") -> String {
    "{\"id\": \"\(id)\", \"trigger\": {\"manual\": true}, \"command\": [\"x\"]\(more)}"
  }

  private func read(_ main: String, _ files: [(String, String?)]) -> JobFile.Reading {
    let files = TestFiles(files: files.map { ("jobs.d", $0.0, $0.1) })
    return JobFile.read(Array(main.utf8), zones: FixedZones(), surroundings: files)
  }

  @Test func `has their jobs after its own, with its zone and defaults`() throws {
    let main = """
      { "timezone": "Asia/Kathmandu", "defaults": { "timeout": "1h" }, "include": ["jobs.d/*.json"],
        "jobs": [\(Self.job("own"))] }
      """
    let reading = read(
      main,
      [
        ("a.json", "{ \"jobs\": [\(Self.job("a1")), \(Self.job("a2", ", \"timeout\": \"5s\""))] }"),
        ("b.json", "{ \"$schema\": \"x\", \"jobs\": [] }"),
        ("c.json", "{ \"jobs\": [\(Self.job("c"))] }"),
        ("d.txt", "no jobs"),
      ]
    )
    #expect(reading.problems == [])
    let jobs = try #require(reading.configuration?.jobs)
    #expect(jobs.map(\.id.description) == ["own", "a1", "a2", "c"])
    #expect(jobs.allSatisfy { $0.zone.name == "Asia/Kathmandu" })
    #expect(jobs.map { $0.policies.timeout } == [.hours(1), .hours(1), .seconds(5), .hours(1)])
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var main: String
    var files: [(String, String?)] = []
    var expected: [String]

    var testDescription: String { name }
  }

  private static let pattern = "\"include\": [\"jobs.d/*.json\"]"

  static let rows: [Row] = [
    Row(
      name: "a problem in another file",
      main: "{\(pattern), \"jobs\": [1]}",
      files: [
        ("a.json", "{\"jobs\": [\n\n  {\"id\": \"a\", \"trigger\": \"61 * * * *\", \"command\": [\"x\"]}]}")
      ],
      expected: [
        "M:1:41: error: jobs[0]: must be a job, which is an object, not 1",
        "jobs.d/a.json:3:27: error: job \"a\": trigger: minute: 61 is not in 0-59",
      ]
    ),
    Row(
      name: "an id that stands in two files",
      main: "{\(pattern), \"jobs\": [\n\(job("a"))]}",
      files: [
        ("a.json", "{\"jobs\": [\(job("b"))]}"), ("b.json", "{\"jobs\": [\(job("a")),\n\(job("b"))]}"),
      ],
      expected: [
        "jobs.d/b.json:1:18: error: job \"a\": id: the job on line 2 of the job file has the same id; give each its own",
        "jobs.d/b.json:2:8: error: job \"b\": id: the job in jobs.d/a.json on line 1 has the same id; give each its own",
      ]
    ),
    Row(
      name: "what concerns other files",
      main: "{\(pattern), \"jobs\": []}",
      files: [("a.json", "{\"timezone\": \"UTC\", \"include\": [\"*\"], \"job\": 1, \"jobs\": []}")],
      expected: [
        "jobs.d/a.json:1:2: error: \"timezone\" cannot stand in a file that is included; say it in the job file",
        "jobs.d/a.json:1:21: error: \"include\" cannot stand in a file that is included; say it in the job file",
        "jobs.d/a.json:1:39: error: unknown key \"job\"; did you mean \"jobs\"?",
      ]
    ),
    Row(
      name: "what is no JSON, or no object, or has no jobs",
      main: "{\(pattern), \"jobs\": []}",
      files: [("a.json", "{"), ("b.json", "[]"), ("c.json", "{}"), ("d.json", "{\"jobs\": {}}")],
      expected: [
        "jobs.d/a.json:1:2: error: the file ends inside the object opened at line 1, column 1; \"}\" is missing, or the file was cut short",
        "jobs.d/b.json:1:1: error: must be an object such as {\"jobs\": []}, not an array",
        "jobs.d/c.json:1:1: error: \"jobs\" is missing; for no jobs at all write \"jobs\": []",
        "jobs.d/d.json:1:10: error: jobs: must be an array of jobs, not an object",
      ]
    ),
    Row(
      name: "what cannot be read",
      main: "{\(pattern), \"jobs\": []}",
      files: [("a.json", nil)],
      expected: ["M:1:14: error: include[0]: jobs.d/a.json: Permission denied"]
    ),
    Row(
      name: "patterns that find nothing",
      main: "{\"jobs\": [], \"include\": [\"*.json\", \"other.json\"]}",
      expected: [
        "M:1:26: warning: include[0]: no file matches \"*.json\"",
        "M:1:36: error: include[1]: there is no file \"other.json\"",
      ]
    ),
    Row(
      name: "patterns that are none",
      main: "{\"jobs\": [], \"include\": [\"\", \"jobs.d/\", \"*/a.json\", 5]}",
      expected: [
        "M:1:26: error: include[0]: \"\" names no file; write one such as \"jobs.d/*.json\"",
        "M:1:30: error: include[1]: \"jobs.d/\" names no file; write one such as \"jobs.d/*.json\"",
        "M:1:41: error: include[2]: only the last part of a pattern may have \"*\" or \"?\"",
        "M:1:53: error: include[3]: must be a string, not 5; write \"5\"",
      ]
    ),
    Row(
      name: "no array",
      main: "{\"jobs\": [], \"include\": \"jobs.d/*.json\"}",
      expected: [
        "M:1:25: error: include: must be an array of patterns such as [\"jobs.d/*.json\"], not \"jobs.d/*.json\""
      ]
    ),
    Row(
      name: "a job that follows one of another file",
      main: "{\(pattern), \"jobs\": [\(job("a"))]}",
      files: [
        (
          "a.json",
          "{\"jobs\": [{\"id\": \"b\", \"trigger\": {\"after\": {\"job\": \"a\"}}, \"command\": [\"x\"]},\n"
            + "{\"id\": \"c\", \"trigger\": {\"after\": {\"job\": \"d\"}}, \"command\": [\"x\"]}]}"
        )
      ],
      expected: [
        "jobs.d/a.json:2:42: error: job \"c\": trigger.after.job: there is no job \"d\"; did you mean \"a\"?"
      ]
    ),
  ]

  @Test(arguments: rows) func `says in which of them something is wrong`(_ row: Row) {
    #expect(read(row.main, row.files).problems.map { $0.rendered(file: "M") } == row.expected)
  }

  @Test func `says in which of them a fire time is doubtful`() throws {
    // Every job of the second file fires in one second: a crowd is told once, at its first job.
    let crowd = (0..<200).map { "{\"id\": \"j\($0)\", \"trigger\": \"0 3 * * *\", \"command\": [\"x\"]}" }
    let main = "{\"timezone\": \"UTC\", \(Self.pattern), \"jobs\": [\(Self.job("own"))]}"
    let reading = read(
      main,
      [("a.json", "{\"jobs\": []}"), ("b.json", "{\"jobs\": [\n\(crowd.joined(separator: ",\n"))]}")]
    )
    let problems = reading.problems(from: Instant(seconds: 1_767_225_600))
    #expect(problems.map(\.file) == ["jobs.d/b.json"])
    #expect(problems.first?.line == 2)
  }

  @Test(arguments: [
    ("*.json", "a.json", true), ("*.json", "a.json~", false), ("*.json", ".a.json", false),
    ("*.json", ".json", false), (".*", ".a", true), ("*", "", true), ("a?c", "abc", true),
    ("a?c", "ac", false),
    ("?", "ü", true), ("*a*b", "xaybzb", true), ("*a*b", "xayb0", false), ("a", "a", true), ("a", "b", false),
    ("**", "x", true), ("*?x", "x", false), ("[a]", "a", false),
  ])
  func `matches names as a shell does`(_ pattern: String, _ name: String, _ isMatch: Bool) throws {
    let reading = read("{\"jobs\": [], \"include\": [\"jobs.d/\(pattern)\"]}", [(name, "{\"jobs\": []}")])
    #expect(reading.problems.isEmpty == isMatch)
  }
}
