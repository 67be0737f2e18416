import ControlFixtures
import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `The API over TCP` {
  private static let token = "0123456789abcdef"

  private func harness(
    token: String? = token,
    limits: HTTPServer.Limits = HTTPServer.Limits()
  ) throws -> ControlHarness {
    var access = ControlAccess(user: geteuid())
    access.token = token.flatMap { AccessToken($0) }
    return try ControlHarness(limits: limits, network: access)
  }

  private func ask(_ harness: ControlHarness, _ request: String) throws -> RawResponse {
    let client = try RawClient(try #require(harness.address))
    client.send(request)
    try harness.turn(client) { client.response != nil || client.isClosed }
    return try #require(client.response, "the server closed the connection without an answer")
  }

  private func post(_ path: String, _ headers: String..., body: String = "") -> String {
    let lines = headers.map { $0 + "\r\n" }.joined()
    return
      "POST \(path) HTTP/1.1\r\nHost: localhost\r\n\(lines)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  @Test func `reads without a token and changes with it, and knows who asks by the address`() throws {
    let harness = try harness()
    harness.target.immediateResponse = .accepted(.open(17))
    #expect(try ask(harness, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200)
    let refused = try ask(harness, post("/v1/jobs/a/runs"))
    #expect(refused.status == 401)
    #expect(refused.headers["www-authenticate"] == "Bearer realm=\"schedd\"")
    #expect(refused.headers["content-type"] == "application/problem+json")
    #expect(harness.target.requests.isEmpty)
    let bearer = "Authorization: Bearer \(Self.token)"
    #expect(try ask(harness, post("/v1/jobs/a/runs", bearer)).status == 202)
    #expect(harness.target.requests == [.trigger(JobID("a"), actor: "tcp=127.0.0.1")])
  }

  @Test func `changes nothing where there is no token`() throws {
    let harness = try harness(token: nil)
    #expect(try ask(harness, post("/v1/stop", "Authorization: Bearer \(Self.token)")).status == 403)
    #expect(harness.target.requests.isEmpty)
    // The socket is not touched by that.
    harness.target.immediateResponse = .stopped
    #expect(try harness.post("/v1/stop").status == 202)
  }

  @Test func `refuses a name that was pointed at this machine`() throws {
    let harness = try harness()
    let answer = try ask(harness, "GET /v1/jobs HTTP/1.1\r\nHost: evil.example.com\r\n\r\n")
    #expect(answer.status == 403)
    #expect(answer.text.contains("foreign-host"))
  }

  @Test(arguments: ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
  func `takes no form`(_ type: String) throws {
    let harness = try harness()
    let request = post(
      "/v1/jobs/a/runs",
      "Authorization: Bearer \(Self.token)",
      "Content-Type: \(type)",
      body: "a=b"
    )
    #expect(try ask(harness, request).status == 415)
    #expect(harness.target.requests.isEmpty)
  }

  @Test func `tells browsers to keep out, and lets no other site in`() throws {
    let harness = try harness()
    let preflight = "OPTIONS /v1/stop HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
    let answers = [
      try ask(
        harness,
        "GET /v1/status HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example.com\r\n\r\n"
      ),
      try ask(harness, "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"),
      try ask(harness, preflight + "Authorization: Bearer \(Self.token)\r\n\r\n"),
      try harness.get("/v1/status"),
    ]
    #expect(answers.map(\.status) == [200, 404, 405, 200])
    for answer in answers {
      #expect(answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'")
      #expect(answer.headers["x-content-type-options"] == "nosniff")
      #expect(answer.headers["referrer-policy"] == "no-referrer")
      #expect(!answer.headers.keys.contains { $0.hasPrefix("access-control-") })
    }
  }

  @Test(arguments: [
    "/v1/runs/..%2f..%2f..%2fetc%2fpasswd/output", "/v1/runs/%2e%2e/output", "/../../etc/passwd",
    "/v1/runs/1%00/output", "/v1/../healthz", "//healthz", "/v1/jobs/..",
  ])
  func `has no file behind a path`(_ path: String) throws {
    let harness = try harness()
    #expect(try ask(harness, "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 404)
  }

  @Test func `cuts a client that sends a byte now and then`() throws {
    let harness = try harness()
    let slow = try RawClient(try #require(harness.address))
    slow.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n")
    // It has arrived when another, which came later, was answered.
    _ = try ask(harness, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    for _ in 0..<6 {
      slow.send("X-Slow: 1\r\n")
      harness.now = harness.now + .seconds(9)
      _ = try harness.get("/healthz")
      slow.receive()
      #expect(!slow.isClosed)
    }
    harness.now = harness.now + .seconds(9)
    try harness.turn(slow) { slow.isClosed }
    #expect(slow.received.isEmpty)
  }

  @Test func `cuts a client whose body does not come`() throws {
    let harness = try harness()
    let slow = try RawClient(try #require(harness.address))
    let bearer = "Authorization: Bearer \(Self.token)\r\nContent-Type: application/json\r\n"
    slow.send("POST /v1/stop HTTP/1.1\r\nHost: localhost\r\n\(bearer)Content-Length: 9\r\n\r\n{")
    _ = try ask(harness, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    harness.now = harness.now + .seconds(61)
    try harness.turn(slow) { slow.isClosed }
    #expect(harness.target.requests.isEmpty)
  }

  @Test func `does not cut a client that waits for its answer`() throws {
    let harness = try harness()
    harness.target.openRuns = [.open(17)]
    let client = try RawClient(try #require(harness.address))
    client.send("GET /v1/runs/17?wait=300 HTTP/1.1\r\nHost: localhost\r\n\r\n")
    try harness.turn(client) { harness.server.nextTimeout(at: harness.now) == .seconds(300) }
    harness.now = harness.now + .seconds(200)
    _ = try harness.get("/healthz")
    harness.server.runsEnded([.ended(17)])
    try harness.turn(client) { client.response?.status == 200 }
  }

  @Test func `leaves the socket to others, however many crowd it`() throws {
    _ = DescriptorLimit.raise()
    let harness = try harness()
    let address = try #require(harness.address)
    var idle: [RawClient] = []
    for _ in 0..<1000 {
      idle.append(try RawClient(address))
      // A turn takes in so many at most: what it does is bounded, and so is how long it holds the loop.
      if idle.count.isMultiple(of: 64) { harness.server.run(at: harness.now) }
    }
    #expect(try harness.get("/healthz").status == 200)
    // Those who are not let in wait without keeping the loop awake.
    var watched = pollfd(fd: harness.server.pollDescriptor, events: Int16(POLLIN), revents: 0)
    while poll(&watched, 1, 0) != 0 { harness.server.run(at: harness.now) }
    #expect(harness.server.nextTimeout(at: harness.now) != .zero)
    // They are cut in time, and make room.
    harness.now = harness.now + .seconds(61)
    try harness.turn {
      idle.forEach { $0.receive() }
      return idle.count(where: \.isClosed) >= HTTPServer.Limits().connections
    }
  }

  @Test func `answers 413 to a body that is too large, before it comes`() throws {
    let harness = try harness()
    let head = "Authorization: Bearer \(Self.token)\r\nContent-Type: application/json\r\n"
    let request = "POST /v1/stop HTTP/1.1\r\nHost: localhost\r\n\(head)Content-Length: 99999999\r\n\r\n"
    #expect(try ask(harness, request).status == 413)
  }

  @Test func `ends a connection with headers that are too large`() throws {
    let harness = try harness()
    let client = try RawClient(try #require(harness.address))
    let bomb = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + String(repeating: "X: y\r\n", count: 20_000)
    try `The control server's limits`.deliver(Array(bomb.utf8), to: harness, by: client)
    try harness.turn(client) { client.isClosed || client.response != nil }
    #expect(client.response.map { (400..<500).contains($0.status) } ?? true)
    #expect(try harness.get("/healthz").status == 200)
  }
}

@Suite struct `A socket with a group` {
  @Test func `lets the group in, and nobody else`() throws {
    let directory = try TemporaryDirectory()
    let listener = try ControlListener(path: directory.appending("s"), group: getegid())
    var status = stat()
    #expect(lstat(listener.path, &status) == 0)
    #expect(status.st_mode == S_IFSOCK | 0o660)
    #expect(status.st_gid == getegid())
  }
}
