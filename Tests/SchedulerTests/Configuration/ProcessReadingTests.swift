import Scheduler
import Testing

/// A machine with two users, for a daemon of root's or of somebody else's.
struct TestSurroundings: JobFileSurroundings {
  var areBinding = true
  var isRoot = true

  static let backup = UserIdentity(
    name: "backup",
    user: 34,
    group: 34,
    groups: [34, 50],
    home: "/var/backups",
    shell: "/bin/sh"
  )

  func fault(of file: EnvironmentFile) -> String? {
    file.path == "/etc/bad.env" ? "/etc/bad.env:3: must be NAME=VALUE" : nil
  }

  func identity(user: String, group: String?) throws(UserError) -> UserIdentity? {
    guard user == "backup" || user == "daemon" || user == "broken" else { throw .unknownUser(user) }
    if user == "broken" { throw .unreadable("getpwnam broken: Input/output error") }
    if let group, group != "disk" { throw .unknownGroup(group) }
    guard isRoot else {
      if user == "daemon" { return nil }
      throw .needsRoot(daemon: "daemon")
    }
    var identity = Self.backup
    if group != nil { identity.group = 6 }
    return identity
  }
}

@Suite struct `A mistake in how a process is set up` {
  @Test(arguments: masks + inputs + limits)
  func `is reported with its place and the mend`(_ row: ProblemRow) {
    #expect(JobFile.problems(row.text) == row.expected)
  }

  private static let masks: [ProblemRow] = [
    ProblemRow(
      field: #""umask": 22"#,
      "a mask as a number",
      #"2:10: error: job "j": umask: must be an octal mask in a string, from "0000" to "0777", not 22;"#
        + #" write it as a string, such as "0022""#
    ),
    ProblemRow(
      field: #""umask": "088""#,
      "a mask that is not octal",
      #"2:10: error: job "j": umask: must be an octal mask in a string, from "0000" to "0777", not "088""#
    ),
    ProblemRow(
      field: #""umask": "1777""#,
      "a mask with a bit too many",
      #"2:10: error: job "j": umask: must be an octal mask in a string, from "0000" to "0777", not "1777""#
    ),
    ProblemRow(
      field: #""nice": 20"#,
      "too nice",
      #"2:9: error: job "j": nice: must be a whole number from -20 to 19, not 20"#
    ),
    ProblemRow(
      field: #""niceness": 5"#,
      "a foreign name",
      #"2:1: error: job "j": unknown key "niceness"; did you mean "nice"?"#
    ),
  ]

  private static let inputs: [ProblemRow] = [
    ProblemRow(
      field: #""stdin": 5"#,
      "a number as input",
      #"2:10: error: job "j": stdin: must be the text itself or a file such as {"file": "/srv/list"}, not 5"#
    ),
    ProblemRow(
      field: "\"stdin\": \"\(String(repeating: "x", count: 65_537))\"",
      "too long a text",
      #"2:10: error: job "j": stdin: has 65537 bytes, and at most 65536 are given;"#
        + #" write it to a file: {"file": "/path"}"#
    ),
    ProblemRow(
      field: #""stdin": {"file": "list"}"#,
      "a relative file",
      #"2:19: error: job "j": stdin.file: "list" is no absolute path; write the whole path, from "/" on"#
    ),
    ProblemRow(
      field: #""stdin": {"path": "/list"}"#,
      "another key",
      #"2:10: error: job "j": stdin: "file" is missing, which names what is read"#,
      #"2:11: error: job "j": stdin: unknown key "path"; known here: file"#
    ),
  ]

