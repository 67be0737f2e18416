import CLinux
import Daemon
import Glibc
import Scheduler
import Testing

/// A daemon that holds what a test puts into it and answers when the test says so.
final class FakeTarget: ControlTarget {
  var facts = DaemonFacts(
    pid: 4711,
    startedAt: Instant(seconds: 1_767_225_600),
    jobFile: "jobs.json",
    loadedAt: Instant(seconds: 1_767_225_601),
    stateDirectory: "/var/lib/schedd",
    zone: .utc,
    maxConcurrentRuns: 10,
    now: Instant(seconds: 1_767_225_602)
  )
  var overview = Overview(isStopping: false, isLedgerWritable: true, jobs: 0, running: 0, queued: 0)
  var statuses: [JobStatus] = []
  var openRuns: [Run] = []
  var endedRuns: [Run] = []
  var ledgerError: LedgerError?

  /// What to answer at once; nil keeps the reply for the test.
  var immediateResponse: Response?
  var immediateReload: ReloadResult?
  private(set) var requests: [Request] = []
  private(set) var replies: [(Response) -> Void] = []
  private(set) var queries: [RunQuery] = []

  func jobStatuses(from first: Int, limit: Int) -> [JobStatus] {
    Array(statuses.dropFirst(first).prefix(limit))
  }

  func status(of job: JobID) -> JobStatus? {
    statuses.first { $0.job.id == job }
  }

  func openRun(_ id: RunID) -> Run? {
    openRuns.first { $0.id == id }
  }

  func run(_ id: RunID) throws(LedgerError) -> Run? {
    if let ledgerError { throw ledgerError }
    return (openRuns + endedRuns).first { $0.id == id }
  }

  func runs(_ query: RunQuery) throws(LedgerError) -> [Run] {
    if let ledgerError { throw ledgerError }
    queries.append(query)
    let runs = (openRuns + endedRuns).sorted { $0.id > $1.id }.filter { run in
      (query.job ?? run.job) == run.job && (query.outcome == nil || query.outcome == run.outcome)
        && query.before.map { run.id < $0 } ?? true
    }
    return Array(runs.prefix(query.limit))
  }

  func lastEndedRun(of job: JobID) throws(LedgerError) -> Run? {
    if let ledgerError { throw ledgerError }
    return endedRuns.last { $0.job == job }
  }

  func submit(_ request: Request, reply: @escaping (Response) -> Void) {
    requests.append(request)
    if let immediateResponse { reply(immediateResponse) } else { replies.append(reply) }
  }

  func reload(reply: @escaping (ReloadResult) -> Void) {
    if let immediateReload { reply(immediateReload) }
  }
}

/// A control server with its socket, its fake daemon and a clock that the test moves.
final class ControlHarness {
  let directory: TemporaryDirectory
  let target = FakeTarget()
  let server: ControlServer
  var now = Uptime(nanoseconds: 1_000_000_000)

  init(limits: HTTPServer.Limits = HTTPServer.Limits()) throws {
    directory = try TemporaryDirectory()
    let listener = try ControlListener(path: directory.appending("schedd.sock"))
    server = try ControlServer(listener: listener, target: target, limits: limits)
  }

  /// Runs the server as the loop would, only when its descriptor or its timeout says so, until something holds.
  func turn(_ client: RawClient? = nil, until isDone: () -> Bool) throws {
    let deadline = SystemTime.now + 10_000
    while !isDone() {
      let timeout = server.nextTimeout(at: now)
      var watched = [pollfd(fd: server.pollDescriptor, events: Int16(POLLIN), revents: 0)]
      if let client { watched.append(pollfd(fd: client.descriptor, events: Int16(POLLIN), revents: 0)) }
      let ready = poll(&watched, nfds_t(watched.count), timeout == .zero ? 0 : 50)
      if watched[0].revents != 0 || timeout == .zero { server.run(at: now) }
      if ready > 0 { client?.receive() }
      try #require(SystemTime.now < deadline, "the server gave no answer")
    }
  }

