import CLinux
import CMicroHTTPD
import Glibc
package import Scheduler

/// What answers requests.
package protocol HTTPHandler: AnyObject {
  /// Looks at a request before its body arrives.
  ///
  /// - Parameter request: The request without its body.
  /// - Returns: An answer that ends the request, or nil to read the body.
  func refusal(of request: HTTPRequest) -> HTTPResponse?

  /// Answers a request that has arrived whole, in this turn or a later one.
  func answer(_ exchange: HTTPExchange)
}

/// HTTP/1.1 over listening sockets, inside the loop of whoever owns it: no thread, no call that blocks.
///
/// GNU libmicrohttpd speaks the protocol. Connections are accepted here and not there, since it would accept in a busy
/// loop while the process has no descriptor left.
package final class HTTPServer {
  /// What keeps a client, or many, from costing the daemon more than it can spare.
  package struct Limits: Hashable, Sendable {
    package var connections = 256

    /// How long a connection may be silent; one that waits for its answer does not count.
    package var idleSeconds = 30

    /// How long a request may take to arrive whole, and a client to take its answer, however busy it looks meanwhile.
    package var requestSeconds: Int64 = 60

    /// For one connection's request line, headers and buffers.
    package var headerBytes = 32 << 10
    package var bodyBytes = 1 << 20

    /// How many connections one turn accepts.
    package var acceptsPerTurn = 64

    package init() {}
  }

  /// Readable when `run` has something to do; it belongs in the owner's epoll set.
  package let pollDescriptor: Int32

  private let limits: Limits
  private let sockets: [Int32]
  private weak var handler: (any HTTPHandler)?
  private var daemon: OpaquePointer?
  private var connections = 0

  /// By when the client of each connection must have sent its request, or taken its answer; by the socket.
  private var deadlines: [Int32: Uptime] = [:]
  private var now = Uptime(nanoseconds: 0)

  /// Whether the listener is in the epoll set: not while all connections are taken or no descriptor is left, since
  /// it would then stay readable and the loop would never sleep.
  private var isAccepting = true

  /// Whether an answer has been given that only the next `run` sends: neither libmicrohttpd's descriptor nor its
  /// timeout tells of it.
  private var hasAnswers = false

  /// When accepting is tried again after the kernel refused.
  private var acceptAgain: Uptime?

  /// Begins to serve.
  ///
  /// - Parameters:
  ///   - sockets: Those that it listens on; they stay open as long as the server.
  ///   - handler: What answers; it is not kept alive.
  ///   - limits: What is allowed.
  /// - Throws: Which call failed.
  package init(
    sockets: [Int32],
    handler: any HTTPHandler,
    limits: Limits = Limits()
  ) throws(HTTPServerError) {
    self.sockets = sockets
    self.handler = handler
    self.limits = limits
    pollDescriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard pollDescriptor >= 0 else { throw HTTPServerError(call: "epoll_create1", errno: errno) }
    let started = schedd_http_start(
      schedd_http_limits(
        connections: UInt32(limits.connections),
        idle_seconds: UInt32(limits.idleSeconds),
        header_bytes: limits.headerBytes
      ),
      Unmanaged.passUnretained(self).toOpaque(),
      onRequest,
      onCompleted,
      onConnection
    )
    guard let started else { throw HTTPServerError(call: "MHD_start_daemon", errno: errno) }
    daemon = started
    guard watch(schedd_http_epoll(started)), sockets.allSatisfy(watch) else {
      throw HTTPServerError(call: "epoll_ctl", errno: errno)
    }
  }

  deinit {
    stop()
    if pollDescriptor >= 0 { close(pollDescriptor) }
  }

  /// Ends every connection; answers that were given and not yet sent are lost.
  ///
  /// No exchange may be unanswered: libmicrohttpd does not stop while a connection rests.
  package func stop() {
    guard let daemon else { return }
    self.daemon = nil
    MHD_stop_daemon(daemon)
  }

  /// Does what there is to do and returns: accepts, reads, answers, writes.
  ///
  /// - Parameter now: The turn's uptime.
  package func run(at now: Uptime) {
    guard let daemon else { return }
    self.now = now
    hasAnswers = false
    for socket in sockets { accept(socket, at: now, into: daemon) }
    cutSlowConnections()
    MHD_run(daemon)
  }

  /// How long the owner may sleep, if its epoll set tells it of nothing; nil for as long as it likes.
  ///
  /// - Parameter now: The moment at which the sleep would begin.
  /// - Returns: Zero when there is something to do at once.
  package func nextTimeout(at now: Uptime) -> TimeAmount? {
    guard let daemon else { return nil }
    guard !hasAnswers else { return .zero }
    var milliseconds: UInt64 = 0
    var timeout: TimeAmount?
    if MHD_get_timeout(daemon, &milliseconds) == schedd_http_yes {
      timeout = .milliseconds(Int64(clamping: milliseconds))
    }
    let others = [acceptAgain, deadlines.values.min()].compactMap { $0.map { max($0 - now, .zero) } }
    return ([timeout].compactMap(\.self) + others).min()
  }
}

/// Which call kept the server from starting.
package struct HTTPServerError: Error, Hashable, CustomStringConvertible {
  package var call: String
  package var errno: Int32

  package var description: String { "control server: \(call): \(String(cString: strerror(errno)))" }
}

