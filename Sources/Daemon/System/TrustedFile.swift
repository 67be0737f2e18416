import CLinux
import Glibc

/// A file that says what root runs: nobody but root may be able to write it, or to put another in its place.
///
/// Everything is checked on what was opened, never on a name, which may mean something else a moment later. How many names a
/// file has does not matter: a name in a folder of root's was made by root.
enum TrustedFile {
  /// Why a file is not read.
  struct Refusal: Error, Hashable {
    /// What of it is wrong, and the mend.
    var reason: String

    /// Whether there is no such file.
    var isMissing = false

    init(reason: String) {
      self.reason = reason
    }

    /// A call that failed just now.
    init(_ path: String, code: Int32) {
      reason = "\(path): \(SystemError.text(of: code))"
      isMissing = code == ENOENT
    }
  }

  /// How many symbolic links may lead to a file.
  private static let mostLinks = 16

  /// Opens a file that nobody but a user and root can write.
  ///
  /// - Parameters:
  ///   - path: Where it is.
  ///   - user: Who may own it besides root.
  /// - Returns: The file, at its beginning; a pipe is opened without waiting.
  /// - Throws: Why it must not, or cannot, be read.
  static func open(_ path: String, of user: UInt32 = 0) throws(Refusal) -> FileDescriptor {
    var folder = try openFolder(".", in: AT_FDCWD, shown: path)
    var rest = path
    for _ in 0..<mostLinks {
      let (parent, name) = split(rest)
      folder = try openFolder(parent, in: folder.number, shown: parent)
      try checkFolders(from: folder, shown: parent, user)
      let number = linux_openat(folder.number, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW)
      if number != -1 {
        let file = FileDescriptor(owning: number)
        try check(try status(of: file, shown: path), shown: path, isAncestor: false, user)
        return file
      }
      let code = errno
      guard code == ELOOP, let target = target(of: name, in: folder) else {
        throw Refusal(path, code: code)
      }
      rest = target
    }
    throw Refusal(reason: "\(path): \(SystemError.text(of: ELOOP))")
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
  }

  private static func openFolder(
    _ path: String,
    in folder: Int32,
    shown: String
  ) throws(Refusal) -> FileDescriptor {
    let number = linux_openat(folder, path, O_RDONLY | O_DIRECTORY)
    guard number != -1 else { throw Refusal(shown, code: errno) }
    return FileDescriptor(owning: number)
  }

  private static func target(of name: String, in folder: borrowing FileDescriptor) -> String? {
    let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: Int(PATH_MAX))
    defer { buffer.deallocate() }
    let count = readlinkat(folder.number, name, buffer, Int(PATH_MAX) - 1)
    guard count > 0 else { return nil }
    buffer[count] = 0
    return String(cString: buffer)
  }

  // MARK: The checks

  /// Checks a folder and every one above it: who can write one of them can rename what is below.
  private static func checkFolders(
    from folder: borrowing FileDescriptor,
    shown: String,
    _ user: UInt32
  ) throws(Refusal) {
    var current = try openFolder(".", in: folder.number, shown: shown)
    var status = try status(of: current, shown: shown)
    var name = shown
    var isAncestor = false
    while true {
      try check(status, shown: name, isAncestor: isAncestor, user)
      let parent = try openFolder("..", in: current.number, shown: name)
      let above = try self.status(of: parent, shown: name)
      // The root is its own parent.
      if above.st_dev == status.st_dev, above.st_ino == status.st_ino { return }
      (status, isAncestor, name) = (above, true, name + "/..")
      current = parent
    }
  }

  private static func status(of file: borrowing FileDescriptor, shown: String) throws(Refusal) -> stat {
    var status = stat()
    guard fstat(file.number, &status) == 0 else {
      throw Refusal(shown, code: errno)
    }
    return status
  }

  private static func check(
    _ status: stat,
    shown: String,
    isAncestor: Bool,
    _ user: UInt32
  ) throws(Refusal) {
    guard status.st_uid == 0 || status.st_uid == user else {
      throw Refusal(
        reason: "\(shown): belongs to user \(status.st_uid), who could have root run anything; "
          + "as root: chown root \(shown)"
      )
    }
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG || kind == S_IFDIR else { return }
    // In a folder above with this bit nobody can rename what is not theirs.
    if isAncestor, status.st_mode & S_ISVTX != 0 { return }
    let isGroups = status.st_mode & S_IWGRP != 0 && status.st_gid != 0
    guard status.st_mode & S_IWOTH != 0 || isGroups else { return }
    let whose = status.st_mode & S_IWOTH != 0 ? "everybody" : "group \(status.st_gid)"
    throw Refusal(
      reason: "\(shown): can be written by \(whose), who could have root run anything; "
        + "as root: chmod go-w \(shown)"
    )
  }
}
