import CLinux
import Glibc

/// The machine's users and groups, as the C library finds them: in files, or over the network.
enum UserDatabase {
  /// One user.
  struct User: Hashable {
    var name: String
    var user: UInt32
    var group: UInt32
    var home: String
    var shell: String
  }

  /// A user by the name; nil where there is none.
  static func user(named name: String) throws(SystemError) -> User? {
    try answer("getpwnam \(name)") { buffer, size in
      var entry = passwd()
      var found: UnsafeMutablePointer<passwd>?
      let code = getpwnam_r(name, &entry, buffer, size, &found)
      return (code, found.map { User($0.pointee) })
    }
  }

  /// A user by the number; nil where there is none.
  static func user(numbered user: UInt32) throws(SystemError) -> User? {
    try answer("getpwuid \(user)") { buffer, size in
      var entry = passwd()
      var found: UnsafeMutablePointer<passwd>?
      let code = getpwuid_r(user, &entry, buffer, size, &found)
      return (code, found.map { User($0.pointee) })
    }
  }

  /// A group's number by the name; nil where there is none.
  static func group(named name: String) throws(SystemError) -> UInt32? {
    try answer("getgrnam \(name)") { buffer, size in
      var number: gid_t = 0
      var isFound: Int32 = 0
      let code = linux_group(name, buffer, size, &number, &isFound)
      return (code, isFound == 0 ? nil : number)
    }
  }

  /// Every group that a user is in, ascending; the given one is among them.
  static func groups(of user: String, with group: UInt32) throws(SystemError) -> [UInt32] {
    var capacity: Int32 = 64
    while capacity <= 1 << 20 {
      var count = capacity
      var groups = [gid_t](repeating: 0, count: Int(capacity))
      let answer = groups.withUnsafeMutableBufferPointer { getgrouplist(user, group, $0.baseAddress, &count) }
      if answer >= 0 { return Set(groups.prefix(Int(count))).sorted() }
      capacity = max(capacity * 2, count)
    }
    throw SystemError("getgrouplist \(user)", code: ENOMEM)
  }

  /// Asks one of the databases, with as much room for the answer as that takes.
  private static func answer<Answer>(
    _ call: String,
    _ ask: (UnsafeMutablePointer<CChar>, Int) -> (code: Int32, found: Answer?)
  ) throws(SystemError) -> Answer? {
    var size = 4 * 1024
    while true {
      let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
      defer { buffer.deallocate() }
      let (code, found) = ask(buffer, size)
      // Some databases say so of a name that they do not have.
      if code == 0 || code == ENOENT || code == ESRCH { return found }
      guard code == ERANGE || code == EINTR, size < 16 << 20 else { throw SystemError(call, code: code) }
      if code == ERANGE { size *= 4 }
    }
  }
}

extension UserDatabase.User {
  fileprivate init(_ entry: passwd) {
    func text(_ characters: UnsafeMutablePointer<CChar>?) -> String {
      characters.map { String(cString: $0) } ?? ""
    }
    name = text(entry.pw_name)
    user = entry.pw_uid
    group = entry.pw_gid
    home = text(entry.pw_dir)
    shell = text(entry.pw_shell)
  }
}
