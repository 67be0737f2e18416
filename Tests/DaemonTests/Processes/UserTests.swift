import Daemon
import Glibc
import Scheduler
import Testing

/// A user that no machine has, so that nothing but the job's numbers can be what it sees.
private let stranger = UserIdentity(
  name: "stranger",
  user: 61_234,
  group: 61_235,
  groups: [61_235, 61_236, 61_237],
  home: "/usr/share",
  shell: "/bin/dash"
)

@Suite(.enabled(if: geteuid() == 0, "only root can become somebody else"))
struct `A process of another user` {
  @Test(arguments: [
    (
      "ids", "id -u; id -ru; id -g; id -rg; echo $(id -G)",
      ["61234", "61234", "61235", "61235", "61235 61236 61237"]
    ),
    (
      "saved ids", "grep -E '^(Uid|Gid)' /proc/self/status | tr -s '\\t' ' '",
      ["Uid: 61234 61234 61234 61234", "Gid: 61235 61235 61235 61235"]
    ),
    (
      "environment", "echo $HOME $USER $LOGNAME $SHELL; echo $PATH; pwd",
      ["/usr/share stranger stranger /bin/dash", "/usr/local/bin:/usr/bin:/bin", "/usr/share"]
    ),
    (
      "capabilities", "grep -E '^Cap(Inh|Prm|Eff|Amb)' /proc/self/status | tr -s '\\t' ' ' | sort",
      [
        "CapAmb: 0000000000000000", "CapEff: 0000000000000000", "CapInh: 0000000000000000",
        "CapPrm: 0000000000000000",
      ]
    ),
    ("descriptors", "ls /proc/$$/fd; true", ["0", "1", "2"]),
    ("no way back", "cat /etc/shadow 2>/dev/null || echo refused", ["refused"]),
  ])
  func `finds nothing of root`(_: String, _ look: String, _ lines: [String]) throws {
    #expect(try self.lines(look) == lines)
  }

  @Test func `keeps what needs root: a better nice value and higher limits`() throws {
    let settings = ProcessSettings(nice: -3, limits: ResourceLimits(openFiles: 2048), user: stranger)
    #expect(try lines("nice; ulimit -Hn", settings) == ["-3", "2048"])
  }

  @Test func `begins at the root where it cannot enter its home`() throws {
    let folder = try TemporaryDirectory()
    chmod(folder.path, 0o700)
    var user = stranger
    user.home = folder.path
    #expect(try lines("pwd; echo $HOME", ProcessSettings(user: user)) == ["/", folder.path])
  }

  @Test func `cannot begin where its job says and it may not be`() throws {
    let folder = try TemporaryDirectory()
    chmod(folder.path, 0o700)
    let settings = ProcessSettings(workingDirectory: folder.path, user: stranger)
    #expect(try failure(of: "pwd", settings) == SpawnFailure("chdir \(folder.path): Permission denied"))
  }

  @Test func `reads no file as its input that only root may read`() throws {
    let folder = try TemporaryDirectory()
    chmod(folder.path, 0o755)
    let secret = try folder.write("secret", "password\n", mode: 0o600)
    let settings = ProcessSettings(input: .file(secret), user: stranger)
    #expect(try failure(of: "cat", settings) == SpawnFailure("open \(secret): Permission denied"))
  }

  @Test func `cannot start beyond its limit of processes, and may try again`() throws {
    var limited = stranger
    limited.user = 61_299
    let harness = try ProcessHarness()
    let settings = ProcessSettings(limits: ResourceLimits(processes: 1), user: limited)
    // The kernel counts when the user is changed, and what it counts then must be more than the limit.
    var processes: [(run: RunID, process: ProcessIdentity)] = []
    for _ in 0..<2 {
      let start = harness.makeStart(CommandJob(invocation: .arguments(["sleep", "60"]), settings: settings))
      processes.append((start.run.id, try harness.table.start(start)))
    }
    #expect(try harness.turn { !harness.table.isLaunching })
    let refused = harness.makeStart(CommandJob(invocation: .arguments(["true"]), settings: settings))
    let failure = SpawnFailure("execve true: Resource temporarily unavailable", mayPass: true)
    #expect(try harness.failure(toStart: refused) == failure)
    for (run, process) in processes {
      kill(process.pid, SIGKILL)
      _ = try harness.end(of: run)
    }
    let third = harness.makeStart(CommandJob(invocation: .arguments(["true"]), settings: settings))
    _ = try harness.table.start(third)
    #expect(try harness.end(of: third.run.id) == .exited(0))
  }

  private func failure(of look: String, _ settings: ProcessSettings) throws -> SpawnFailure? {
    let harness = try ProcessHarness()
    let command = CommandJob(invocation: .shell(look), settings: settings)
    return try harness.failure(toStart: harness.makeStart(command))
  }

  private func lines(
    _ look: String,
    _ settings: ProcessSettings = ProcessSettings(user: stranger)
  ) throws -> [String] {
    let harness = try ProcessHarness()
    let start = harness.makeStart(CommandJob(invocation: .shell(look), settings: settings))
    _ = try harness.table.start(start)
    #expect(try harness.end(of: start.run.id) == .exited(0))
    return harness.lines(of: start.run.id)
  }
}

@Suite struct `The users of the machine` {
  private let machine = SystemSurroundings(forDaemon: true)

  @Test func `are found by name and by number`() throws {
    guard geteuid() == 0 else { return }
    let root = try #require(try machine.identity(user: "root", group: nil))
    #expect(root.user == 0 && root.isRoot)
    #expect(root.groups.contains(root.group))
    #expect(try machine.identity(user: "0", group: nil) == root)
    #expect(try machine.identity(user: "root", group: "4711")?.group == 4711)
  }

  @Test func `do not include those that are not there`() {
    #expect(throws: UserError.unknownUser("no-such-user")) {
      try machine.identity(user: "no-such-user", group: nil)
    }
    #expect(throws: UserError.unknownGroup("no-such-group")) {
      try machine.identity(user: "root", group: "no-such-group")
    }
  }

  @Test func `can be become by root alone`() throws {
    let ordinary = SystemSurroundings(areBinding: true, ownUser: 4711)
    #expect {
      try ordinary.identity(user: "root", group: nil)
    } throws: { error in
      if case .needsRoot = error as? UserError { true } else { false }
    }
    // Whoever only looks at a file is not told so: it may be root's.
    let onlooker = SystemSurroundings(areBinding: false, ownUser: 4711)
    #expect(try onlooker.identity(user: "root", group: nil)?.user == 0)
  }
}
