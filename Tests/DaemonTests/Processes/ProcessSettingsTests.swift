import Daemon
import Glibc
import Scheduler
import Testing

/// A setting, a look that the process takes at itself, and what it sees.
struct SettingCase: Sendable, CustomTestStringConvertible {
  var name: String
  var settings: ProcessSettings
  var look: String
  var lines: [String]

  var testDescription: String { name }

  static let all: [SettingCase] = [
    SettingCase(
      name: "umask",
      settings: ProcessSettings(umask: 0o077),
      look: "umask",
      lines: ["0077"]
    ),
    SettingCase(name: "nice", settings: ProcessSettings(nice: 7), look: "nice", lines: ["7"]),
    SettingCase(
      name: "text on standard input",
      settings: ProcessSettings(input: .text("one\ntwo\n")),
      look: "cat; echo three",
      lines: ["one", "two", "three"]
    ),
    SettingCase(
      name: "the longest text on standard input, without waiting for a reader",
      settings: ProcessSettings(input: .text(String(repeating: "x", count: StandardInput.longestText))),
      look: "wc -c",
      lines: ["65536"]
    ),
    SettingCase(
      name: "text on standard input that the process may not change",
      settings: ProcessSettings(input: .text("text")),
      look: "(echo more >&0) 2>/dev/null && echo changed; (: > /dev/stdin) 2>/dev/null; cat; echo",
      lines: ["text"]
    ),
    SettingCase(
      name: "a file on standard input",
      settings: ProcessSettings(input: .file("/proc/sys/kernel/ostype")),
      look: "cat",
      lines: ["Linux"]
    ),
    SettingCase(
      name: "a device on standard input",
      settings: ProcessSettings(input: .file("/dev/zero")),
      look: "head -c 3 | wc -c",
      lines: ["3"]
    ),
    SettingCase(
      name: "limits",
      settings: ProcessSettings(
        limits: ResourceLimits(
          cpuTime: .seconds(10),
          addressSpace: 1 << 30,
          fileSize: 1 << 20,
          openFiles: 32,
          processes: 1_000
        )
      ),
      look: "ulimit -St; ulimit -Ht; ulimit -v; ulimit -f; ulimit -Sn; ulimit -Hn; "
        + "grep processes /proc/self/limits | tr -s ' ' | cut -d ' ' -f 3,4",
      lines: ["10", "15", "1048576", "2048", "32", "32", "1000 1000"]
    ),
  ]
}

@Suite struct `A process that looks at itself` {
  @Test(arguments: SettingCase.all) func `finds what its job says`(_ row: SettingCase) throws {
    let harness = try ProcessHarness()
    let start = harness.makeStart(
      CommandJob(invocation: .shell(row.look), settings: row.settings)
    )
    _ = try harness.table.start(start)
    #expect(try harness.end(of: start.run.id) == .exited(0))
    #expect(harness.lines(of: start.run.id) == row.lines)
  }

  @Test func `finds no descriptor but three, however its input comes`() throws {
    for input in [StandardInput.nothing, .text("x"), .file("/etc/passwd")] {
      let harness = try ProcessHarness()
      let look = CommandJob.Invocation.shell("ls /proc/$$/fd; true")
      let start = harness.makeStart(CommandJob(invocation: look, settings: ProcessSettings(input: input)))
      _ = try harness.table.start(start)
      _ = try harness.end(of: start.run.id)
      #expect(harness.lines(of: start.run.id) == ["0", "1", "2"], "\(input)")
    }
  }
}

@Suite struct `A process at its limit` {
  @Test(.timeLimit(.minutes(1))) func `of CPU time is ended by SIGXCPU`() throws {
    let end = try end(
      of: .arguments(["/bin/sh", "-c", "while :; do :; done"]),
      ResourceLimits(cpuTime: .seconds(1))
    )
    #expect(end == .signaled(SIGXCPU))
  }

  @Test func `of a file's size is ended by SIGXFSZ`() throws {
    let folder = try TemporaryDirectory()
    let end = try end(
      of: .arguments(["dd", "if=/dev/zero", "of=\(folder.path)/file", "bs=1024", "count=9"]),
      ResourceLimits(fileSize: 4096)
    )
    #expect(end == .signaled(SIGXFSZ))
  }

  @Test func `of address space gets no more memory`() throws {
    let end = try end(
      of: .shell("exec dd if=/dev/zero of=/dev/null bs=512M count=1 2>/dev/null"),
      ResourceLimits(addressSpace: 256 << 20)
    )
    #expect(end == .exited(1))
  }

  private func end(of invocation: CommandJob.Invocation, _ limits: ResourceLimits) throws -> ProcessEnd? {
    let harness = try ProcessHarness()
    let start = harness.makeStart(
      CommandJob(invocation: invocation, settings: ProcessSettings(limits: limits))
    )
    _ = try harness.table.start(start)
    return try harness.end(of: start.run.id)
  }
}

@Suite struct `A step of a start that fails` {
  @Test func `is a limit that nobody may raise so far`() throws {
    let failure = SpawnFailure("setrlimit RLIMIT_NOFILE: Operation not permitted")
    let settings = ProcessSettings(limits: ResourceLimits(openFiles: 1_000_000_000))
    #expect(try self.failure(of: settings) == failure)
  }

  @Test(arguments: [
    ("/nowhere/list", "open /nowhere/list: No such file or directory"),
    ("/tmp", "open /tmp: Is a directory"),
  ])
  func `is an input that is not there`(_ file: String, _ failure: String) throws {
    #expect(try self.failure(of: ProcessSettings(input: .file(file))) == SpawnFailure(failure))
  }

  @Test func `is an input that somebody would have to write first`() throws {
    let folder = try TemporaryDirectory()
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    let failure = SpawnFailure("open \(pipe): stdin must be a file, not a pipe or a socket")
    #expect(try self.failure(of: ProcessSettings(input: .file(pipe))) == failure)
  }

  private func failure(of settings: ProcessSettings) throws -> SpawnFailure? {
    let harness = try ProcessHarness()
    let command = CommandJob(invocation: .arguments(["true"]), settings: settings)
    return try harness.failure(toStart: harness.makeStart(command))
  }
}
