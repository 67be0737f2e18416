import ControlFixtures
import Daemon
import Foundation
import Glibc
import Scheduler
import Testing
import schedd

@Suite struct `A list that is watched` {
  @Test func `is written over what stood there`() {
    var screen = WatchedScreen(height: 24)
    #expect(screen.frame("a\nb\n") == "\u{1B}[2J\u{1B}[Ha\u{1B}[K\nb\u{1B}[K\n\u{1B}[J")
    #expect(screen.frame("c\n") == "\u{1B}[Hc\u{1B}[K\n\u{1B}[J")
  }

  @Test func `is no longer than the terminal`() {
    var screen = WatchedScreen(height: 5)
    let lines = (1...9).map { "\($0)\n" }.joined()
    let frame = screen.frame(lines).replacing("\u{1B}[K", with: "")
    #expect(frame == "\u{1B}[2J\u{1B}[H1\n2\n3\n… and 6 more\n\u{1B}[J")
  }

  @Test func `needs a terminal`() throws {
    let transcript = try Terminal().run("list", "--watch")
    #expect(transcript.status == .usage)
    #expect(transcript.errors.contains("--watch needs a terminal; \"schedd list\" prints the list once"))
  }

  @Test func `is no JSON`() throws {
    #expect(try Terminal().run("list", "--watch", "--json").errors.contains("cannot both be given"))
  }

  @Test(.timeLimit(.minutes(1))) func `is shown until Ctrl-C, which is its end`() throws {
    let place = try Workplace("{\"id\": \"a\", \"trigger\": {\"manual\": true}, \"shell\": \"true\"}")
    let daemon = try place.startDaemon()
    let terminal = try PseudoTerminal(columns: 80)
    // The second frame begins without clearing the screen.
    let shown = try terminal.output(of: place, "list", "--watch", until: "\u{1B}[J\u{1B}[H")
    #expect(shown.output.contains("NEXT FIRE TIME"))
    #expect(shown.status == 0)
    daemon.send(SIGTERM)
    #expect(daemon.end().status == 0)
  }
}

@Suite struct `Times that are absolute` {
  @Test func `stand in the list and the history without a distance`() throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in
      var backup = JobStatus.sample("backup")
      backup.nextFireTime = Instant(seconds: 1_767_225_670)
      target.statuses = [backup]
      target.endedRuns = [.ended(1)]
    }
    #expect(
      terminal.run("list", "--absolute").output == """
        JOB     NEXT FIRE TIME       LAST RUN                       TRIGGER
        backup  2026-01-01 00:01:10  succeeded 2026-01-01 00:01:40  by hand only

        """
    )
    #expect(
      terminal.run("history", "--absolute").output == """
        RUN  JOB     WHEN                 TOOK        CAUSE   OUTCOME
          1  backup  2026-01-01 00:00:00  1 min 39 s  manual  succeeded

        """
    )
    daemon.stop()
  }

  @Test(arguments: [(0, "0 s"), (59, "59 s"), (61, "1 min 1 s"), (7260, "2 h 1 min")] as [(Int64, String)])
  func `or lengths so far, are whole seconds`(_ seconds: Int64, _ text: String) {
    #expect(TimeText.elapsed(TimeAmount(nanoseconds: seconds * 1_000_000_000 + 900_000_000)) == text)
  }
}

@Suite(.timeLimit(.minutes(1))) struct `A run that is waited for on a terminal` {
  private static let script = "echo one; sleep 1.5; echo two; printf three"

  @Test func `shows what it writes, and how long it takes`() throws {
    let place = try Workplace(
      "{\"id\": \"a\", \"trigger\": {\"manual\": true}, \"shell\": \"\(Self.script)\"}"
    )
    let daemon = try place.startDaemon()
    let terminal = try PseudoTerminal(columns: 80)
    let shown = try terminal.output(of: place, "trigger", "a", "--wait")
    #expect(shown.contains("one\r\n"))
    #expect(shown.contains(/running, [0-9]+ s/))
    #expect(shown.contains(/two\r\n.*three.*succeeded/.dotMatchesNewlines()))
    #expect(!(try place.run("trigger", "a", "--wait").output.contains("one")))
    daemon.send(SIGTERM)
    #expect(daemon.end().status == 0)
  }
}
