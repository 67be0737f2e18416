import ControlFixtures
import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `A stream of server-sent events` {
  struct Row: Sendable, CustomTestStringConvertible {
    var text: String
    var events: [ServerSentEvent]

    var testDescription: String { text.debugDescription }
  }

  static let rows: [Row] = [
    Row(
      text: "retry: 2000\n\nid: 1.1\nevent: run_ended\ndata: {}\n\n",
      events: [ServerSentEvent(id: "1.1", name: "run_ended", data: "{}")]
    ),
    Row(text: ": nothing has happened\n\n", events: []),
    Row(text: "id: 1.1\nevent: e\n\n", events: []),
    Row(text: "event: e\ndata: cut off", events: []),
    // HTML, 9.2.6: a field without a colon has an empty value, and one space after it is left out.
    Row(
      text: "data\n\ndata:  x\n\n",
      events: [.init(id: nil, name: "", data: ""), .init(id: nil, name: "", data: " x")]
    ),
    Row(text: "data: a: b\r\ndata:c\r\n\r\n", events: [.init(id: nil, name: "", data: "a: b\nc")]),
    // The id stays until another comes; the name does not.
    Row(
      text: "id: 7\nevent: e\ndata: ü\n\ndata: y\n\n",
      events: [.init(id: "7", name: "e", data: "ü"), .init(id: "7", name: "", data: "y")]
    ),
  ]

  @Test(arguments: rows, [1, 2, 3, 5, 1000])
  func `is read however it is cut`(_ row: Row, _ size: Int) {
    var reader = ServerSentEventReader()
    var events: [ServerSentEvent] = []
    var bytes = Array(row.text.utf8)[...]
    while !bytes.isEmpty {
      events += reader.append(bytes.prefix(size))
      bytes = bytes.dropFirst(size)
    }
    #expect(events == row.events)
  }

  @Test(arguments: [1, 2, 3, 5, 1000]) func `is taken out of chunks however they are cut`(_ size: Int) throws
  {
    var body = ChunkedBody()
    var bytes = Array("3\r\nabc\r\n a;x=y\r\n0123456789\r\n0\r\n\r\nnot the body's".utf8)[...]
    var text: [UInt8] = []
    while !bytes.isEmpty {
      text += try body.append(Array(bytes.prefix(size)))
      bytes = bytes.dropFirst(size)
    }
    #expect(String(decoding: text, as: UTF8.self) == "abc0123456789")
    #expect(body.isComplete)
  }

  @Test(arguments: ["x\r\n", "-1\r\n", "3\r\nabcd\r\n", String(repeating: "0", count: 2000)])
  func `is refused where it is no chunks`(_ text: String) {
    #expect(throws: HTTPResponseReader.Malformed.self) {
      var body = ChunkedBody()
      _ = try body.append(Array(text.utf8))
    }
  }
}

@Suite(.timeLimit(.minutes(1))) struct `A client that listens` {
  private func pair() throws -> `A client`.Pair {
    try `A client`.Pair { target in
      target.facts.life = 12
      target.statuses = [.sample("backup"), .sample("other")]
    } afterTurn: { _, server in
      // What is told before anybody listens is not kept.
      for id in [17, 18] as [Int64] {
        let job = id == 17 ? "backup" : "other"
        server.publish(DaemonEvent(.notice(.ended(.ended(id, job: job))), at: Instant(seconds: id)))
      }
    }
  }

  @Test func `hears what happens, one event after the other`() throws {
    let pair = try pair()
    var stream = try pair.client.events()
    let first = try #require(try stream.next())
    #expect(first.id == "12.1" && first.name == "run_ended")
    #expect(JSON.value(EventObject.self, from: Array(first.data.utf8))?.run?.id == 17)
    #expect(try stream.next()?.id == "12.2")
  }

  @Test func `hears of one job what is about it, and goes on after what it had`() throws {
    let pair = try pair()
    var stream = try pair.client.events(of: "other")
    #expect(try stream.next()?.id == "12.2")
    var later = try pair.client.events(after: "12.1")
    #expect(try later.next()?.id == "12.2")
    var stranger = try pair.client.events(after: "11.5")
    #expect(try stranger.next()?.name == "reset")
  }

  @Test func `is told why it may not`() throws {
    let pair = try pair()
    #expect(throws: ClientError.refused(ControlProblem.unknownJob(JobID("nobody")).document)) {
      _ = try pair.client.events(of: "nobody")
    }
  }

  @Test func `hears the end of the daemon, and its own user's wish`() throws {
    let pair = try pair()
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    defer { ends.forEach { close($0) } }
    var stream = try pair.client.events(of: "backup")
    pair.client.interruption = ends[0]
    var other = try pair.client.events(after: "0")
    #expect(try other.next()?.name == "reset")
    write(ends[1], "x", 1)
    #expect(throws: ClientError.interrupted) { while try other.next() != nil {} }
    pair.served.stop()
    while try stream.next() != nil {}
  }
}
