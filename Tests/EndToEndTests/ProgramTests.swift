import Daemon
import Foundation
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A daemon and its commands` {
  static let manual = "\"trigger\": {\"manual\": true}"

  @Test func `go through a day together`() throws {
    let place = try Workplace(
      "{\"id\": \"good\", \(Self.manual), \"command\": [\"/bin/echo\", \"hi\"]},"
        + "{\"id\": \"bad\", \(Self.manual), \"shell\": \"exit 3\"}"
    )
    let daemon = try place.startDaemon()
    let status = try place.run("status", "--json")
    #expect(status.status == 0)
    let object = try #require(JSON.value(StatusObject.self, from: Array(status.output.utf8)))
    #expect(object.pid == daemon.pid && object.jobs == 2 && object.state == .running)

    #expect(try place.run("trigger", "good", "--wait").status == 0)
    let bad = try place.run("trigger", "bad", "--wait")
    #expect(bad.status == 4)
    #expect(bad.output.hasPrefix("run 2 of bad: running\nrun 2 of bad: failed, exit code 3, "))
    #expect(
      try place.run("trigger", "god").errors
        == "schedd trigger: there is no job \"god\"; did you mean good?\n"
    )

    let history = try place.run("history", "--json", "--outcome", "failed")
    let runs = try #require(JSON.value([RunObject].self, from: Array(history.output.utf8)))
    #expect(runs.map(\.id) == [2])
    #expect(runs.first?.actor?.hasPrefix("uid=\(geteuid()) gid=\(getegid()) pid=") == true)

    try place.writeJobs("{\"id\": \"other\", \(Self.manual), \"shell\": \"true\"}")
    #expect(try place.run("reload").output == "reloaded: 1 added, 0 changed, 2 removed, 0 unchanged\n")
    try place.writeJobs("{\"id\": \"other\"}")
    let refused = try place.run("reload")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("jobs.json:1:"))
    #expect(refused.errors.hasSuffix("; the jobs in force are unchanged\n"))
    #expect(try place.run("list").output.contains("other"))

    let stop = try place.run("stop")
    #expect(stop.status == 0)
    #expect(stop.output == "the daemon (pid \(daemon.pid)) has stopped\n")
    #expect(daemon.end().status == 0)
    #expect(try place.run("status").status == 3)
    #expect(access(place.socket, F_OK) != 0)
  }

  @Test func `leave a run going when its user waits no longer`() throws {
    let place = try Workplace("{\"id\": \"long\", \(Self.manual), \"command\": [\"/bin/sleep\", \"1000\"]}")
    let daemon = try place.startDaemon()
    let client = try place.start("trigger", "long", "--wait")
    client.output(until: "run 1 of long: running\n")
    client.send(SIGINT)
    let end = client.end()
    #expect(end.status == 130)
    #expect(end.errors == "run 1 goes on; \"schedd history long\" will say how it ended\n")
    let job = try place.run("show", "long", "--json")
    let detail = JSON.value(JobDetailObject.self, from: Array(job.output.utf8))
    #expect(detail?.openRuns.map(\.id) == [1])
    daemon.send(SIGTERM)
    #expect(daemon.end().status == 0)
  }

  @Test func `tell who waits how the run ended when the daemon stops`() throws {
    let place = try Workplace(
      // So long that the client has asked by then to be told of the end.
      "{\"id\": \"long\", \(Self.manual), \"shell\": \"trap 'sleep 1; exit 9' TERM; echo ready; sleep 1000 & wait\"}",
    )
    let daemon = try place.startDaemon()
    let client = try place.start("trigger", "long", "--wait")
    client.output(until: "run 1 of long: running\n")
    daemon.output(until: "ready\n")
    daemon.send(SIGTERM)
    let end = client.end()
    #expect(end.status == 4)
    #expect(end.output.contains("run 1 of long: cancelled, exit code 9, shutdown, "))
    #expect(daemon.end().status == 0)
  }

  @Test func `tell who waits that the daemon was killed, and a new one takes its place`() throws {
    let place = try Workplace(
      "{\"id\": \"long\", \(Self.manual), \"shell\": \"echo pid@$$@; exec sleep 1000\"}"
    )
    let daemon = try place.startDaemon()
    let client = try place.start("trigger", "long", "--wait")
    client.output(until: "run 1 of long: running\n")
    // It outlives the daemon, but not this test.
    let words = daemon.output(until: "@\n").split(separator: "@")
    let process = try #require(words.dropLast().last.flatMap { Int32($0) })
    defer { kill(process, SIGKILL) }
    daemon.send(SIGKILL)
    let end = client.end()
    #expect(end.status == 3)
    // The second, where the daemon dies before the client has asked to be told of the end.
    #expect(["broke off", "no daemon can be reached"].contains { end.errors.contains($0) })
    #expect(daemon.end().status == 137)
    let next = try place.startDaemon()
    let history = try place.run("history", "long", "--json")
    let runs = JSON.value([RunObject].self, from: Array(history.output.utf8))
    #expect(runs?.map(\.outcome) == ["abandoned"])
    next.send(SIGTERM)
    #expect(next.end().status == 0)
  }

  @Test func `find each other again when descriptors were exhausted`() throws {
    let place = try Workplace("{\"id\": \"a\", \(Self.manual), \"shell\": \"true\"}")
    let daemon = try place.startDaemon(descriptors: 28)
    // The kernel takes connections that the daemon has no descriptor for.
    let clients = try (0..<40).map { _ in try Connection(to: place.socket) }
    for client in clients { client.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n") }
    #expect(clients[0].receive().hasPrefix("HTTP/1.1 200 OK\r\n"))
    for client in clients { client.hangUp() }
    #expect(try place.run("status").status == 0)
    #expect(try place.run("trigger", "a", "--wait").status == 0)
    daemon.send(SIGTERM)
    #expect(daemon.end().status == 0)
  }
}

@Suite(.timeLimit(.minutes(1))) struct `A daemon that cannot start` {
  static let jobs = "{\"id\": \"a\", \"trigger\": {\"manual\": true}, \"shell\": \"true\"}"

  @Test func `says what is wrong with its job file`() throws {
    let place = try Workplace("{\"id\": \"a\", \"trigger\": \"61 * * * *\", \"shell\": \"true\"}")
    let end = try place.run("run", "--state-dir", "state")
    #expect(end.status == 1)
    #expect(end.errors.hasPrefix("schedd run: jobs.json:1:"))
    #expect(end.errors.hasSuffix("schedd run: jobs.json has 1 error; nothing was started\n"))
    #expect(end.output.isEmpty)
    #expect(access(place.folder.appending(path: "state").path, F_OK) != 0)
    #expect(try place.run("run", "absent.json").status == 1)
  }

  @Test func `leaves the one alone that has its socket or its state directory`() throws {
    let place = try Workplace(Self.jobs)
    let daemon = try place.startDaemon()
    let sameState = try place.run("run", "--state-dir", "state", "--socket", "other")
    #expect(sameState.status == 69)
    #expect(sameState.errors.contains("pid \(daemon.pid)"))
    let sameSocket = try place.run("run", "--state-dir", "other")
    #expect(sameSocket.status == 69)
    #expect(sameSocket.errors.contains("pid \(daemon.pid)"))
    #expect(try place.run("status").status == 0)
    daemon.send(SIGTERM)
    #expect(daemon.end().status == 0)
  }

  @Test func `says what is wrong with its state directory`() throws {
    let place = try Workplace(Self.jobs)
    #expect(try place.run("run", "--state-dir", "jobs.json").status == 73)
  }

  @Test func `says what is wrong with its command line`() throws {
    let place = try Workplace(Self.jobs)
    #expect(try place.run("run", "--log-format", "xml").status == 2)
    #expect(try place.run("run", "a", "b").status == 2)
  }
}

@Suite(.timeLimit(.minutes(1))) struct `The program on a terminal` {
  @Test func `has colours and a width, elsewhere neither`() throws {
    let place = try Workplace(
      "{\"id\": \"a\", \"trigger\": {\"cron\": \"0 12 * * *\", \"timezone\": \"America/Argentina/Buenos_Aires\"},"
        + "\"shell\": \"true\"}"
    )
    let daemon = try place.startDaemon()
    let plain = try place.run("list").output
    #expect(!plain.contains("\u{1B}"))
    #expect(plain.contains("cron 0 12 * * * (America/Argentina/Buenos_Aires)"))
    let terminal = try PseudoTerminal(columns: 60)
    let shown = try terminal.output(of: place, "list")
    #expect(shown.contains("\u{1B}[1mJOB\u{1B}[0m"))
    // How much of it there is room for depends on how the distance to noon is written.
    #expect(shown.contains(#/  cron 0 12 [* ]+…\r\n/#))
    daemon.send(SIGTERM)
    #expect(daemon.end().status == 0)
  }
}
