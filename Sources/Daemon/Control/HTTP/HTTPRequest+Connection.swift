import CMicroHTTPD

extension HTTPRequest {
  /// A request whose headers have arrived, as libmicrohttpd has read them.
  init(method: String, path: String, headersOf connection: OpaquePointer) {
    self.init(method: method, path: path)
    withUnsafeMutablePointer(to: &query) { query in
      schedd_http_each_argument(connection, query) { context, _, name, value in
        let query = context?.assumingMemoryBound(to: [QueryItem].self)
        if let name {
          let item = QueryItem(name: String(cString: name), value: value.map { String(cString: $0) } ?? "")
          query?.pointee.append(item)
        }
        return schedd_http_yes
      }
    }
    func header(_ name: String) -> String? {
      schedd_http_header(connection, name).map { String(cString: $0) }
    }
    contentType = header("Content-Type")
    idempotencyKey = header("Idempotency-Key")
    ifNoneMatch = header("If-None-Match")
    lastEventID = header("Last-Event-ID")
    contentLength = header("Content-Length").flatMap { UInt64($0) }
    isChunked = header("Transfer-Encoding") != nil
    host = header("Host")
    origin = header("Origin")
    fetchSite = header("Sec-Fetch-Site")
    authorization = header("Authorization")
    let socket = schedd_http_descriptor(connection)
    if let end = SocketEnd(remoteOf: socket) {
      remote = end.host
      local = SocketEnd(localOf: socket)?.host
    } else {
      peer = PeerCredentials(of: socket)
    }
  }
}
