import CLinux
import Glibc

/// Where the daemon keeps what must outlive it.
enum StateDirectory {
  /// Makes sure that a state directory is there and can be written.
  ///
  /// Only what is missing of the path is made, for its owner alone; what is there stays as it is.
  ///
  /// - Parameter path: The directory, absolute or not.
  /// - Returns: The directory's path without links, so that it stays right when the working directory changes.
  /// - Throws: `LedgerError.directory`.
  static func prepare(_ path: String) throws(LedgerError) -> String {
    try make(path)
    let resolved = try resolve(path)
    // access(2) asks as the real user; what counts is the effective one.
    guard faccessat(AT_FDCWD, resolved, W_OK | X_OK, AT_EACCESS) == 0 else {
      throw .directory(path: resolved, step: .write, errno: errno)
    }
    return resolved
  }

  /// The path of a directory that is there, without links.
  static func resolve(_ path: String) throws(LedgerError) -> String {
    guard let resolved = realpath(path, nil) else {
      throw .directory(path: path, step: .open, errno: errno)
    }
    defer { free(resolved) }
    var status = stat()
    guard stat(resolved, &status) == 0 else { throw .directory(path: path, step: .open, errno: errno) }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw .directory(path: path, step: .open, errno: ENOTDIR)
    }
    return String(cString: resolved)
  }

  /// What tells a directory from every other on the machine: its device and number.
  static func place(of directory: String) throws(LedgerError) -> String {
    var status = stat()
    guard stat(directory, &status) == 0 else { throw .directory(path: directory, step: .open, errno: errno) }
    return "\(status.st_dev):\(status.st_ino)"
  }

  private static func make(_ path: String) throws(LedgerError) {
    var error = makeOne(path)
    if error == ENOENT, let parent = parent(of: path) {
      try make(parent)
      // Once more and not by `make`: a parent that is there and takes nothing, as /proc, answers so for ever.
      error = makeOne(path)
    }
    if let error { throw .directory(path: path, step: .create, errno: error) }
  }

  /// Makes a directory below one that is there.
  ///
  /// - Returns: Why it cannot be made; nil where it is there.
  private static func makeOne(_ path: String) -> Int32? {
    if mkdir(path, 0o700) == 0 {
      // The umask may have taken bits away that the owner needs.
      return chmod(path, 0o700) == 0 ? nil : errno
    }
    let error = errno
    // A directory that is there on a file system that takes no new ones answers otherwise than with EEXIST.
    return error == EEXIST || faccessat(AT_FDCWD, path, F_OK, 0) == 0 ? nil : error
  }

  private static func parent(of path: String) -> String? {
    let trimmed = path.reversed().drop { $0 == "/" }
    let parent = trimmed.drop { $0 != "/" }.drop { $0 == "/" }
    return parent.isEmpty ? nil : String(String(parent.reversed()))
  }
}
