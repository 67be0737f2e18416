import CLinux
import Glibc

/// The unix socket that the daemon listens on: made for its user alone, and removed at the end if it is still ours.
package final class ControlListener {
  /// Where it is.
  package let path: String

  /// The listening socket; it does not block.
  let descriptor: Int32

  private let identity: FileIdentity
  private var isOpen = true

  /// Listens at the first of several places that this process may use.
  ///
  /// A place where another daemon answers ends the search: the next place would hide two daemons from each other.
  ///
  /// - Parameters:
  ///   - candidates: Paths, the best first; at least one.
  ///   - group: Whose members may connect too; nil for none.
  /// - Returns: The listener.
  /// - Throws: `taken` where another daemon answers, else what is wrong with the last place.
  package static func open(
    firstOf candidates: [String],
    group: UInt32? = nil
  ) throws(ListenError) -> ControlListener {
    var lastError: ListenError?
    for path in candidates {
      do throws(ListenError) {
        return try ControlListener(path: path, group: group)
      } catch .taken(let path, let process) {
        throw .taken(path: path, process: process)
      } catch {
        lastError = error
      }
    }
    throw lastError ?? .noPlace
  }

  /// Listens at a path, in place of a socket that nobody answers on any more.
  ///
  /// - Parameters:
  ///   - path: Where; its folder is made only if it is `/run/schedd`.
  ///   - group: Whose members may connect too; nil for none.
  /// - Throws: What keeps the daemon from listening there.
  package init(path: String, group: UInt32? = nil) throws(ListenError) {
    let address = try UnixAddress(path)
    let folder = try FolderLock(of: path)
    defer { folder.release() }
    try Self.clear(path, address)

    let descriptor = socket(
      AF_UNIX,
      Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue),
      0
    )
    guard descriptor >= 0 else { throw .system(path: path, call: "socket", errno: errno) }
    // The socket's own mode is what bind gives the file (before the umask), so that at no time another user may
    // connect; a umask would say the same, but to the whole process.
    guard fchmod(descriptor, 0o600) == 0 else { throw Self.giveUp(descriptor, path, "fchmod") }
    guard address.withSockaddr({ bind(descriptor, $0, $1) }) == 0 else {
      throw Self.giveUp(descriptor, path, "bind")
    }
    guard let identity = FileIdentity(of: path), Self.open(path, to: group), listen(descriptor, 128) == 0
    else {
      let error = Self.giveUp(descriptor, path, group == nil ? "listen" : "chown, chmod or listen")
      unlink(path)
      throw error
    }
    self.path = path
    self.descriptor = descriptor
    self.identity = identity
  }

  deinit {
    close()
  }

  /// Listens no longer, and removes the socket unless somebody has put another file there since: that one is theirs.
  package func close() {
    guard isOpen else { return }
    isOpen = false
    if FileIdentity(of: path) == identity { unlink(path) }
    Glibc.close(descriptor)
  }

  /// Lets a group's members connect; the group comes first, so that at no time those of another may.
  private static func open(_ path: String, to group: UInt32?) -> Bool {
    guard let group else { return chmod(path, 0o600) == 0 }
    return lchown(path, uid_t.max, group) == 0 && chmod(path, 0o660) == 0
  }

  /// Closes a socket that will not be used and says which call failed; errno is read before anything changes it.
  private static func giveUp(_ descriptor: Int32, _ path: String, _ call: String) -> ListenError {
    let error = ListenError.system(path: path, call: call, errno: errno)
    Glibc.close(descriptor)
    return error
  }

  /// Makes room at a path: removes a socket that nobody listens on, and refuses everything else that is there.
  private static func clear(_ path: String, _ address: UnixAddress) throws(ListenError) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      guard errno == ENOENT else { throw .system(path: path, call: "lstat", errno: errno) }
      return
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
    let probe = socket(
      AF_UNIX,
      Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue),
      0
    )
    guard probe >= 0 else { throw .system(path: path, call: "socket", errno: errno) }
    defer { Glibc.close(probe) }
    if address.withSockaddr({ connect(probe, $0, $1) }) == 0 {
      throw .taken(path: path, process: PeerCredentials(of: probe)?.process)
    }
    switch errno {
    case ECONNREFUSED:
      guard unlink(path) == 0 || errno == ENOENT else {
        throw .system(path: path, call: "unlink", errno: errno)
      }
    case EAGAIN:
      // Its backlog is full, so somebody listens.
      throw .taken(path: path, process: nil)
    default: throw .system(path: path, call: "connect", errno: errno)
    }
  }
}

/// Why the daemon cannot listen at a path.
package enum ListenError: Error, Hashable {
  /// Another daemon answers there, or begins to listen there at this moment; its pid where the kernel tells it.
  case taken(path: String, process: Int32?)

  /// The kernel takes no such long path.
  case pathTooLong(path: String, limit: Int)

  /// Something else is there.
  case notASocket(path: String)

  /// A system call failed.
  case system(path: String, call: String, errno: Int32)

  /// There is no place to try.
  case noPlace
}

extension ListenError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .taken(let path, let process):
      "socket \(path): another daemon\(process.map { " (pid \($0))" } ?? "") answers there; stop it, or give this "
        + "one another place with --socket"
    case .pathTooLong(let path, let limit):
      "socket \(path): the path has \(path.utf8.count) bytes and the kernel takes at most \(limit); give a shorter "
        + "one with --socket"
    case .notASocket(let path):
      "socket \(path): something else is there; move it away, or give another place with --socket"
    case .system(let path, let call, let errno):
      "socket \(path): \(call): \(String(cString: strerror(errno))); give another place with --socket"
    case .noPlace:
      "socket: neither HOME nor XDG_RUNTIME_DIR says where it may be; give a place with --socket"
    }
  }
}

/// A file as the file system tells it apart from every other.
private struct FileIdentity: Equatable {
  var device: dev_t
  var inode: ino_t

  init?(of path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    device = status.st_dev
    inode = status.st_ino
  }
}

/// The lock on a socket's folder while a daemon takes its place there.
///
/// Without it two daemons that start at once could both find a dead socket, and the second would remove the living one
/// of the first.
private struct FolderLock {
  private let descriptor: Int32

  init(of path: String) throws(ListenError) {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    if folder == "/run/schedd" { mkdir(folder, 0o755) }
    descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(path: path, call: "open \(folder)", errno: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let error = errno
      close(descriptor)
      if error == EWOULDBLOCK { throw .taken(path: path, process: nil) }
      throw .system(path: path, call: "flock", errno: error)
    }
  }

  func release() {
    close(descriptor)
  }
}
