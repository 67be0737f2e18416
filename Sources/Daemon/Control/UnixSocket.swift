import CLinux
import Glibc

/// The address of a unix socket, known to fit.
struct UnixAddress {
  private var address = sockaddr_un()

  /// The longest path in bytes; the kernel's field has room for one more, the NUL.
  static let limit = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

  init(_ path: String) throws(ListenError) {
    let bytes = Array(path.utf8)
    guard !bytes.isEmpty, bytes.count <= Self.limit else { throw .pathTooLong(path: path, limit: Self.limit) }
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
  }

  /// Lends the address in the shape that the socket calls take.
  func withSockaddr(_ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    withUnsafeBytes(of: address) { bytes in
      guard let base = bytes.baseAddress else { return -1 }
      return call(base.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
    }
  }
}

extension PeerCredentials {
  /// Who made the other end of a connected socket, or nil where the kernel does not say.
  ///
  /// On a client's side it is whoever called listen(2): the daemon.
  package init?(of socket: Int32) {
    // struct ucred, which Glibc's module hides: pid, uid, gid.
    var credentials: (pid: Int32, user: UInt32, group: UInt32) = (0, 0, 0)
    var size = socklen_t(MemoryLayout.size(ofValue: credentials))
    guard getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0 else { return nil }
    self.init(user: credentials.user, group: credentials.group, process: credentials.pid)
  }
}
