import Daemon
import Glibc
import Testing

@Suite struct `Access to the API` {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var method = "GET"
    var host: String? = "127.0.0.1:8080"
    var origin: String?
    var site: String?
    var authorization: String?
    var hasToken = true
    var protectsReads = false
    var problem: ControlProblem?
  }

  static let token = "0123456789abcdef"
  static let good = "Bearer \(token)"

  static let rows: [Row] = [
    Row(testDescription: "reading is open"),
    Row(testDescription: "reading by the name localhost", host: "LOCALHOST:8080"),
    Row(testDescription: "reading by the name that is allowed", host: "ops.example.org"),
    Row(testDescription: "reading at the other loopback address", host: "[::1]:8080"),
    Row(
      testDescription: "reading by a name that was pointed here",
      host: "evil.example.com",
      problem: .foreignHost("evil.example.com")
    ),
    Row(
      testDescription: "a name that only begins like one that is allowed",
      host: "localhost.evil.example.com",
      problem: .foreignHost("localhost.evil.example.com")
    ),
    Row(testDescription: "no name", host: nil, problem: .foreignHost("")),
    Row(
      testDescription: "another address, which is not this machine's",
      host: "10.0.0.1",
      problem: .foreignHost("10.0.0.1")
    ),
    Row(
      testDescription: "reading from a page of another site is the browser's to keep",
      origin: "https://evil.example.com"
    ),
    Row(testDescription: "a change with the token", method: "POST", authorization: good),
    Row(testDescription: "the scheme in other letters", method: "POST", authorization: "bearer \(token)"),
    Row(testDescription: "a change without a token", method: "POST", problem: .unauthorized(isWrong: false)),
    Row(
      testDescription: "a change with a part of the token",
      method: "DELETE",
      authorization: "Bearer 0123456789abcde",
      problem: .unauthorized(isWrong: true)
    ),
    Row(
      testDescription: "a change with more than the token",
      method: "POST",
      authorization: good + "0",
      problem: .unauthorized(isWrong: true)
    ),
    Row(
      testDescription: "a change with a password",
      method: "POST",
      authorization: "Basic \(token)",
      problem: .unauthorized(isWrong: true)
    ),
    Row(
      testDescription: "a change where there is no token",
      method: "POST",
      hasToken: false,
      problem: .readOnly
    ),
    Row(
      testDescription: "a change that no method of ours makes",
      method: "PUT",
      hasToken: false,
      problem: .readOnly
    ),
    Row(
      testDescription: "a change from a page of another site",
      method: "POST",
      origin: "https://evil.example.com",
      authorization: good,
      problem: .foreignOrigin("https://evil.example.com")
    ),
    Row(
      testDescription: "a change from a page of no site",
      method: "POST",
      origin: "null",
      authorization: good,
      problem: .foreignOrigin("null")
    ),
    Row(
      testDescription: "a change that a browser calls cross-site",
      method: "POST",
      site: "cross-site",
      authorization: good,
      problem: .foreignOrigin("cross-site")
    ),
    Row(
      testDescription: "a change from a page of this daemon",
      method: "POST",
      origin: "http://127.0.0.1:8080",
      site: "same-origin",
      authorization: good
    ),
    Row(testDescription: "protected reading with the token", authorization: good, protectsReads: true),
    Row(
      testDescription: "protected reading without it",
      protectsReads: true,
      problem: .unauthorized(isWrong: false)
    ),
    Row(
      testDescription: "protected looking at headers without it",
      method: "HEAD",
      protectsReads: true,
      problem: .unauthorized(isWrong: false)
    ),
  ]

  @Test(arguments: rows)
  func `over TCP takes a known name, no page of another site, and the token`(_ row: Row) {
    var access = ControlAccess(user: 0)
    access.hosts = ["ops.example.org"]
    access.token = row.hasToken ? AccessToken(Self.token) : nil
    access.protectsReads = row.protectsReads
    var request = HTTPRequest(method: row.method, path: "/v1/jobs")
    (request.remote, request.local, request.host) = ("127.0.0.1", "127.0.0.1", row.host)
    (request.origin, request.fetchSite, request.authorization) = (row.origin, row.site, row.authorization)
    var problem: ControlProblem?
    do throws(ControlProblem) { try access.check(request) } catch { problem = error }
    #expect(problem == row.problem)
  }

  static let onSocket: [Row] = [
    Row(testDescription: "a client that names any host", method: "POST", host: "schedd"),
    Row(testDescription: "one that names none", method: "POST", host: nil),
    Row(testDescription: "one that names the socket's path", method: "POST", host: "%2Frun%2Fs.sock"),
    Row(
      testDescription: "the page, by way of a port that ssh forwards",
      method: "POST",
      host: "localhost:8765",
      origin: "http://localhost:8765",
      site: "same-origin"
    ),
    Row(
      testDescription: "the page, by its address",
      method: "POST",
      origin: "http://127.0.0.1:8765",
      site: "same-origin"
    ),
    Row(testDescription: "the page, by a name that is allowed", host: "ops.example.org"),
    Row(
      testDescription: "a name that was pointed at the forwarded port",
      host: "evil.example.com:8765",
      problem: .foreignHost("evil.example.com:8765")
    ),
    Row(testDescription: "the path of a socket, as clients send it", host: "%2Frun%2Fschedd.d%2Fs"),
    Row(
      testDescription: "a name of odd letters that was pointed at the forwarded port",
      host: "xn--e1afmkfd.example:8765",
      problem: .foreignHost("xn--e1afmkfd.example:8765")
    ),
    Row(
      testDescription: "a change from a page of another site",
      method: "POST",
      host: "localhost:8765",
      origin: "https://evil.example.com",
      problem: .foreignOrigin("https://evil.example.com")
    ),
    Row(
      testDescription: "a change that a browser calls cross-site",
      method: "DELETE",
      host: "localhost:8765",
      site: "cross-site",
      problem: .foreignOrigin("cross-site")
    ),
  ]

  @Test(arguments: onSocket)
  func `on the socket takes no page of another site that reaches it through a forwarded port`(_ row: Row) {
    var access = ControlAccess(user: 1000)
    access.hosts = ["ops.example.org"]
    let root = PeerCredentials(user: 0, group: 0, process: 1)
    var request = HTTPRequest(method: row.method, path: "/v1/stop", peer: root)
    (request.host, request.origin, request.fetchSite) = (row.host, row.origin, row.site)
    var problem: ControlProblem?
    do throws(ControlProblem) { try access.check(request) } catch { problem = error }
    #expect(problem == row.problem)
  }

  @Test func `on a socket with a group is whoever its mode lets in`() {
    var access = ControlAccess(user: 1000)
    let request = HTTPRequest(
      method: "POST",
      path: "/v1/stop",
      peer: PeerCredentials(user: 1001, group: 0, process: 1)
    )
    #expect(throws: ControlProblem.foreignUser(1001)) { try access.check(request) }
    access.trustsSocketMode = true
    #expect(throws: Never.self) { try access.check(request) }
  }

  struct Address: Sendable, CustomTestStringConvertible {
    var text: String
    var host: String?
    var port: UInt16 = 8080
    var testDescription: String { text }
  }

  static let addresses = [
    Address(text: "127.0.0.1:8080", host: "127.0.0.1"), Address(text: "0.0.0.0:8080", host: "0.0.0.0"),
    Address(text: "[::1]:8080", host: "::1"), Address(text: "localhost:0", host: "127.0.0.1", port: 0),
    Address(text: "::1:8080"), Address(text: "8080"), Address(text: ":8080"), Address(text: "127.0.0.1"),
    Address(text: "127.0.0.1:"), Address(text: "127.0.0.1:+80"), Address(text: "127.0.0.1:65536"),
    Address(text: "[127.0.0.1]:80"), Address(text: "example.org:80"), Address(text: "127.1:80"),
    Address(text: "[localhost]:80"),
  ]

  @Test(arguments: addresses)
  func `is opened at addresses alone`(_ row: Address) {
    let expected = row.host.map { ListenAddress(host: $0, port: row.port) }
    #expect(ListenAddress(row.text) == expected)
    if let expected { #expect(ListenAddress(expected.description) == expected) }
  }

  struct File: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var text: String
    var mode: mode_t = 0o600
    var says: String?
  }

  static let files = [
    File(testDescription: "a token", text: "0123456789abcdef"),
    File(testDescription: "a token on a line of its own", text: "\n 0123456789abcdef\r\n"),
    File(testDescription: "a token that a group may read", text: "0123456789abcdef", mode: 0o640),
    File(testDescription: "everybody", text: "0123456789abcdef", mode: 0o644, says: "chmod o-rwx"),
    File(testDescription: "everybody writes", text: "0123456789abcdef", mode: 0o602, says: "chmod o-rwx"),
    File(testDescription: "a short token", text: "0123456789abcde", says: "at least 16"),
    File(testDescription: "nothing", text: "", says: "at least 16"),
    File(testDescription: "two words", text: "01234567 89abcdef0", says: "at least 16"),
    File(testDescription: "other letters", text: "äöüäöüäöüäöü", says: "at least 16"),
    File(testDescription: "a book", text: String(repeating: "a", count: 5000), says: "at least 16"),
  ]

  @Test(arguments: files)
  func `has its token in a file that not everybody reads`(_ file: File) throws {
    let directory = try TemporaryDirectory()
    let path = directory.appending("token")
    try write(file.text.utf8, to: path)
    chmod(path, file.mode)
    do throws(AccessToken.Unusable) {
      let token = try AccessToken.read(path)
      #expect(file.says == nil)
      #expect(token.matches(Self.token))
      #expect(!token.matches(Self.token + "x"))
    } catch {
      #expect(error.description.contains(file.says ?? "nothing is wrong"))
      #expect(!error.description.contains("0123"))
    }
  }

  @Test func `has no token in a file that is not there, nor in a folder`() throws {
    let directory = try TemporaryDirectory()
    for path in [directory.appending("missing"), directory.path] {
      #expect(throws: AccessToken.Unusable.self) { try AccessToken.read(path) }
    }
  }
}
