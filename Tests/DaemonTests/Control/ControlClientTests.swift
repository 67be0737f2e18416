import CLinux
import ControlFixtures
import Daemon
import Foundation
import Glibc
import Scheduler
import Testing

@Suite struct `A client` {
  /// A daemon with its client and the directory of their socket.
  final class Pair {
    let directory: TemporaryDirectory
    let served: ServedTarget
    var client: ControlClient

    init(
      _ prepare: @escaping @Sendable (FakeTarget) -> Void = { _ in },
      afterTurn: @escaping @Sendable (FakeTarget, ControlServer) -> Void = { _, _ in }
    ) throws {
      directory = try TemporaryDirectory()
      let path = directory.appending("s")
      served = try ServedTarget(path: path, .init(afterTurn: afterTurn, prepare: prepare))
      client = try ControlClient(firstOf: [path])
    }
  }

  @Test func `knows the process of the daemon`() throws {
    let pair = try Pair()
    #expect(pair.client.process == getpid())
    #expect(try pair.client.status().version == Version.current)
  }

  @Test func `takes the first place where a daemon answers`() throws {
    let pair = try Pair()
    let directory = pair.directory
    try `The control socket`.abandonSocket(at: directory.appending("dead"))
    let client = try ControlClient(firstOf: ["absent", "dead", "s"].map { directory.appending($0) })
    #expect(client.path == directory.appending("s"))
  }

  @Test func `says where it has looked in vain`() throws {
    let directory = try TemporaryDirectory()
    let (absent, dead) = (directory.appending("absent"), directory.appending("dead"))
    try `The control socket`.abandonSocket(at: dead)
    let error = #expect(throws: ClientError.self) { try ControlClient(firstOf: [absent, dead]) }
    #expect(
      error?.description == """
        no daemon can be reached; tried
          \(absent): there is no socket
          \(dead): the daemon that made this socket is gone
        start one with "schedd run", or say where it listens with --socket or SCHEDD_SOCKET
        """
    )
  }

  @Test func `reads more jobs than one page holds`() throws {
    let pair = try Pair { target in
      target.statuses = (0..<450).map { .sample("job-\($0)") }
    }
    #expect(try pair.client.jobs().map(\.id) == (0..<450).map { "job-\($0)" })
  }

  @Test func `reads as many runs as it is asked for`() throws {
    let pair = try Pair { target in
      target.endedRuns = (1...450).map { .ended($0, job: $0 % 2 == 0 ? "even" : "odd") }
    }
    #expect(try pair.client.runs(RunQuery(limit: 3)).map(\.id) == [450, 449, 448])
    #expect(try pair.client.runs(RunQuery(job: JobID("odd"), outcome: .succeeded, limit: 1000)).count == 225)
    #expect(try pair.client.runs(RunQuery(limit: 201)).count == 201)
    #expect(try pair.client.runs(RunQuery(outcome: .failed, limit: 10)).isEmpty)
  }

  @Test(arguments: ["no such job", "a/b", "../status", "%2e", "ü", "a?b=c#d", ""])
  func `asks for any name as it is`(_ name: String) throws {
    let pair = try Pair { target in target.immediateResponse = .unknownJob(JobID("x")) }
    // What is no part of a path can be no job's name either.
    let isPart = !name.isEmpty && !name.contains("/")
    let problem = isPart ? ControlProblem.unknownJob(JobID(name)) : .unknownPath("/v1/jobs/\(name)")
    #expect(throws: ClientError.refused(problem.document)) { try pair.client.job(name) }
  }

  @Test func `waits for the end of a run`() throws {
    let pair = try Pair { target in
      target.openRuns = [.open(17)]
    } afterTurn: { target, server in
      // The client waits by now, or else its request is yet to come and finds the run ended.
      target.endedRuns = [.ended(17, .failed)]
      target.openRuns = []
      server.runsEnded(target.endedRuns)
    }
    #expect(try pair.client.run(17, waiting: 60).outcome == "failed")
  }

  @Test func `is told of a daemon that leaves while it waits`() throws {
    let pair = try Pair { target in
      target.openRuns = [.open(17)]
    } afterTurn: { _, server in
      server.stopping()
    }
    #expect(try pair.client.run(17, waiting: 60).outcome == nil)
  }

  @Test func `stops waiting when it is interrupted`() throws {
    let pair = try Pair { target in target.openRuns = [.open(17)] }
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    defer { ends.forEach { close($0) } }
    pair.client.interruption = ends[0]
    write(ends[1], "x", 1)
    #expect(throws: ClientError.interrupted) { try pair.client.run(17, waiting: 60) }
  }

  struct Stranger: Sendable, CustomTestStringConvertible {
    var answer: String
    var error: @Sendable (String) -> ClientError

    var testDescription: String { answer.debugDescription }
  }

  static let strangers: [Stranger] = [
    Stranger(answer: "220 mail.example.com ESMTP\r\n\r\n") {
      .foreign(path: $0, "220 mail.example.com ESMTP")
    },
    Stranger(answer: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi") {
      .foreign(path: $0, "it answers with status 200 and something unknown")
    },
    Stranger(answer: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{") { .lost(path: $0, errno: nil) },
    Stranger(answer: "") { .lost(path: $0, errno: nil) },
  ]

  @Test(arguments: strangers)
  func `takes what does not answer as a daemon does for what it is`(_ row: Stranger) throws {
    let directory = try TemporaryDirectory()
    let stranger = try StrangeServer(path: directory.appending("s"), answering: row.answer)
    let client = try ControlClient(firstOf: [stranger.path])
    #expect(throws: row.error(stranger.path)) { try client.status() }
  }

  @Test func `does not take a part of a list for the whole`() throws {
    let directory = try TemporaryDirectory()
    // Another daemon may name the next page in the body alone.
    let page = #"{"items":[],"next":"100"}"#
    let answer = "HTTP/1.1 200 OK\r\nContent-Length: \(page.utf8.count)\r\n\r\n\(page)"
    let stranger = try StrangeServer(path: directory.appending("s"), answering: answer)
    let client = try ControlClient(firstOf: [stranger.path])
    // It asks for the rest, which nobody answers.
    let error = #expect(throws: ClientError.self) { try client.jobs() }
    guard case .lost = error else { throw try #require(error) }
  }
}

/// Something that listens and is no daemon: it gives every client the same bytes and hangs up.
private final class StrangeServer {
  let path: String
  private let descriptor: Int32
  private let ended = DispatchSemaphore(value: 0)

  init(path: String, answering answer: String) throws {
    self.path = path
    descriptor = try `The control socket`.boundSocket(at: path)
    guard listen(descriptor, 8) == 0 else { throw POSIXFailure(call: "listen", errno: errno) }
    let (descriptor, ended) = (descriptor, ended)
    Thread.detachNewThread {
      defer { ended.signal() }
      while true {
        let client = accept(descriptor, nil, nil)
        guard client >= 0 else { return }
        var buffer = [UInt8](repeating: 0, count: 4096)
        _ = recv(client, &buffer, buffer.count, 0)
        _ = send(client, Array(answer.utf8), answer.utf8.count, Int32(MSG_NOSIGNAL))
        close(client)
      }
    }
  }

  deinit {
    // Ends the thread's accept.
    shutdown(descriptor, Int32(SHUT_RDWR))
    ended.wait()
    close(descriptor)
  }
}
