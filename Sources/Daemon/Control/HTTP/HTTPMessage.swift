/// One argument of a query string, decoded.
package struct QueryItem: Hashable {
  package var name: String
  package var value: String

  package init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// A request that has arrived whole.
package struct HTTPRequest: Hashable {
  /// In capitals, as sent.
  package var method: String

  /// Decoded, without the query string.
  package var path: String

  /// In the order sent.
  package var query: [QueryItem]

  /// The media type as sent, or nil where none was.
  package var contentType: String?

  /// What makes a repeat of the request known as one, as sent; nil where nothing was.
  package var idempotencyKey: String?

  /// The tags of what the client has, as sent; nil where none was.
  package var ifNoneMatch: String?

  /// The last event that the client had of a stream that was cut off, as sent; nil where nothing was.
  package var lastEventID: String?

  /// How long the body is, as announced; nil where nothing is.
  package var contentLength: UInt64?

  /// Whether the body comes in parts of which none says how much follows.
  package var isChunked = false

  /// Empty where none was sent, and until it has arrived.
  package var body: [UInt8]

  /// Who is at the other end of a unix socket, or nil where the kernel does not say.
  package var peer: PeerCredentials?

  /// The other end's address of a TCP connection; nil on a unix socket.
  package var remote: String?

  /// This end's address of a TCP connection; nil on a unix socket.
  package var local: String?

  /// What the client thinks that it talks to, as sent.
  package var host: String?

  /// Where the page is from that sends it, as sent; nil where it is no browser's, or the browser does not say.
  package var origin: String?

  /// How that site relates to this one, in the browser's words.
  package var fetchSite: String?

  /// What the client shows that it knows, as sent.
  package var authorization: String?

  package init(
    method: String,
    path: String,
    query: [QueryItem] = [],
    contentType: String? = nil,
    contentLength: UInt64? = nil,
    body: [UInt8] = [],
    peer: PeerCredentials? = nil
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.contentType = contentType
    self.contentLength = contentLength
    self.body = body
    self.peer = peer
  }

  /// Whether a body follows the headers.
  package var announcesBody: Bool { isChunked || (contentLength ?? 0) > 0 }
}

/// One header field.
package struct HTTPHeader: Hashable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// An answer.
package struct HTTPResponse: Hashable {
  package var status: Int
  package var headers: [HTTPHeader]
  package var body: [UInt8]

  package init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// The process at the other end of a unix socket, as the kernel knows it; it cannot be forged.
package struct PeerCredentials: Hashable {
  package var user: UInt32

  /// Its own group, and not those that it belongs to besides.
  package var group: UInt32
  package var process: Int32

  package init(user: UInt32, group: UInt32, process: Int32) {
    self.user = user
    self.group = group
    self.process = process
  }

  /// How the ledger names who asked: `uid=1000 gid=1000 pid=4711`.
  package var actor: String { "uid=\(user) gid=\(group) pid=\(process)" }
}
