import Daemon
import Glibc
import Scheduler
import Testing

/// What of a job lies on the mount that hangs.
struct HungJob: Sendable, CustomTestStringConvertible {
  var testDescription: String

  /// What ends it: until its program is looked for, all signals are blocked but SIGKILL.
  var endedBy: Int32

  var command: @Sendable (String) -> CommandJob

  static let all: [HungJob] = [
    HungJob(testDescription: "the program", endedBy: SIGTERM) { path in
      CommandJob(invocation: .arguments([path + "/program"]))
    },
    HungJob(testDescription: "a folder of PATH", endedBy: SIGTERM) { path in
      let variable = EnvironmentVariable(name: "PATH", value: path)
      return CommandJob(invocation: .arguments(["program"]), environment: [variable])
    },
    HungJob(testDescription: "the working directory", endedBy: SIGKILL) { path in
      CommandJob(invocation: .arguments(["/bin/true"]), workingDirectory: path + "/folder")
    },
    HungJob(testDescription: "the file that it reads", endedBy: SIGKILL) { path in
      let settings = ProcessSettings(input: .file(path + "/input"))
      return CommandJob(invocation: .arguments(["/bin/true"]), settings: settings)
    },
  ]
}

@Suite(.enabled(if: HungMount.obstacle == nil, "needs a mount that hangs: \(HungMount.obstacle ?? "")"))
struct `A job on a mount that hangs` {
  @Test(arguments: HungJob.all) func `holds up no other, and can be killed`(_ row: HungJob) throws {
    let mount = try HungMount()
    let harness = try ProcessHarness()
    let hung = harness.makeStart(row.command(mount.path))
    let process = try harness.table.start(hung)
    let (other, _) = try harness.start(.arguments(["/bin/echo", "here"]))
    #expect(try harness.end(of: other) == .exited(0))
    #expect(harness.lines(of: other) == ["here"])
    #expect(harness.status(of: hung.run.id) == nil && harness.failure(of: hung.run.id) == nil)

    harness.table.signal(hung.run.id, .terminate)
    if row.endedBy == SIGKILL { harness.table.signal(hung.run.id, .kill) }
    #expect(try harness.end(of: hung.run.id) == .signaled(row.endedBy))
    #expect(harness.table.isEmpty)
    #expect(kill(process.pid, 0) == -1)
  }

  @Test func `fails when the mount does`() throws {
    let harness = try ProcessHarness()
    let start: Start
    do {
      let mount = try HungMount()
      start = harness.makeStart(CommandJob(invocation: .arguments([mount.path + "/program"])))
      _ = try harness.table.start(start)
      try harness.turn(milliseconds: 0)
      #expect(harness.failure(of: start.run.id) == nil)
    }
    #expect(try harness.turn { harness.failure(of: start.run.id) != nil })
    #expect(harness.failure(of: start.run.id)?.description.hasPrefix("execve ") == true)
    #expect(harness.table.isEmpty)
  }

  @Test func `holds up no other in numbers either`() throws {
    let mount = try HungMount()
    let harness = try ProcessHarness()
    let starts = (0..<20).map { _ in
      harness.makeStart(CommandJob(invocation: .arguments([mount.path + "/x"])))
    }
    for start in starts { _ = try harness.table.start(start) }
    let (other, _) = try harness.start(.arguments(["/bin/true"]))
    #expect(try harness.end(of: other) == .exited(0))
    for start in starts { harness.table.signal(start.run.id, .kill) }
    #expect(try harness.turn { harness.table.isEmpty })
  }
}
