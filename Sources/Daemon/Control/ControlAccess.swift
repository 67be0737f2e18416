/// Who may ask what: on the unix socket by who they are, over TCP by what they know.
package struct ControlAccess: Hashable {
  /// The daemon's user.
  package var user: UInt32

  /// Whether the socket's mode alone says who may ask there, since it has a group of its own.
  package var trustsSocketMode = false

  /// What changes over TCP are asked with; nil where nothing may be changed over TCP.
  package var token: AccessToken?

  /// Whether reading over TCP takes the token too.
  package var protectsReads = false

  /// Names besides `localhost` that a request may come to, in lower case.
  package var hosts: Set<String> = []

  package init(user: UInt32) {
    self.user = user
  }

  /// Judges a request.
  ///
  /// - Parameter request: Its headers are enough.
  /// - Throws: Why it is not answered.
  package func check(_ request: HTTPRequest) throws(ControlProblem) {
    guard request.remote != nil else { return try checkPeer(of: request) }
    try checkHost(of: request)
    if request.changes { try checkOrigin(of: request) }
    guard request.changes || protectsReads && !request.isForEverybody else { return }
    guard let token else { throw .readOnly }
    guard let given = request.bearerToken, token.matches(given) else {
      throw .unauthorized(isWrong: request.authorization != nil)
    }
  }

  private func checkPeer(of request: HTTPRequest) throws(ControlProblem) {
    guard let peer = request.peer?.user, peer == user || peer == 0 || trustsSocketMode else {
      throw .foreignUser(request.peer?.user)
    }
    // A browser may be at the other end, by way of a port that ssh forwards; what is none names any host, or none.
    if let host = request.host {
      let name = Self.name(in: host)
      guard !Self.canBePublic(name) || isKnown(name, request) else { throw .foreignHost(host) }
    }
    if request.changes { try checkOrigin(of: request) }
  }

  /// A page of another site can have its own name point at this machine, and so read what is served here; the name that
  /// the browser then sends gives it away.
  private func checkHost(of request: HTTPRequest) throws(ControlProblem) {
    guard let host = request.host, isKnown(Self.name(in: host), request) else {
      throw .foreignHost(request.host ?? "")
    }
  }

  /// A browser says where a request that changes something comes from; what is no browser says nothing.
  private func checkOrigin(of request: HTTPRequest) throws(ControlProblem) {
    if let site = request.fetchSite, site != "same-origin", site != "none" { throw .foreignOrigin(site) }
    guard let origin = request.origin else { return }
    guard let separator = origin.firstRange(of: "://"),
      isKnown(Self.name(in: String(origin[separator.upperBound...])), request)
    else { throw .foreignOrigin(origin) }
  }

  private func isKnown(_ name: String, _ request: HTTPRequest) -> Bool {
    name == "localhost" || name == request.local || hosts.contains(name)
      || (request.local.map { $0.hasPrefix("127.") || $0 == "::1" } ?? (request.remote == nil))
        && (name == "127.0.0.1" || name == "::1")
  }

  /// Whether somebody else can have a name of this form point here.
  ///
  /// One with a dot, unless it is the path of a socket, which clients may send: a browser sends no name with a slash.
  private static func canBePublic(_ name: String) -> Bool {
    name.contains(".") && !name.contains("/") && !name.contains("%")
  }

  /// The name, or the address without brackets, of what stands before a port.
  static func name(in authority: String) -> String {
    let authority = authority.lowercased()
    if authority.first == "[" {
      return String(authority.dropFirst().prefix { $0 != "]" })
    }
    return String(authority.prefix { $0 != ":" })
  }
}

extension HTTPRequest {
  /// Whether it says nothing of the daemon: the page, which asks for the token, and what asks whether one is needed.
  fileprivate var isForEverybody: Bool { path == "/" || path == "/v1/access" }

  /// Whether it may change anything.
  package var changes: Bool { method != "GET" && method != "HEAD" }

  /// What stands behind `Authorization: Bearer`; nil where nothing does.
  package var bearerToken: String? {
    guard let authorization else { return nil }
    let parts = authorization.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return String(parts[1])
  }

  /// How the ledger names who asked.
  package var actor: String? { peer?.actor ?? remote.map { "tcp=\($0)" } }
}

extension HTTPResponse {
  /// What every answer says to a browser: that it is no page, shows nothing of others, and tells nobody where it came
  /// from.
  static let protection = [
    HTTPHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    HTTPHeader("X-Content-Type-Options", "nosniff"),
    HTTPHeader("Referrer-Policy", "no-referrer"),
    HTTPHeader("Cross-Origin-Resource-Policy", "same-origin"),
  ]

  /// Every header, with those that protect where nothing else is said.
  var protectedHeaders: [HTTPHeader] {
    headers + Self.protection.filter { protection in !headers.contains { $0.name == protection.name } }
  }
}
