import CLinux
import Glibc

/// The descriptors that the daemon was started with.
package enum InheritedDescriptors {
  /// Opens /dev/null for each of 0, 1 and 2 that is closed, so that nothing else gets their numbers.
  ///
  /// A daemon whose ledger is descriptor 2 writes its log into it.
  package static func fillStandard() throws(SystemError) {
    for number in Int32(0)...2 where linux_fcntl(number, F_GETFD, 0) == -1 {
      // The lowest free number is given, and all below are taken: this one.
      try SystemError.check("open /dev/null") { linux_openat(AT_FDCWD, "/dev/null", O_RDWR) }
    }
  }

  /// Makes everything but 0, 1 and 2 end with an exec.
  ///
  /// Our own descriptors are opened so; this is about those that whoever started the daemon forgot. Children close
  /// them once more where the kernel has close_range.
  package static func closeOnExec() {
    guard let folder = opendir("/proc/self/fd") else { return }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
      }
      guard let number = Int32(name), number > 2 else { continue }
      _ = linux_fcntl(number, F_SETFD, FD_CLOEXEC)
    }
  }
}
