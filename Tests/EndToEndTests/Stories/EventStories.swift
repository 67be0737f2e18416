import Foundation
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct `The events that are followed` {
  private static let jobs = """
    { "id": "hello", "trigger": { "manual": true }, "command": ["false"] },
    { "id": "other", "trigger": { "manual": true }, "command": ["true"] }
    """

  /// Waits until a listener hears the daemon: what happens before is told to nobody, so it happens until it is heard.
  private func isHeard(_ reason: String, _ place: Workplace, by listener: RunningProgram) throws {
    var tries = 0
    while !listener.output(soFar: reason), tries < 500 {
      #expect(try place.run("pause", "--all", "--reason", reason).status == 0)
      #expect(try place.run("resume", "--all").status == 0)
      tries += 1
    }
  }

  @Test func `are a line each, and go on with the next daemon`() throws {
    let place = try Workplace(Self.jobs)
    let first = try place.startDaemon()
    let listener = try place.start("events", "--job", "hello")
    try isHeard("at first", place, by: listener)
    #expect(try place.run("trigger", "other", "--wait").status == 0)
    #expect(try place.run("trigger", "hello", "--wait").status == 4)
    listener.output(until: "run 2 of hello: failed, exit code 1, ")
    first.send(SIGTERM)
    #expect(first.end().status == 0)
    listener.output(until: "the daemon stops\n")

    let second = try place.startDaemon()
    try isHeard("again", place, by: listener)
    #expect(try place.run("trigger", "hello", "--wait").status == 4)
    listener.output(until: "run 3 of hello: failed")
    listener.send(SIGINT)
    let (status, output, errors) = listener.end()
    #expect(status == 0)
    #expect(output.contains(/[0-9-]{10} [0-9:]{8}  run 2 of hello: running, manual\n/))
    #expect(!output.contains("of other"))
    #expect(output.contains("every job: paused: at first\n"))
    // It is asked again either while it stops or when it has.
    let outages = ["is gone", "tells nothing now: the daemon was told to stop and starts nothing more"].map {
      """
      schedd: the daemon at \(place.socket) \($0); it is waited for
      schedd: a daemon answers again
      schedd: something has happened before this that is not shown here

      """
    }
    #expect(outages.contains(errors))
    second.send(SIGTERM)
    #expect(second.end().status == 0)
  }

  @Test func `are an object each for programs`() throws {
    let place = try Workplace(Self.jobs)
    let daemon = try place.startDaemon()
    let listener = try place.start("events", "--json")
    try isHeard("now", place, by: listener)
    #expect(try place.run("trigger", "other", "--wait").status == 0)
    listener.output(until: #""event":"run_ended""#)
    listener.send(SIGINT)
    let (status, output, errors) = listener.end()
    #expect(status == 0 && errors == "")
    for line in output.split(separator: "\n") {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(object?["event"] is String)
    }
    daemon.send(SIGTERM)
    #expect(daemon.end().status == 0)
  }

  @Test func `end quietly with their reader`() throws {
    let place = try Workplace(Self.jobs)
    let daemon = try place.startDaemon()
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    close(ends[0])
    let listener = try place.start(["events"], on: FileHandle(fileDescriptor: ends[1], closeOnDealloc: true))
    // It ends with the first event that it cannot tell.
    var turns = 0
    while listener.isRunning, turns < 1000 {
      #expect(try place.run("pause", "--all").status == 0)
      turns += 1
    }
    let (status, _, errors) = listener.end()
    #expect(status == 128 + SIGPIPE && errors == "")
    daemon.send(SIGTERM)
    #expect(daemon.end().status == 0)
  }

  @Test func `of a job that is not there name the one that is meant`() throws {
    let place = try Workplace(Self.jobs)
    let daemon = try place.startDaemon()
    let (status, _, errors) = try place.run("events", "--job", "hallo")
    #expect(status == 1)
    #expect(errors == "schedd events: there is no job \"hallo\"; did you mean hello?\n")
    daemon.send(SIGTERM)
    #expect(daemon.end().status == 0)
  }
}
