import Foundation
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A job file that is no good` {
  /// A file, and what is said of it.
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String

    /// What the file holds; nil makes something else of it.
    var text: String?
    var make: @Sendable (Story) throws -> Void = { _ in }
    var expected: String

    init(_ description: String, text: String, says expected: String) {
      testDescription = description
      self.text = text
      self.expected = expected
    }

    init(
      _ description: String,
      make: @escaping @Sendable (Story) throws -> Void,
      says expected: String
    ) {
      testDescription = description
      self.make = make
      self.expected = expected
    }
  }

  static let rows = [
    Row("is not there", make: { _ in }, says: "jobs.json: No such file or directory"),
    Row("is a folder", make: { mkdir($0.jobFile, 0o700) }, says: "jobs.json: Is a directory"),
    Row(
      "is a link to itself",
      make: { symlink("jobs.json", $0.jobFile) },
      says: "jobs.json: Too many levels"
    ),
    Row(
      "cannot be read",
      make: { symlink("/proc/self/mem", $0.jobFile) },
      says: "jobs.json: Input/output error"
    ),
    Row(
      "is larger than is read",
      make: {
        try $0.write("jobs.json", "")
        // Sparse: it takes no room.
        truncate($0.jobFile, 65 << 20)
      },
      says: "jobs.json: the file has more than 64 MiB"
    ),
    Row("is empty", text: "", says: "jobs.json:1:1: error: the file is empty"),
    Row("is torn", text: #"{ "jobs": [ { "id": "a", "tri"#, says: "jobs.json:1:"),
    Row("is not JSON", text: "0 2 * * * backup", says: "jobs.json:1:"),
    Row("is not text", text: "\u{0}\u{1}", says: "jobs.json:1:1: error: "),
    Row(
      "has an unknown key and a bad trigger",
      text: """
        { "jobs": [
          { "id": "a", "trigger": "* * * *", "command": ["true"] },
          { "id": "b", "triger": "@hourly", "command": ["true"] }
        ] }
        """,
      says: "jobs.json:3:16: error: job \"b\": "
    ),
  ]

  @Test(arguments: rows) func `is refused with its place`(_ row: Row) async throws {
    try await story { story in
      try row.make(story)
      if let text = row.text { try story.write("jobs.json", text) }
      let run = ["run", story.jobFile, "--state-dir", story.stateDirectory]
      for words in [run, ["validate", story.jobFile]] {
        let result = try await story.run([try Story.program] + words)
        #expect(result.status == 1)
        #expect(result.output == "")
        #expect(result.errors.contains(row.expected))
      }
      // It was found before anything was touched.
      #expect(!story.exists("state"))
      #expect(!story.exists("socket"))
    }
  }

  @Test func `is reported with all that is wrong at once`() async throws {
    try await story { story in
      try story.write("jobs.json", Self.rows.last?.text ?? "")
      let result = try await story.schedd("validate", story.jobFile)
      #expect(result.errors.contains("jobs.json:2:35: error: job \"a\": "))
      #expect(result.errors.contains("jobs.json:3:16: error: job \"b\": "))
      #expect(result.errors.contains("did you mean \"trigger\""))
    }
  }

  @Test func `is refused by the daemon where it would have to wait for it`() async throws {
    try await story { story in
      mkfifo(story.jobFile, 0o600)
      let result = try await story.schedd("run", story.jobFile, "--state-dir", story.stateDirectory)
      #expect(result.status == 1)
      #expect(result.errors.contains("jobs.json: is a pipe or a device"))
      // A command has the time to read what another program writes.
      async let validated = story.schedd("validate", story.jobFile)
      let written = try await story.run(["sh", "-c", #"echo '{ "jobs": [] }' > "$0""#, story.jobFile])
      #expect(written.status == 0)
      #expect(try await validated.status == 0)

      unlink(story.jobFile)
      let daemon = try await story.start(#"{ "jobs": [] }"#)
      unlink(story.jobFile)
      mkfifo(story.jobFile, 0o600)
      daemon.send(SIGHUP)
      try await daemon.line("reload_refused") { $0.text.contains("is a pipe or a device") }
      #expect(try await story.schedd("status").status == 0)
      #expect(try await daemon.stop() == .exited(0))
    }
  }
}