  private static let limits: [ProblemRow] = [
    ProblemRow(
      field: #""resource_limits": 5"#,
      "no object",
      #"2:20: error: job "j": resource_limits: must be an object such as {"cpu_time": "10m", "open_files": 256},"#
        + " not 5"
    ),
    ProblemRow(
      field: #""resource_limits": {"memory": "1G"}"#,
      "a foreign name of a limit",
      #"2:21: error: job "j": resource_limits: unknown key "memory"; did you mean "address_space"?"#
    ),
    ProblemRow(
      field: #""resource_limits": {"cpu_time": "1500ms"}"#,
      "half a second of CPU time",
      #"2:33: error: job "j": resource_limits.cpu_time: must be whole seconds, which is what the kernel counts,"#
        + #" not "1500ms""#
    ),
    ProblemRow(
      field: #""resource_limits": {"address_space": "512MB"}"#,
      "an ambiguous unit",
      #"2:38: error: job "j": resource_limits.address_space: must be a number of bytes, or text such as "512M""#
        + #" (K, M, G and T are powers of 1024), not "512MB""#
    ),
    ProblemRow(
      field: #""resource_limits": {"address_space": "4K"}"#,
      "too small a space",
      #"2:38: error: job "j": resource_limits.address_space: must be from 1048576 to 1152921504606846976 bytes,"#
        + #" not "4K""#
    ),
    ProblemRow(
      field: #""resource_limits": {"file_size": "99999999T"}"#,
      "more bytes than there are",
      #"2:34: error: job "j": resource_limits.file_size: must be from 0 to 1152921504606846976 bytes,"#
        + #" not "99999999T""#
    ),
    ProblemRow(
      field: #""resource_limits": {"open_files": 3, "processes": 0}"#,
      "counts that let nothing run",
      #"2:35: error: job "j": resource_limits.open_files: must be a whole number from 4 to 1000000000, not 3"#,
      #"2:51: error: job "j": resource_limits.processes: must be a whole number from 1 to 4194304, not 0"#
    ),
  ]
}

@Suite struct `How a process is set up` {
  @Test func `is read whole`() throws {
    let settings = try settings(
      """
      "umask": "027", "nice": -5, "stdin": "yes\\n", "working_directory": "/srv",
      "resource_limits": {"cpu_time": "1m", "address_space": "2GiB", "file_size": 4096, "open_files": 64,
        "processes": 10}
      """
    )
    #expect(
      settings
        == ProcessSettings(
          workingDirectory: "/srv",
          umask: 0o027,
          nice: -5,
          input: .text("yes\n"),
          limits: ResourceLimits(
            cpuTime: .seconds(60),
            addressSpace: 2 << 30,
            fileSize: 4096,
            openFiles: 64,
            processes: 10
          )
        )
    )
  }

  @Test func `comes from defaults, which a job can take back`() throws {
    let defaults = """
      {"umask": "077", "nice": 5, "stdin": {"file": "/srv/list"}, "resource_limits": {"cpu_time": 5, "open_files": 9}}
      """
    let inherited = try settings("\"umask\": \"0002\"", defaults: defaults)
    #expect(inherited.umask == 0o002)
    #expect(inherited.nice == 5)
    #expect(inherited.input == .file("/srv/list"))
    let own = try settings(
      #""nice": null, "stdin": null, "resource_limits": {"cpu_time": null}"#,
      defaults: defaults
    )
    #expect(own.nice == nil)
    #expect(own.input == .nothing)
    #expect(own.limits == ResourceLimits(openFiles: 9))
  }

  @Test(
    arguments: [
      ("0", 0), ("17", 17), ("\"17\"", 17), ("\"17B\"", 17), ("\"3K\"", 3072), ("\"3 KiB\"", 3072),
      ("\"2M\"", 2 << 20), ("\"1T\"", 1 << 40),
    ] as [(String, Int64)]
  )
  func `takes numbers of bytes with and without a unit`(_ text: String, _ count: Int64) throws {
    let settings = try settings("\"resource_limits\": {\"file_size\": \(text)}")
    #expect(settings.limits.fileSize == count)
  }

  private func settings(_ fields: String, defaults: String = "{}") throws -> ProcessSettings {
    let job = try JobFile.job(fields: "\"command\": [\"x\"], \(fields)", defaults: defaults)
    guard case .command(let command) = job.kind else { throw StoryError() }
    return command.settings
  }

  private struct StoryError: Error {}
}

@Suite struct `The user of a job` {
  @Test func `is resolved with its groups when the file is read`() {
    #expect(user(#""user": "backup""#) == TestSurroundings.backup)
    var other = TestSurroundings.backup
    other.group = 6
    #expect(user(#""user": "backup", "group": "disk""#) == other)
  }

