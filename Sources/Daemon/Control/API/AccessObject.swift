/// What `GET /v1/access` says: what its client may do, so that it need not try.
package struct AccessObject: Codable, Hashable {
  /// How a change of this client would be recorded.
  package var actor: String?

  package var mayRead: Bool
  package var mayChange: Bool

  /// Whether a token would allow more.
  package var tokenHelps: Bool

  package init(_ request: HTTPRequest, _ access: ControlAccess) {
    actor = request.actor
    var asked = request
    // What the page sends later is judged then.
    (asked.origin, asked.fetchSite) = (nil, nil)
    asked.method = "POST"
    mayChange = Self.allows(access, asked)
    mayRead = mayChange || request.remote == nil || !access.protectsReads
    tokenHelps = !mayChange && request.remote != nil && access.token != nil
  }

  private static func allows(_ access: ControlAccess, _ request: HTTPRequest) -> Bool {
    do throws(ControlProblem) {
      try access.check(request)
      return true
    } catch {
      return false
    }
  }

  private enum CodingKeys: String, CodingKey {
    case actor
    case mayRead = "may_read"
    case mayChange = "may_change"
    case tokenHelps = "token_helps"
  }

  // Written by hand: what the compiler makes leaves out a key whose value is nil.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(actor, forKey: .actor)
    try container.encode(mayRead, forKey: .mayRead)
    try container.encode(mayChange, forKey: .mayChange)
    try container.encode(tokenHelps, forKey: .tokenHelps)
  }
}
