import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `The files of variables of a job` {
  @Test func `are read at each start, later ones and they themselves over the job's own`() throws {
    let folder = try TemporaryDirectory()
    let one = try folder.write("one.env", "A=one\nB=one\nSCHEDD_RUN_ID=7\n", mode: 0o600)
    let two = try folder.write("two.env", "B=two\nPATH=/opt\n", mode: 0o600)
    let harness = try ProcessHarness()
    let command = CommandJob(
      invocation: .shell("echo $A $B $C $PATH $SCHEDD_RUN_ID"),
      environment: [
        EnvironmentVariable(name: "A", value: "own"), EnvironmentVariable(name: "C", value: "own"),
      ],
      settings: ProcessSettings(
        environmentFiles: [one, two, folder.path + "/none"].map {
          EnvironmentFile(path: $0, isOptional: true)
        }
      )
    )
    #expect(try lines(command, harness) == ["one two own /opt 1"])
    // A secret that has been changed counts from the next start on.
    try folder.write("two.env", "B=three\n", mode: 0o600)
    #expect(try lines(command, harness) == ["one three own /usr/local/bin:/usr/bin:/bin 2"])
  }

  @Test func `fail a start with the place of what is wrong`() throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("bad.env", "A=1\nB\n", mode: 0o600)
    let failure = SpawnFailure(
      "environment_file \(file):2: must be NAME=VALUE, a comment after \"#\", or blank"
    )
    #expect(throws: failure) { try start(file) }
    let missing = folder.path + "/none.env"
    #expect(throws: SpawnFailure("environment_file \(missing): No such file or directory")) {
      try start(missing)
    }
  }

  private func start(_ file: String) throws {
    let harness = try ProcessHarness()
    let settings = ProcessSettings(environmentFiles: [EnvironmentFile(path: file)])
    _ = try harness.table.start(harness.makeStart(CommandJob(invocation: .shell("true"), settings: settings)))
  }

  private func lines(_ command: CommandJob, _ harness: ProcessHarness) throws -> [String] {
    let start = harness.makeStart(command)
    _ = try harness.table.start(start)
    _ = try harness.end(of: start.run.id)
    return harness.lines(of: start.run.id)
  }
}

@Suite struct `What is shown of an environment` {
  @Test func `names each origin and no secret`() throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("app.env", "FROM_FILE=hush\n", mode: 0o600)
    let command = CommandJob(
      invocation: .shell("true"),
      environment: [
        EnvironmentVariable(name: "COMMON", value: "c", isDefault: true),
        EnvironmentVariable(name: "OWN", value: "o"),
        EnvironmentVariable(name: "MARKED", value: "hush", isSecret: true),
        EnvironmentVariable(name: "LISTED", value: "hush"),
      ],
      settings: ProcessSettings(environmentFiles: [EnvironmentFile(path: file)], secrets: ["LISTED"])
    )
    let harness = try ProcessHarness()
    let shown = EnvironmentObject(try harness.table.environment(of: harness.makeStart(command))).items
    let lines = shown.map { "\($0.origin) \($0.name)=\($0.value ?? ($0.secret ? "***" : ""))" }
    #expect(lines.contains("built HOME=/tmp"))
    #expect(
      lines.filter { !$0.hasPrefix("built") && !$0.hasPrefix("schedd") } == [
        "defaults COMMON=c", "job OWN=o", "job MARKED=***", "job LISTED=***", "file FROM_FILE=***",
      ]
    )
    #expect(lines.contains("schedd SCHEDD_JOB_ID=job"))
  }
}

/// A value that somebody tries, by a pattern, and what the program gets; nil where the value is refused.
struct InjectionCase: Sendable, CustomTestStringConvertible {
  var value: String
  var pattern = ".*"
  var isTaken = true

  var testDescription: String { "\(value.prefix(40).debugDescription) by \(pattern)" }