  /// Sends a request on a connection of its own and waits for the whole answer.
  func ask(_ request: String) throws -> RawResponse {
    let client = try RawClient(path: server.socketPath)
    client.send(request)
    try turn(client) { client.response != nil || client.isClosed }
    return try #require(client.response, "the server closed the connection without an answer")
  }

  func get(_ path: String) throws -> RawResponse {
    try ask("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
  }

  func post(_ path: String, body: String = "", type: String = "application/json") throws -> RawResponse {
    let headers = body.isEmpty ? "" : "Content-Type: \(type)\r\n"
    return try ask(
      "POST \(path) HTTP/1.1\r\nHost: localhost\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    )
  }

  /// Begins a request whose answer is to come later, and sees to it that it has arrived.
  func begin(_ request: String, until isDone: () -> Bool) throws -> RawClient {
    let client = try RawClient(path: server.socketPath)
    client.send(request)
    try turn(client, until: isDone)
    return client
  }
}

/// The clock that bounds how long a test waits; nothing it decides depends on it.
enum SystemTime {
  static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}

/// An answer as its bytes say it.
struct RawResponse {
  var status: Int
  var headers: [String: String]
  var body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }

  func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try #require(JSON.value(type, from: body), "not \(type): \(text)")
  }
}

/// A connection that sends whatever bytes a test likes.
final class RawClient {
  let descriptor: Int32
  private(set) var received: [UInt8] = []
  private(set) var isClosed = false

  init(path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
    }
    guard result == 0 else { throw POSIXFailure(call: "connect", errno: errno) }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  }

  deinit {
    close(descriptor)
  }

  /// Sends what fits and says how much that was; -1 when the server takes no more.
  @discardableResult
  func send(_ bytes: some Sequence<UInt8>) -> Int {
    let bytes = Array(bytes)
    return Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  @discardableResult
  func send(_ text: String) -> Int {
    send(text.utf8)
  }

  func receive() {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else {
        if count == 0 || errno != EAGAIN { isClosed = true }
        return
      }
      received += buffer[..<count]
    }
  }

  /// The first answer, once it is there whole.
  var response: RawResponse? {
    let text = String(decoding: received, as: UTF8.self)
    guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
    let lines = text[..<end.lowerBound].split(separator: "\r\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      return nil
    }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      headers[parts[0].lowercased()] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
    }
    let body = Array(text[end.upperBound...].utf8)
    guard let length = headers["content-length"].flatMap({ Int($0) }), body.count >= length else {
      return nil
    }
    return RawResponse(status: status, headers: headers, body: Array(body[..<length]))
  }
}

extension JobStatus {
  static func sample(_ id: String, openRuns: [Run] = []) -> JobStatus {
    let kind = JobKind.command(CommandJob(invocation: .arguments(["/bin/true"])))
    let job = Job(id: JobID(id), description: "what \(id) does", trigger: .manual, kind: kind)
    return JobStatus(job: job, nextFireTime: nil, openRuns: openRuns)
  }
}

extension Run {
  static func open(_ id: Int64, job: String = "backup") -> Run {
    var run = Run(
      id: RunID(id),
      job: JobID(job),
      fireTime: nil,
      cause: .manual,
      state: .running,
      createdAt: Instant(seconds: 1_767_225_600)
    )
    run.startedAt = Instant(nanoseconds: 1_767_225_600_123_456_789)
    run.attempt = 1
    run.actor = "uid=0 pid=9"
    return run
  }

  static func ended(_ id: Int64, job: String = "backup", _ outcome: Outcome = .succeeded) -> Run {
    var run = open(id, job: job)
    run.state = .ended
    run.outcome = outcome
    run.reason = .exitCode
    run.exitCode = outcome == .succeeded ? 0 : 1
    run.endedAt = Instant(seconds: 1_767_225_700)
    return run
  }
}
