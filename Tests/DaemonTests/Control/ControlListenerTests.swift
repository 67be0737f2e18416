import CLinux
import Daemon
import Glibc
import Testing

@Suite struct `The control socket` {
  /// Leaves a socket file that nobody listens on, as a daemon does that was killed.
  static func abandonSocket(at path: String) throws {
    close(try boundSocket(at: path))
  }

  /// A socket with an address.
  static func boundSocket(at path: String) throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
    }
    guard result == 0 else { throw POSIXFailure(call: "bind", errno: errno) }
    return descriptor
  }

  static func status(of path: String) -> stat? {
    var status = stat()
    return lstat(path, &status) == 0 ? status : nil
  }

  @Test func `is for its user alone`() throws {
    let directory = try TemporaryDirectory()
    let listener = try ControlListener(path: directory.appending("s"))
    let status = try #require(Self.status(of: listener.path))
    #expect(status.st_mode == S_IFSOCK | 0o600)
  }

  @Test func `takes the place of one that nobody listens on`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.appending("s")
    try Self.abandonSocket(at: path)
    let listener = try ControlListener(path: path)
    _ = try RawClient(path: listener.path)
  }

  @Test func `leaves a living one alone and says whose it is`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.appending("s")
    let first = try ControlListener(path: path)
    #expect(throws: ListenError.taken(path: path, process: getpid())) { try ControlListener(path: path) }
    _ = try RawClient(path: first.path)
  }

  @Test func `leaves a file that is no socket alone`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.appending("s")
    try write("precious".utf8, to: path)
    #expect(throws: ListenError.notASocket(path: path)) { try ControlListener(path: path) }
    #expect(try contents(of: path) == Array("precious".utf8))
  }

  @Test func `is not fought over by two daemons that start at once`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.appending("s")
    let folder = open(directory.path, O_RDONLY)
    defer { close(folder) }
    try #require(flock(folder, LOCK_EX) == 0)
    #expect(throws: ListenError.taken(path: path, process: nil)) { try ControlListener(path: path) }
  }

  @Test func `is removed at the end`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.appending("s")
    do { _ = try ControlListener(path: path) }
    #expect(Self.status(of: path) == nil)
  }

  @Test func `is not removed when another has taken its place`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.appending("s")
    do {
      let listener = try ControlListener(path: path)
      unlink(listener.path)
      try write("another's".utf8, to: path)
    }
    #expect(try contents(of: path) == Array("another's".utf8))
  }

  @Test func `may have a path as long as the kernel takes, and no longer`() throws {
    let directory = try TemporaryDirectory()
    let longest = directory.path + "/" + String(repeating: "s", count: 106 - directory.path.utf8.count)
    _ = try ControlListener(path: longest)
    #expect(throws: ListenError.pathTooLong(path: longest + "s", limit: 107)) {
      try ControlListener(path: longest + "s")
    }
  }

  @Test func `is made at the first place that may be used`() throws {
    let directory = try TemporaryDirectory()
    let good = directory.appending("s")
    let listener = try ControlListener.open(firstOf: [
      directory.appending("absent/s"), good, directory.appending("t"),
    ])
    #expect(listener.path == good)
  }

  @Test func `is not made at a further place when a daemon answers at a better one`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.appending("s")
    let first = try ControlListener(path: path)
    #expect(throws: ListenError.taken(path: first.path, process: getpid())) {
      try ControlListener.open(firstOf: [path, directory.appending("t")])
    }
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var error: ListenError
    var expected: String

    var testDescription: String { expected }
  }

  static let rows: [Row] = [
    Row(
      error: .taken(path: "/run/s", process: 7),
      expected:
        "socket /run/s: another daemon (pid 7) answers there; stop it, or give this one another place with "
        + "--socket"
    ),
    Row(
      error: .taken(path: "/run/s", process: nil),
      expected:
        "socket /run/s: another daemon answers there; stop it, or give this one another place with --socket"
    ),
    Row(
      error: .pathTooLong(path: "/run/s", limit: 5),
      expected:
        "socket /run/s: the path has 6 bytes and the kernel takes at most 5; give a shorter one with --socket"
    ),
    Row(
      error: .notASocket(path: "/run/s"),
      expected: "socket /run/s: something else is there; move it away, or give another place with --socket"
    ),
    Row(
      error: .system(path: "/run/s", call: "bind", errno: EACCES),
      expected: "socket /run/s: bind: Permission denied; give another place with --socket"
    ),
    Row(
      error: .noPlace,
      expected: "socket: neither HOME nor XDG_RUNTIME_DIR says where it may be; give a place with --socket"
    ),
  ]

  @Test(arguments: rows)
  func `says why it cannot be made, and the mend`(_ row: Row) {
    #expect(row.error.description == row.expected)
  }
}