  static let all: [InjectionCase] = [
    InjectionCase(value: "plain"),
    InjectionCase(value: ""),
    InjectionCase(value: "two words"),
    InjectionCase(value: "'; touch /tmp/injected; '"),
    InjectionCase(value: "\"quoted\""),
    InjectionCase(value: "$(touch /tmp/injected)"),
    InjectionCase(value: "`touch /tmp/injected`"),
    InjectionCase(value: "${other} $${other} $HOME"),
    InjectionCase(value: "a;b|c&d>e<f*?[g]\\"),
    InjectionCase(value: "é 漢字 \u{1F600}"),
    InjectionCase(value: "\t\u{7}\u{1B}[31m"),
    InjectionCase(value: "one\ntwo", isTaken: false),
    InjectionCase(value: "one\ntwo", pattern: #"[a-z\n]*"#),
    InjectionCase(value: "\n", isTaken: false),
    InjectionCase(value: "a\u{0}b", isTaken: false),
    InjectionCase(value: "a\u{0}b", pattern: "(.|\\n)*", isTaken: false),
    InjectionCase(value: "-rf", isTaken: false),
    InjectionCase(value: "--help", pattern: "[^ ]+", isTaken: false),
    InjectionCase(value: "-rf", pattern: "-?[a-z]+"),
    InjectionCase(value: "2026-01-01; rm", pattern: #"\d{4}-\d{2}-\d{2}"#, isTaken: false),
    InjectionCase(value: String(repeating: "x", count: Pattern.longestValue)),
    InjectionCase(value: String(repeating: "x", count: Pattern.longestValue + 1), isTaken: false),
    InjectionCase(value: String(repeating: "x", count: 1 << 20), isTaken: false),
  ]
}

@Suite struct `A value that somebody gives to a job` {
  @Test(arguments: InjectionCase.all)
  func `is refused or arrives as one argument`(_ row: InjectionCase) throws {
    let parameters = [
      Parameter(name: "word", pattern: try Pattern(row.pattern)),
      Parameter(name: "other", pattern: try Pattern("x"), defaultValue: "x"),
    ]
    let given = [ParameterValue(name: "word", value: row.value)]
    guard row.isTaken else {
      #expect(throws: ParameterFault.self) { try parameters.values(given: given) }
      return
    }
    let values = try parameters.values(given: given)
    let folder = try TemporaryDirectory()
    let file = folder.path + "/arguments"
    let look = "exec > '\(file)'; for word in \"$@\"; do printf '<%s>' \"$word\"; done; "
    let command = CommandJob(
      invocation: .arguments([
        "/bin/sh", "-c", look + "printf '<%s>' \"$SCHEDD_PARAM_WORD\"", "sh", "first", "${word}",
        "--word=${word}", "last $${word}",
      ]),
      settings: ProcessSettings(parameters: parameters)
    )
    let harness = try ProcessHarness()
    var start = harness.makeStart(command)
    start.run.parameters = values
    _ = try harness.table.start(start)
    #expect(try harness.end(of: start.run.id) == .exited(0))
    let written = try JobFileSource.bytes(of: file, mayWait: true)
    let expected = "<first><\(row.value)><--word=\(row.value)><last ${word}><\(row.value)>"
    #expect(written == Array(expected.utf8))
  }

  @Test func `must still be as its job says when the process starts`() throws {
    let harness = try ProcessHarness()
    let parameters = [Parameter(name: "word", pattern: try Pattern("[a-z]+"))]
    let command = CommandJob(
      invocation: .arguments(["true", "${word}"]),
      settings: ProcessSettings(parameters: parameters)
    )
    var start = harness.makeStart(command)
    start.run.parameters = [ParameterValue(name: "word", value: "OTHER")]
    let failure = SpawnFailure(#"parameter "word" cannot be "OTHER"; it must match [a-z]+"#)
    #expect(try harness.failure(toStart: start) == failure)
    start.run.parameters = []
    let missing = SpawnFailure(#"parameter "word" has no default; give a value that matches [a-z]+"#)
    #expect(try harness.failure(toStart: start) == missing)
  }
}