  @Test func `comes from defaults, and a job may have its own or none`() {
    let defaults = #"{"user": "backup", "group": "disk"}"#
    #expect(user(#""nice": 1"#, defaults: defaults)?.group == 6)
    // Another user has a group of its own.
    #expect(user(#""user": "backup""#, defaults: defaults)?.group == 34)
    #expect(user(#""user": null"#, defaults: defaults) == nil)
  }

  @Test func `may be the daemon's own where that is not root`() {
    let surroundings = TestSurroundings(isRoot: false)
    #expect(problems(#""user": "daemon""#, surroundings) == [])
    #expect(user(#""user": "daemon""#, surroundings) == nil)
  }

  @Test(arguments: [
    (
      #""user": "nobdy""#, true,
      #"1:81: error: job "j": user: there is no user "nobdy" on this machine;"# + more
    ),
    (
      #""user": "backup", "group": "dsk""#, true,
      #"1:100: error: job "j": group: there is no group "dsk" on this machine;"# + more
    ),
    (
      #""user": "backup""#, false,
      #"1:81: error: job "j": user: only a daemon that runs as root can run jobs as somebody else, and this one"#
        + #" runs as "daemon"; remove it, or start the daemon as root"#
    ),
    (
      #""user": "broken""#, true,
      #"1:81: error: job "j": user: cannot be looked up: getpwnam broken: Input/output error"#
    ),
    (
      #""group": "disk""#, true,
      #"1:82: error: job "j": group: goes with "user"; say whom the job runs as, too"#
    ),
    (
      #""user": """#, true,
      #"1:81: error: job "j": user: must not be empty; for the daemon's own user write null"#
    ),
    (#""user": 5"#, true, #"1:81: error: job "j": user: must be a name such as "backup", not 5"#),
  ])
  func `that cannot be is an error at its place`(_ field: String, _ isRoot: Bool, _ expected: String) {
    #expect(problems(field, TestSurroundings(isRoot: isRoot)) == [expected])
  }

  @Test func `that is not on this machine is a warning where nothing will run`() {
    let warning =
      #"1:81: warning: job "j": user: there is no user "nobdy" on this machine; make one, or name another"#
    #expect(problems(#""user": "nobdy""#, TestSurroundings(areBinding: false)) == [warning])
  }

  private static let more = " make one, or name another"

  private func read(_ field: String, _ defaults: String, _ surroundings: TestSurroundings) -> JobFile.Reading
  {
    let text =
      #"{"jobs": [{"id": "j", "trigger": {"manual": true}, "command": ["true"], "#
      + "\(field)}], \"defaults\": \(defaults)}"
    return JobFile.read(Array(text.utf8), zones: FixedZones(), surroundings: surroundings)
  }

  private func problems(_ field: String, _ surroundings: TestSurroundings) -> [String] {
    read(field, "{}", surroundings).problems.map { String($0.rendered(file: "").dropFirst()) }
  }

  private func user(
    _ field: String,
    defaults: String = "{}",
    _ surroundings: TestSurroundings = TestSurroundings()
  ) -> UserIdentity? {
    guard case .command(let command)? = read(field, defaults, surroundings).configuration?.jobs.first?.kind
    else { return nil }
    return command.settings.user
  }
}

@Suite struct `A secret that no variable has the name of` {
  @Test(
    arguments: [
      (
        #""secrets": ["TOKEN"]"#,
        [#"secrets[0]: no variable "TOKEN" is set; set it in "environment", or remove it here"#]
      ),
      (
        #""environment": {"TOKEN": "x"}, "secrets": ["TOKEN", "token"]"#,
        [#"secrets[1]: no variable "token" is set; did you mean "TOKEN"?"#]
      ),
      (#""environment": {"TOKEN": "x"}, "secrets": ["TOKEN"]"#, []),
      (#""environment_file": "/etc/app.env", "secrets": ["TOKEN"]"#, []),
    ] as [(String, [String])]
  )
  func `is warned of, where all of them are known`(_ fields: String, _ warnings: [String]) {
    let file = #"{"jobs": [{"id": "j", "trigger": "@daily", "command": ["x"], \#(fields)}]}"#
    let doubts = JobFile.problems(file).filter { $0.contains("secrets") }
    #expect(doubts.count == warnings.count)
    for (doubt, warning) in zip(doubts, warnings) {
      #expect(doubt.hasSuffix("warning: job \"j\": \(warning)"))
    }
  }
}
