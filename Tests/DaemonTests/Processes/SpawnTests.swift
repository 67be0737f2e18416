import Daemon
import Glibc
import Scheduler
import Testing

/// A command and how it ends.
struct SpawnCase: Sendable, CustomTestStringConvertible {
  var name: String
  var invocation: CommandJob.Invocation
  var status: ProcessEnd
  var lines: [String] = []

  var testDescription: String { name }

  static let all: [SpawnCase] = [
    SpawnCase(name: "success", invocation: .arguments(["/bin/true"]), status: .exited(0)),
    SpawnCase(name: "an exit code", invocation: .shell("exit 42"), status: .exited(42)),
    SpawnCase(name: "a signal", invocation: .shell("kill -USR1 $$"), status: .signaled(SIGUSR1)),
    SpawnCase(name: "PATH", invocation: .arguments(["true"]), status: .exited(0)),
    SpawnCase(
      name: "arguments as they are",
      invocation: .arguments(["printf", "%s\\n", "a b", "", "$HOME", "é"]),
      status: .exited(0),
      lines: ["a b", "", "$HOME", "é"]
    ),
    SpawnCase(
      name: "output and error in the order of writing",
      invocation: .shell("echo one; echo two >&2; echo three"),
      status: .exited(0),
      lines: ["one", "two", "three"]
    ),
    SpawnCase(
      name: "a line without a line feed",
      invocation: .shell("printf end"),
      status: .exited(0),
      lines: ["end"]
    ),
    SpawnCase(
      name: "no standard input",
      invocation: .shell("cat; echo done"),
      status: .exited(0),
      lines: ["done"]
    ),
    SpawnCase(name: "umask", invocation: .shell("umask"), status: .exited(0), lines: ["0022"]),
    SpawnCase(name: "home", invocation: .shell("pwd"), status: .exited(0), lines: ["/tmp"]),
  ]
}

@Suite struct `Starting a process` {
  @Test(arguments: SpawnCase.all) func `runs a command to its end`(_ row: SpawnCase) throws {
    let harness = try ProcessHarness()
    let (run, _) = try harness.start(row.invocation)
    #expect(try harness.end(of: run) == row.status)
    #expect(harness.lines(of: run) == row.lines)
    #expect(try harness.turn { harness.table.isEmpty })
  }

  @Test func `says who the process is`() throws {
    let harness = try ProcessHarness()
    let (run, process) = try harness.start(.shell("cat /proc/$$/stat"))
    #expect(try harness.end(of: run) == .exited(0))
    let fields = try #require(harness.lines(of: run).first).split(separator: " ")
    #expect(Int32(fields[0]) == process.pid)
    #expect(UInt64(fields[21]) == process.startTicks)
    // Its own group and session.
    #expect(fields[4] == fields[0])
    #expect(fields[5] == fields[0])
  }

  @Test func `dates every process as the kernel does`() throws {
    let harness = try ProcessHarness()
    for _ in 0..<5 {
      let (run, process) = try harness.start(.shell("cat /proc/$$/stat"))
      #expect(try harness.end(of: run) == .exited(0))
      let fields = try #require(harness.lines(of: run).first).split(separator: " ")
      #expect(UInt64(fields[21]) == process.startTicks)
    }
  }

  @Test func `gives back the soft limit of descriptors`() throws {
    let harness = try ProcessHarness(descriptorLimit: 123)
    let (run, _) = try harness.start(.shell("ulimit -Sn"))
    _ = try harness.end(of: run)
    #expect(harness.lines(of: run) == ["123"])
  }

  @Test func `starts in the job's folder`() throws {
    let harness = try ProcessHarness()
    let start = harness.makeStart(
      CommandJob(invocation: .arguments(["pwd"]), workingDirectory: "/usr/bin")
    )
    _ = try harness.table.start(start)
    _ = try harness.end(of: start.run.id)
    #expect(harness.lines(of: start.run.id) == ["/usr/bin"])
  }

  @Test func `lets a process keep nothing but its three descriptors`() throws {
    // A descriptor that whoever started the daemon forgot to close.
    let forgotten = dup(0)
    defer { close(forgotten) }
    let harness = try ProcessHarness()
    let (run, process) = try harness.start(.arguments(["sleep", "1000"]))
    // The loader opens libraries for a moment; what is inherited would stay.
    #expect(try harness.turn { openDescriptors(of: process.pid) == ["0", "1", "2"] })
    harness.table.signal(run, .kill)
    #expect(try harness.end(of: run) == .signaled(SIGKILL))
  }

  @Test func `gives a process a clean signal mask and default dispositions`() async {
    await #expect(processExitsWith: .success) {
      signal(SIGUSR1, SIG_IGN)
      signal(SIGPIPE, SIG_IGN)
      signal(SIGTERM) { _ in }
      var mask = sigset_t()
      sigfillset(&mask)
      sigprocmask(SIG_BLOCK, &mask, nil)
      let harness = try ProcessHarness()
      let (run, _) = try harness.start(.arguments(["cat", "/proc/self/status"]))
      _ = try harness.end(of: run)
      let masks = harness.lines(of: run).filter { line in
        ["SigBlk:", "SigIgn:", "SigCgt:"].contains { line.hasPrefix($0) }
      }
      try #require(masks.map { $0.dropFirst(8) } == Array(repeating: "0000000000000000", count: 3))
    }
  }

  private func openDescriptors(of pid: Int32) -> [String] {
    guard let folder = opendir("/proc/\(pid)/fd") else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}
