import CMicroHTTPD

/// One request and its answer, which may come in a later turn.
package final class HTTPExchange {
  /// The request; its body grows until it has arrived whole.
  package private(set) var request: HTTPRequest

  /// Whether a client that has the answer already is told so in place of it.
  var isRevalidated = false

  private var response: HTTPResponse?

  /// The body that goes on, where the response has such a one.
  private var stream: HTTPBodyStream?

  /// Nil once the request is over, because it was answered or because the client has gone.
  private var connection: OpaquePointer?

  private weak var server: HTTPServer?
  private var isSuspended = false
  private var isTaken = false

  init(_ request: HTTPRequest, on connection: OpaquePointer, of server: HTTPServer) {
    self.request = request
    self.server = server
    self.connection = connection
  }

  /// Answers; only the first answer counts, and none once the request is over.
  package func answer(_ response: HTTPResponse) {
    guard connection != nil, self.response == nil else { return }
    self.response = isRevalidated ? response.revalidated(against: request.ifNoneMatch) : response
    resume()
  }

  /// Answers with a body that goes on.
  ///
  /// - Parameters:
  ///   - stream: The body.
  ///   - headers: What is said before it.
  package func answer(streaming stream: HTTPBodyStream, headers: [HTTPHeader]) {
    guard connection != nil, response == nil else { return }
    response = HTTPResponse(status: 200, headers: headers)
    self.stream = stream
    resume()
  }

  /// Has the connection go on, where it rests.
  private func resume() {
    guard let connection, isSuspended else { return }
    isSuspended = false
    MHD_resume_connection(connection)
    server?.resumed()
  }

  /// Takes a part of the body, or says that it would be too much.
  func append(_ bytes: UnsafeRawBufferPointer, limit: Int) -> Bool {
    guard request.body.count + bytes.count <= limit else { return false }
    request.body.append(contentsOf: bytes)
    return true
  }

  /// Whether the request has just become whole: true once.
  func takeForAnswer() -> Bool {
    defer { isTaken = true }
    return !isTaken
  }

  /// Hands the answer to the connection, or lets it rest until there is one.
  func proceed() -> MHD_Result {
    guard let connection else { return schedd_http_no }
    guard let response else {
      isSuspended = true
      MHD_suspend_connection(connection)
      return schedd_http_yes
    }
    if let stream { return stream.queue(on: connection, of: server, headers: response.protectedHeaders) }
    return response.queue(on: connection)
  }

  /// Whether its client has to do something: not while there is no answer, nor while one goes on that it takes as it
  /// comes.
  var awaitsClient: Bool { response != nil && stream == nil }

  /// Whether somebody still waits for the answer, as far as is known.
  var isOpen: Bool { connection != nil }

  /// The request is over.
  func end() {
    connection = nil
  }
}

extension HTTPResponse {
  /// Gives the response to a connection, which keeps a copy of it.
  func queue(on connection: OpaquePointer) -> MHD_Result {
    guard let response = body.withUnsafeBytes({ schedd_http_response($0.baseAddress, $0.count) }) else {
      return schedd_http_no
    }
    defer { MHD_destroy_response(response) }
    for header in protectedHeaders { MHD_add_response_header(response, header.name, header.value) }
    return MHD_queue_response(connection, UInt32(status), response)
  }
}