// MARK: Accepting

extension HTTPServer {
  private func accept(_ socket: Int32, at now: Uptime, into daemon: OpaquePointer) {
    if let acceptAgain, acceptAgain <= now { setAccepting(true) }
    for _ in 0..<limits.acceptsPerTurn where isAccepting {
      guard connections < limits.connections else { return setAccepting(false) }
      let client = accept4(socket, nil, nil, Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue))
      guard client >= 0 else { return acceptFailed(errno, at: now) }
      // Whose it is, is asked of the socket where it matters. It closes the descriptor itself where it fails.
      var address = sockaddr()
      MHD_add_connection(daemon, client, &address, socklen_t(MemoryLayout<sockaddr>.size))
    }
  }

  private func acceptFailed(_ error: Int32, at now: Uptime) {
    switch error {
    case EAGAIN, EINTR, ECONNABORTED: return
    default:
      // No descriptor or memory is left: the client waits in the backlog until some are free.
      acceptAgain = now + .seconds(1)
      setAccepting(false)
    }
  }

  private func setAccepting(_ accepting: Bool) {
    guard isAccepting != accepting else { return }
    isAccepting = accepting
    if accepting { acceptAgain = nil }
    for socket in sockets {
      if accepting {
        _ = watch(socket)
      } else {
        epoll_ctl(pollDescriptor, EPOLL_CTL_DEL, socket, nil)
      }
    }
  }

  private func watch(_ descriptor: Int32) -> Bool {
    var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(fd: descriptor))
    return epoll_ctl(pollDescriptor, EPOLL_CTL_ADD, descriptor, &event) == 0
  }
}

// MARK: What libmicrohttpd calls

extension HTTPServer {
  /// An exchange that rested has its answer.
  func resumed() {
    hasAnswers = true
  }

  /// Ends the connections of clients that take too long, a byte now and then as they may send: what only looks at
  /// silence would keep them for ever.
  private func cutSlowConnections() {
    for (socket, deadline) in deadlines where deadline <= now {
      deadlines[socket] = nil
      // Its end is then seen as if the client had gone.
      shutdown(socket, Int32(SHUT_RDWR))
    }
  }

  /// A client's turn to do something begins, or ends.
  fileprivate func awaits(_ connection: OpaquePointer, _ isAwaited: Bool) {
    deadlines[schedd_http_descriptor(connection)] = isAwaited ? now + .seconds(limits.requestSeconds) : nil
  }

  fileprivate func connectionChanged(_ connection: OpaquePointer, hasStarted: Bool) {
    awaits(connection, hasStarted)
    connections += hasStarted ? 1 : -1
    // One that has ended makes room for one that waits to be accepted.
    if !hasStarted { setAccepting(true) }
  }

  /// A request's headers have arrived.
  fileprivate func began(_ exchange: HTTPExchange, on connection: OpaquePointer) -> MHD_Result {
    // Without a body the request is answered as usual: an answer at this point ends the connection.
    guard exchange.request.announcesBody, let refusal = handler?.refusal(of: exchange.request) else {
      return schedd_http_yes
    }
    return refusal.queue(on: connection)
  }

  /// A part of a request's body has arrived, or, with none, the request is whole or has been resumed.
  fileprivate func went(
    on exchange: HTTPExchange,
    _ connection: OpaquePointer,
    with part: UnsafeRawBufferPointer
  ) -> MHD_Result {
    guard part.isEmpty else {
      // More than its length said, since `refusal` has judged that: no answer is owed.
      return exchange.append(part, limit: limits.bodyBytes) ? schedd_http_yes : schedd_http_no
    }
    guard let handler else { return schedd_http_no }
    if exchange.takeForAnswer() { handler.answer(exchange) }
    awaits(connection, exchange.awaitsClient)
    return exchange.proceed()
  }
}

private let onRequest: MHD_AccessHandlerCallback = {
  context,
  connection,
  url,
  method,
  _,
  upload,
  size,
  state in
  guard let context, let connection, let state, let size else { return schedd_http_no }
  let server = Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue()
  if let known = state.pointee {
    let exchange = Unmanaged<HTTPExchange>.fromOpaque(known).takeUnretainedValue()
    let part = UnsafeRawBufferPointer(start: upload, count: size.pointee)
    size.pointee = 0
    return server.went(on: exchange, connection, with: part)
  }
  guard let url, let method else { return schedd_http_no }
  let request = HTTPRequest(
    method: String(cString: method),
    path: String(cString: url),
    headersOf: connection
  )
  let exchange = HTTPExchange(request, on: connection, of: server)
  // Given back in `onCompleted`, which is called for every request that came here.
  state.pointee = Unmanaged.passRetained(exchange).toOpaque()
  return server.began(exchange, on: connection)
}

private let onCompleted: MHD_RequestCompletedCallback = { context, connection, state, _ in
  if let context, let connection {
    Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue().awaits(connection, true)
  }
  guard let state, let known = state.pointee else { return }
  state.pointee = nil
  Unmanaged<HTTPExchange>.fromOpaque(known).takeRetainedValue().end()
}

private let onConnection: MHD_NotifyConnectionCallback = { context, connection, _, code in
  guard let context, let connection else { return }
  Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue()
    .connectionChanged(connection, hasStarted: schedd_http_has_started(code) != 0)
}
