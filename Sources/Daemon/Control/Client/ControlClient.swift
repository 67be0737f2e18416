import CLinux
import Glibc
package import Scheduler

/// The command line's end of the control API: one request at a time, each on a connection of its own but for the pages of
/// a list.
package struct ControlClient {
  /// How long a daemon may be silent when it has nothing to wait for.
  package static let patience = TimeAmount.seconds(10)

  /// Where the daemon listens.
  package let path: String

  /// The daemon's process, or nil where the kernel does not show it (in another pid namespace).
  package let process: Int32?

  /// A descriptor that ends the wait for an answer as soon as it is readable.
  package var interruption: Int32?

  /// Finds the first of several places where a daemon answers.
  ///
  /// - Parameter candidates: Paths, the best first.
  /// - Throws: `noDaemon` with what was tried.
  package init(firstOf candidates: [String]) throws(ClientError) {
    var attempts: [ClientError.Attempt] = []
    for path in candidates {
      do throws(ClientError.Attempt) {
        let socket = try ClientSocket(path: path)
        self.path = path
        process = socket.peer.flatMap { $0.process > 0 ? $0.process : nil }
        return
      } catch {
        attempts.append(error)
      }
    }
    throw .noDaemon(attempts)
  }

  /// Sends a request and waits for its answer.
  ///
  /// - Parameters:
  ///   - method: What is done.
  ///   - target: The path, and what follows it, encoded.
  ///   - headers: What is said besides the usual; names and values that HTTP allows.
  ///   - body: JSON, or nothing.
  ///   - wait: How long the daemon may take on purpose, beyond `patience`.
  /// - Returns: The answer, whatever its status.
  /// - Throws: Any `ClientError` but `refused`.
  package func send(
    _ method: Route.Method,
    _ target: String,
    headers: [HTTPHeader] = [],
    body: [UInt8] = [],
    waiting wait: TimeAmount = .zero
  ) throws(ClientError) -> HTTPResponse {
    try read(from: open(method, target, headers: headers, body: body), waiting: wait)
  }

  /// Sends a request, and says where its answer comes.
  func open(
    _ method: Route.Method,
    _ target: String,
    headers: [HTTPHeader] = [],
    body: [UInt8] = []
  ) throws(ClientError) -> ClientSocket {
    let socket = try connect()
    var head = Self.head(method, target) + "Connection: close\r\n"
    if method == .post { head += "Content-Length: \(body.count)\r\n" }
    if !body.isEmpty { head += "Content-Type: application/json\r\n" }
    for header in headers { head += "\(header.name): \(header.value)\r\n" }
    try socket.write(Array((head + "\r\n").utf8) + body)
    return socket
  }

  /// A connection for several requests.
  func connect() throws(ClientError) -> ClientSocket {
    do throws(ClientError.Attempt) {
      return try ClientSocket(path: path)
    } catch {
      throw .noDaemon([error])
    }
  }

  /// Asks on a connection that is kept.
  func ask(_ target: String, on socket: ClientSocket) throws(ClientError) {
    try socket.write(Array((Self.head(.get, target) + "\r\n").utf8))
  }

  private static func head(_ method: Route.Method, _ target: String) -> String {
    "\(method.rawValue) \(target) HTTP/1.1\r\nHost: localhost\r\nUser-Agent: schedd/\(Version.current)\r\n"
  }

  /// Waits for the answer to the last request.
  func read(from socket: ClientSocket, waiting wait: TimeAmount = .zero) throws(ClientError) -> HTTPResponse {
    let silence = TimeAmount(nanoseconds: Self.patience.nanoseconds + wait.nanoseconds)
    var reader = HTTPResponseReader()
    while true {
      let bytes = try socket.read(patience: silence, interruption: interruption)
      do throws(HTTPResponseReader.Malformed) {
        guard !bytes.isEmpty else { return try reader.end() }
        if let response = try reader.append(bytes) { return response }
      } catch {
        // A daemon that is killed breaks off; whatever else speaks here says something.
        if bytes.isEmpty { throw .lost(path: path, errno: nil) }
        throw .foreign(path: path, error.reason)
      }
    }
  }
}
