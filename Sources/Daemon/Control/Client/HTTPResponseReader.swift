/// Reads one HTTP/1.1 response from its bytes, however they are cut.
package struct HTTPResponseReader {
  /// No answer of the API comes near it; what does is not the API.
  package static let limit = 64 << 20

  private var bytes: [UInt8] = []

  /// The status and the headers, once they are there.
  private(set) var head: HTTPResponse?
  private var bodyStart = 0

  package init() {}

  /// What has come of the body, as it was sent.
  var bodySoFar: ArraySlice<UInt8> { head == nil ? [] : bytes[bodyStart...] }

  /// What arrives is not HTTP; the text says where it breaks off.
  package struct Malformed: Error, Hashable {
    package var reason: String

    package init(reason: String) {
      self.reason = reason
    }
  }

  /// Takes further bytes.
  ///
  /// - Parameter more: In the order of arrival.
  /// - Returns: The response, once it is whole; what follows it is left out.
  /// - Throws: `Malformed`.
  package mutating func append(_ more: some Collection<UInt8>) throws(Malformed) -> HTTPResponse? {
    guard bytes.count + more.count <= Self.limit else {
      throw Malformed(reason: "more than \(Self.limit) bytes")
    }
    bytes += more
    if head == nil { try readHead() }
    guard let head else { return nil }
    return try whole(head, atEnd: false)
  }

  /// The connection has ended, and with it a body of which nobody said how long it would be.
  ///
  /// - Returns: The response.
  /// - Throws: `Malformed` where something is missing.
  package func end() throws(Malformed) -> HTTPResponse {
    guard let head else { throw Malformed(reason: bytes.isEmpty ? "nothing" : "the headers break off") }
    guard let response = try whole(head, atEnd: true) else { throw Malformed(reason: "the body breaks off") }
    return response
  }

  private mutating func readHead() throws(Malformed) {
    while let end = bytes.endOfHead {
      let head = try HTTPResponse(head: bytes[..<end])
      // 100 Continue and its like precede the answer.
      if (100..<200).contains(head.status) {
        bytes.removeFirst(end)
        continue
      }
      self.head = head
      bodyStart = end
      return
    }
  }

  private func whole(_ head: HTTPResponse, atEnd: Bool) throws(Malformed) -> HTTPResponse? {
    var response = head
    let rest = bytes[bodyStart...]
    if head.header("transfer-encoding")?.lowercased() == "chunked" {
      guard let body = try Self.unchunk(rest) else { return nil }
      response.body = body
    } else if let length = head.header("content-length") {
      guard let count = Int(length), count >= 0 else { throw Malformed(reason: "Content-Length: \(length)") }
      guard rest.count >= count else { return nil }
      response.body = Array(rest.prefix(count))
    } else if head.status == 204 || head.status == 304 {
      response.body = []
    } else {
      guard atEnd else { return nil }
      response.body = Array(rest)
    }
    return response
  }

  /// The body that comes in chunks, or nil while its last one is not there.
  private static func unchunk(_ bytes: ArraySlice<UInt8>) throws(Malformed) -> [UInt8]? {
    var rest = bytes
    var body: [UInt8] = []
    while let end = rest.firstRange(of: Array("\r\n".utf8)) {
      // What follows a semicolon are extensions, which mean nothing here.
      let line = String(decoding: rest[..<end.lowerBound].prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self)
      guard let size = Int(line.filter { $0 != " " }, radix: 16), size >= 0, size <= limit else {
        throw Malformed(reason: "chunk size \(line)")
      }
      rest = rest[end.upperBound...]
      if size == 0 { return body }
      guard rest.count >= size + 2 else { return nil }
      body += rest.prefix(size)
      rest = rest.dropFirst(size + 2)
    }
    return nil
  }
}

extension HTTPResponse {
  /// A header's value, by its name in small letters.
  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name }?.value
  }

  /// Where the next page of a list is (RFC 8288); nil where that is not said.
  var nextPage: String? {
    guard let link = header("link"), link.hasPrefix("<"), link.hasSuffix(#">; rel="next""#) else {
      return nil
    }
    return String(link.dropFirst().prefix { $0 != ">" })
  }

  /// The status line and the headers, up to and including the empty line.
  fileprivate init(head: ArraySlice<UInt8>) throws(HTTPResponseReader.Malformed) {
    let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
    let first = lines.first.map(String.init) ?? ""
    let parts = first.split(separator: " ", maxSplits: 2)
    guard parts.count >= 2, parts[0].hasPrefix("HTTP/1."), let status = Int(parts[1]) else {
      throw HTTPResponseReader.Malformed(reason: first)
    }
    self.init(status: status)
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else {
        throw HTTPResponseReader.Malformed(reason: String(line))
      }
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      headers.append(HTTPHeader(String(line[..<colon]), String(value)))
    }
  }
}

extension [UInt8] {
  /// Where the body begins, or nil while the headers are not there whole.
  fileprivate var endOfHead: Int? {
    firstRange(of: Array("\r\n\r\n".utf8))?.upperBound
  }
}
