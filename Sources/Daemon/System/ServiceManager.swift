import Glibc
package import Scheduler

/// Whoever started the daemon and wants to know how it is: systemd, or what speaks as it does.
///
/// A datagram to the socket that `NOTIFY_SOCKET` names, lines of NAME=VALUE; sd_notify(3) without its library.
package final class ServiceManager {
  /// What it is told.
  package enum Message: Hashable, Sendable {
    /// The daemon is up, or has taken a reload over.
    case ready

    /// The job file is being read again; the monotonic clock tells this reload from an earlier one.
    case reloading(Uptime)

    /// The daemon is on its way out.
    case stopping

    /// The daemon does not hang.
    case watchdog

    /// How the daemon is, for people.
    case status(String)
  }

  /// How long a manager that does not read may hold the daemon.
  ///
  /// Its socket takes many datagrams, and "ready" must not be lost to a moment in which it is full.
  private static let patience = timeval(tv_sec: 0, tv_usec: 50_000)

  private let address: Address
  private let descriptor: FileDescriptor
  private var toldStatus = ""

  /// The manager of this process; nil where there is none.
  ///
  /// - Throws: Why the one that there is cannot be told anything.
  package static func ofThisProcess() throws(SystemError) -> ServiceManager? {
    guard let name = getenv("NOTIFY_SOCKET").map({ String(cString: $0) }), !name.isEmpty else { return nil }
    return try ServiceManager(socket: name)
  }

  /// A manager that listens at a socket.
  ///
  /// - Parameter name: A path, or an abstract name behind an `@`.
  /// - Throws: Why it cannot be told anything.
  package init(socket name: String) throws(SystemError) {
    guard let address = Address(name) else { throw SystemError("NOTIFY_SOCKET \(name)", code: EINVAL) }
    self.address = address
    let kind = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
    let number = try SystemError.check("socket") { socket(AF_UNIX, kind, 0) }
    descriptor = FileDescriptor(owning: number)
    var patience = Self.patience
    let size = socklen_t(MemoryLayout<timeval>.size)
    try SystemError.check("setsockopt") {
      setsockopt(number, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    }
  }

  /// Tells it something, all of it at once.
  ///
  /// - Parameter messages: What to say; a status that it knows is not said again by itself.
  /// - Throws: Why it did not reach the manager.
  package func tell(_ messages: [Message]) throws(SystemError) {
    let news = messages.filter { $0 != .status(toldStatus) || messages.count > 1 }
    guard !news.isEmpty else { return }
    for case .status(let text) in news { toldStatus = text }
    let bytes = Array(news.map(\.text).joined(separator: "\n").utf8)
    let number = descriptor.number
    try SystemError.check("sendto NOTIFY_SOCKET") {
      address.withSockaddr { sendto(number, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, $1) }
    }
  }
}

extension ServiceManager.Message {
  /// As sd_notify(3) has it.
  fileprivate var text: String {
    switch self {
    case .ready: "READY=1"
    case .reloading(let uptime): "RELOADING=1\nMONOTONIC_USEC=\(uptime.nanoseconds / 1_000)"
    case .stopping: "STOPPING=1"
    case .watchdog: "WATCHDOG=1"
    case .status(let text): "STATUS=" + text.replacing("\n", with: " ")
    }
  }
}

extension ServiceManager {
  /// A socket's address, whose length counts: behind an abstract name no NUL may follow.
  fileprivate struct Address {
    private var address = sockaddr_un()
    private let length: socklen_t

    /// Nil for what is neither a path from the root nor an abstract name, or does not fit.
    init?(_ name: String) {
      var bytes = Array(name.utf8)
      guard bytes.count > 1, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
      switch bytes[0] {
      case UInt8(ascii: "/"): break
      case UInt8(ascii: "@"): bytes[0] = 0
      default: return nil
      }
      let start = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? MemoryLayout<sa_family_t>.size
      length = socklen_t(start + bytes.count)
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    }

    /// Lends the address in the shape that the socket calls take.
    func withSockaddr(_ call: (UnsafePointer<sockaddr>, socklen_t) -> Int) -> Int {
      withUnsafeBytes(of: address) { bytes in
        guard let base = bytes.baseAddress else { return -1 }
        return call(base.assumingMemoryBound(to: sockaddr.self), length)
      }
    }
  }
}
