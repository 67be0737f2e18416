import Scheduler

/// What a daemon tells of what happens, as it happens.
package struct EventStream {
  /// How long a daemon is silent at most.
  private static let patience = TimeAmount(
    nanoseconds: EventFeed.heartbeat.nanoseconds + ControlClient.patience.nanoseconds
  )

  private let path: String
  private let socket: ClientSocket
  private let interruption: Int32?

  /// Nil where the body comes as it is.
  private var chunks: ChunkedBody?
  private var reader = ServerSentEventReader()
  private var events: [ServerSentEvent] = []

  fileprivate init(
    _ client: ControlClient,
    _ socket: ClientSocket,
    isChunked: Bool,
    _ start: [UInt8]
  ) throws(ClientError) {
    path = client.path
    self.socket = socket
    interruption = client.interruption
    chunks = isChunked ? ChunkedBody() : nil
    try take(start)
  }

  /// Waits for the next event.
  ///
  /// - Returns: The event; nil where the daemon tells no more, as when it stops.
  /// - Throws: `lost`, `silent`, `foreign` or `interrupted`.
  package mutating func next() throws(ClientError) -> ServerSentEvent? {
    while events.isEmpty {
      guard chunks?.isComplete != true else { return nil }
      let bytes = try socket.read(patience: Self.patience, interruption: interruption)
      guard !bytes.isEmpty else { return nil }
      try take(bytes)
    }
    return events.removeFirst()
  }

  private mutating func take(_ bytes: [UInt8]) throws(ClientError) {
    do throws(HTTPResponseReader.Malformed) {
      events += reader.append(try chunks?.append(bytes) ?? bytes)
    } catch {
      throw .foreign(path: path, error.reason)
    }
  }
}

extension ControlClient {
  /// Begins to listen to what happens.
  ///
  /// - Parameters:
  ///   - job: Only what is about this job and about all; nil for everything.
  ///   - last: The id of the event after which to go on; nil for what happens from now on.
  /// - Returns: The events.
  /// - Throws: Any `ClientError`.
  package func events(of job: String? = nil, after last: String? = nil) throws(ClientError) -> EventStream {
    let query = job.map { "?job=\($0.percentEncoded)" } ?? ""
    let header = last.map { [HTTPHeader("Last-Event-ID", $0)] } ?? []
    let socket = try open(.get, "/v1/events" + query, headers: header)
    var reader = HTTPResponseReader()
    while true {
      let bytes = try socket.read(patience: Self.patience, interruption: interruption)
      guard !bytes.isEmpty else { throw .lost(path: path, errno: nil) }
      let response: HTTPResponse?
      do throws(HTTPResponseReader.Malformed) {
        response = try reader.append(bytes)
      } catch {
        throw .foreign(path: path, error.reason)
      }
      if let head = reader.head, head.header("content-type") == "text/event-stream" {
        let isChunked = head.header("transfer-encoding")?.lowercased() == "chunked"
        return try EventStream(self, socket, isChunked: isChunked, Array(reader.bodySoFar))
      }
      if let response { throw refusal(response) }
    }
  }
}
