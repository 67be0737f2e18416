import ControlFixtures
import Daemon
import Foundation
import Glibc
import Scheduler
import Testing
import schedd

@Suite struct `Trigger` {
  @Test func `says which run it has made`() throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in target.immediateResponse = .accepted(.open(17)) }
    let transcript = terminal.run("trigger", "backup")
    #expect(transcript.output == "run 17 of backup: running\n")
    #expect(transcript.errors.isEmpty)
    #expect(transcript.status == .done)
    daemon.stop()
  }

  @Test func `says when the run waits its turn`() throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in
      var run = Run.open(17)
      run.state = .queued
      run.startedAt = nil
      target.immediateResponse = .accepted(run)
    }
    #expect(terminal.run("trigger", "backup").output == "run 17 of backup: queued\n")
    daemon.stop()
  }

  @Test func `says why the run was skipped`() throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in
      var run = Run.ended(17, .skipped)
      run.reason = .maxInstances
      target.immediateResponse = .refused(run)
    }
    let transcript = terminal.run("trigger", "backup")
    #expect(transcript.errors == "schedd trigger: run 17 of \"backup\" was skipped: max_instances\n")
    #expect(transcript.status == .wrong)
    let json = terminal.run("trigger", "backup", "--json")
    #expect(JSON.value(RunObject.self, from: Array(json.output.utf8))?.reason == "max_instances")
    #expect(json.status == .wrong)
    daemon.stop()
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var outcome: Outcome
    var line: String
    var status: ExitCode

    var testDescription: String { outcome.rawValue }
  }

  static let rows: [Row] = [
    Row(outcome: .succeeded, line: "run 17 of backup: succeeded, 1 min 39 s\n", status: .done),
    Row(outcome: .failed, line: "run 17 of backup: failed, exit code 1, 1 min 39 s\n", status: .unsuccessful),
    Row(
      outcome: .cancelled,
      line: "run 17 of backup: cancelled, exit code 1, 1 min 39 s\n",
      status: .unsuccessful
    ),
  ]

  @Test(arguments: rows)
  func `waits for the run and says how it ended`(_ row: Row) throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in
      target.immediateResponse = .accepted(.open(17))
      target.openRuns = [.open(17)]
    } afterTurn: { target, server in
      guard !target.requests.isEmpty else { return }
      target.openRuns = []
      target.endedRuns = [.ended(17, row.outcome)]
      server.runsEnded(target.endedRuns)
    }
    let transcript = terminal.run("trigger", "backup", "--wait")
    #expect(transcript.output == "run 17 of backup: running\n" + row.line)
    #expect(transcript.status == row.status)
    daemon.stop()
  }

  @Test func `prints one run when it waits and JSON is wanted`() throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in
      target.immediateResponse = .accepted(.open(17))
      target.endedRuns = [.ended(17)]
    }
    let transcript = terminal.run("trigger", "--json", "--wait", "backup")
    #expect(JSON.value(RunObject.self, from: Array(transcript.output.utf8))?.outcome == "succeeded")
    #expect(transcript.output.filter { $0 == "\n" }.count == 1)
    daemon.stop()
  }

  @Test func `leaves the run going when its user waits no longer`() throws {
    let terminal = try Terminal()
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    defer { ends.forEach { close($0) } }
    terminal.interruption = ends[0]
    let signal = ends[1]
    let daemon = try terminal.daemon { target in
      target.immediateResponse = .accepted(.open(17))
      target.openRuns = [.open(17)]
    } afterTurn: { target, server in
      // The client waits for the run: now its user presses Ctrl-C.
      let timeout = server.nextTimeout(at: SystemClock.read().uptime) ?? .zero
      if !target.requests.isEmpty, timeout > .seconds(31) { _ = write(signal, "x", 1) }
    }
    let transcript = terminal.run("trigger", "backup", "--wait")
    #expect(transcript.errors == "run 17 goes on; \"schedd history backup\" will say how it ended\n")
    #expect(transcript.status == .interrupted)
    daemon.stop()
  }
}

@Suite struct `Reload` {
  @Test func `says what has changed, and its warnings`() throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in
      let warning = Problem(severity: .warning, line: 3, column: 9, job: "a", message: "doubtful")
      target.immediateReload = .reloaded(added: 1, changed: 2, removed: 0, unchanged: 4, warnings: [warning])
    }
    let transcript = terminal.run("reload")
    #expect(transcript.output == "reloaded: 1 added, 2 changed, 0 removed, 4 unchanged\n")
    #expect(transcript.errors == "jobs.json:3:9: warning: job \"a\": doubtful\n")
    #expect(transcript.status == .done)
    daemon.stop()
  }

  @Test func `prints every problem of a bad file`() throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in
      target.immediateReload = .refused([
        Problem(line: 1, column: 2, message: "one"), Problem(line: 3, column: 4, message: "other"),
      ])
    }
    let transcript = terminal.run("reload")
    #expect(transcript.output.isEmpty)
    #expect(
      transcript.errors == """
        jobs.json:1:2: error: one
        jobs.json:3:4: error: other
        schedd reload: jobs.json has 2 errors; the jobs in force are unchanged

        """
    )
    #expect(transcript.status == .wrong)
    daemon.stop()
  }
}

@Suite struct `Stop` {
  @Test func `need not wait`() throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in target.immediateResponse = .stopped }
    let transcript = terminal.run("stop", "--no-wait")
    #expect(transcript.output == "the daemon (pid \(getpid())) was told to stop\n")
    #expect(transcript.status == .done)
    daemon.stop()
  }

  @Test func `leaves the daemon stopping when its user waits no longer`() throws {
    let terminal = try Terminal()
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    defer { ends.forEach { close($0) } }
    terminal.interruption = ends[0]
    let signal = ends[1]
    // The daemon is this very process, whose end the command would wait for in vain.
    let daemon = try terminal.daemon { target in
      target.immediateResponse = .stopped
    } afterTurn: { target, server in
      let isIdle = server.nextTimeout(at: SystemClock.read().uptime) == nil
      if !target.requests.isEmpty, isIdle { _ = write(signal, "x", 1) }
    }
    let transcript = terminal.run("stop")
    #expect(transcript.errors == "the daemon (pid \(getpid())) goes on stopping\n")
    #expect(transcript.status == .interrupted)
    daemon.stop()
  }
}
