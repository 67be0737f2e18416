import CMicroHTTPD

/// The body of an answer that goes on for as long as there is something to say.
///
/// What it says is fetched when the client takes it, a piece at a time: a client that does not read costs one piece.
package final class HTTPBodyStream {
  /// What comes next.
  package enum Piece {
    case bytes([UInt8])

    /// Nothing for now; the one who knows of more calls `wake`.
    case nothing
    case end
  }

  private let fetch: () -> Piece
  private weak var server: HTTPServer?
  private var connection: OpaquePointer?
  private var isResting = false
  private var piece: [UInt8] = []
  private var taken = 0

  /// A body.
  ///
  /// - Parameter fetch: Says what comes next.
  package init(_ fetch: @escaping () -> Piece) {
    self.fetch = fetch
  }

  /// Whether nobody takes it any more, as far as is known.
  package private(set) var isOver = false

  /// There may be more to say.
  package func wake() {
    guard isResting, let connection else { return }
    isResting = false
    MHD_resume_connection(connection)
    server?.resumed()
  }

  /// Gives itself to a connection as the answer.
  func queue(on connection: OpaquePointer, of server: HTTPServer?, headers: [HTTPHeader]) -> MHD_Result {
    let context = Unmanaged.passRetained(self).toOpaque()
    guard let response = schedd_http_stream(4096, context, onRead, onFree) else {
      Unmanaged<HTTPBodyStream>.fromOpaque(context).release()
      isOver = true
      return schedd_http_no
    }
    self.connection = connection
    self.server = server
    // What was retained is given back in `onFree`, with the response.
    defer { MHD_destroy_response(response) }
    for header in headers { MHD_add_response_header(response, header.name, header.value) }
    return MHD_queue_response(connection, 200, response)
  }

  fileprivate func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    if taken == piece.count {
      switch fetch() {
      case .bytes(let bytes): (piece, taken) = (bytes, 0)
      case .end: return schedd_http_end_of_stream
      case .nothing: break
      }
    }
    guard taken < piece.count else {
      guard let connection else { return schedd_http_end_of_stream }
      isResting = true
      MHD_suspend_connection(connection)
      return 0
    }
    let count = min(buffer.count, piece.count - taken)
    buffer.copyBytes(from: piece[taken..<taken + count])
    taken += count
    return count
  }

  fileprivate func end() {
    connection = nil
    isOver = true
    piece = []
    taken = 0
  }
}

private let onRead: MHD_ContentReaderCallback = { context, _, buffer, size in
  guard let context, let buffer else { return schedd_http_end_of_stream }
  let stream = Unmanaged<HTTPBodyStream>.fromOpaque(context).takeUnretainedValue()
  return stream.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
}

private let onFree: MHD_ContentReaderFreeCallback = { context in
  guard let context else { return }
  Unmanaged<HTTPBodyStream>.fromOpaque(context).takeRetainedValue().end()
}
