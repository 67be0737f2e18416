import Glibc

/// The lock that keeps a second daemon out of a state directory, held until it is released or the process ends.
///
/// The lock is the kernel's (flock(2)), so that a daemon that was killed leaves none behind; the pid in the file is
/// for people. The file stays when the lock goes: deleting it would let two daemons hold locks on two files of one
/// name.
package final class StateLock {
  private let file: FileDescriptor

  /// Takes the lock of a state directory that is there.
  ///
  /// - Parameter directory: The state directory.
  /// - Throws: `LedgerError.inUse` where another holds it, `LedgerError.directory` where it cannot be tried.
  package init(directory: String) throws(LedgerError) {
    let path = directory + "/schedd.lock"
    let number = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard number >= 0 else { throw .directory(path: path, step: .open, errno: errno) }
    let opened = FileDescriptor(owning: number)
    var attempts = 0
    while flock(number, LOCK_EX | LOCK_NB) != 0 {
      let error = errno
      guard error == EWOULDBLOCK else { throw .directory(path: path, step: .lock, errno: error) }
      let holder = Self.holder(opened)
      // A child that a daemon was starting when it was killed has a copy of the lock until it executes its program.
      guard let holder, Self.isGone(holder), attempts < Self.mostAttempts else {
        throw .inUse(directory: directory, pid: holder)
      }
      attempts += 1
      usleep(10_000)
    }
    guard fchmod(number, 0o600) == 0, ftruncate(number, 0) == 0 else {
      throw .directory(path: path, step: .write, errno: errno)
    }
    // A full disk takes no pid; the lock holds all the same.
    let text = Array("\(getpid())\n".utf8)
    _ = pwrite(number, text, text.count, 0)
    // Last, since an object that is whole is undone by deinit, which would empty the file of the lock's holder.
    file = opened
  }

  deinit {
    // Emptied, so that nobody reads the pid of a daemon that is gone while the next one has not written its own.
    ftruncate(file.number, 0)
    // Said aloud, since a child that is about to execute may still have a copy of the descriptor.
    flock(file.number, LOCK_UN)
  }

  /// For three seconds, ten milliseconds apart.
  private static let mostAttempts = 300

  /// Whether a process has ended, reaped or not.
  private static func isGone(_ pid: Int32) -> Bool {
    guard kill(pid, 0) == 0 || errno != ESRCH else { return true }
    return ProcFilesystem.stat(of: pid)?.isZombie ?? false
  }

  private static func holder(_ file: borrowing FileDescriptor) -> Int32? {
    var buffer = [UInt8](repeating: 0, count: 16)
    let count = pread(file.number, &buffer, buffer.count, 0)
    guard count > 0 else { return nil }
    let digits = buffer.prefix(count).prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    return Int32(String(decoding: digits, as: UTF8.self))
  }
}