@Suite struct `Where a daemon is` {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var isRoot = false
    var environment: [String: String] = [:]
    var socket: String?
    var option: String?
    var sockets: [String]
    var stateDirectory: String?
  }

  static let rows: [Row] = [
    Row(
      testDescription: "a user with a session",
      environment: ["HOME": "/home/u", "XDG_RUNTIME_DIR": "/run/user/1"],
      sockets: [
        "/run/user/1/schedd.sock", "/run/schedd/schedd.sock", "/home/u/.local/state/schedd/schedd.sock",
      ],
      stateDirectory: "/home/u/.local/state/schedd"
    ),
    Row(
      testDescription: "root",
      isRoot: true,
      environment: ["HOME": "/root", "XDG_RUNTIME_DIR": "/run/user/0"],
      sockets: ["/run/schedd/schedd.sock", "/run/user/0/schedd.sock", "/var/lib/schedd/schedd.sock"],
      stateDirectory: "/var/lib/schedd"
    ),
    Row(
      testDescription: "a service of systemd",
      environment: [
        "RUNTIME_DIRECTORY": "/run/a:/run/b", "STATE_DIRECTORY": "/var/lib/a:/var/lib/b", "HOME": "/",
      ],
      sockets: ["/run/a/schedd.sock", "/run/schedd/schedd.sock", "/var/lib/a/schedd.sock"],
      stateDirectory: "/var/lib/a"
    ),
    Row(
      testDescription: "a state directory of one's own",
      environment: ["XDG_STATE_HOME": "/s", "HOME": "/home/u"],
      sockets: ["/run/schedd/schedd.sock", "/s/schedd/schedd.sock"],
      stateDirectory: "/s/schedd"
    ),
    Row(
      testDescription: "--state-dir",
      environment: ["STATE_DIRECTORY": "/var/lib/a"],
      option: "d",
      sockets: ["/run/schedd/schedd.sock", "d/schedd.sock"],
      stateDirectory: "d"
    ),
    Row(
      testDescription: "--socket",
      environment: ["SCHEDD_SOCKET": "/e", "XDG_RUNTIME_DIR": "/run/user/1"],
      socket: "/o",
      sockets: ["/o"],
      stateDirectory: nil
    ),
    Row(
      testDescription: "SCHEDD_SOCKET",
      environment: ["SCHEDD_SOCKET": "/e", "XDG_RUNTIME_DIR": "/run/user/1"],
      sockets: ["/e"],
      stateDirectory: nil
    ),
    Row(
      testDescription: "empty variables",
      environment: ["SCHEDD_SOCKET": "", "XDG_RUNTIME_DIR": "", "STATE_DIRECTORY": "", "HOME": ""],
      sockets: ["/run/schedd/schedd.sock"],
      stateDirectory: nil
    ),
  ]

  @Test(arguments: rows)
  func `follows from the user and the environment`(_ row: Row) {
    let paths = DaemonPaths(isRoot: row.isRoot, environment: row.environment)
    #expect(paths.sockets(row.socket, stateDirectory: row.option) == row.sockets)
    #expect(paths.stateDirectory(row.option) == row.stateDirectory)
  }
}
