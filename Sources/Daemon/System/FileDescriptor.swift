import CLinux
import Glibc

/// An open file descriptor that closes itself.
///
/// It cannot be copied, so there is always exactly one owner, and no path on which it leaks or is closed twice.
package struct FileDescriptor: ~Copyable {
  /// The kernel's number for it; valid as long as this value is.
  package let number: Int32

  /// Takes over a descriptor that nobody else will close.
  package init(owning number: Int32) {
    self.number = number
  }

  deinit {
    _ = Glibc.close(number)
  }

  /// Opens a file; children do not inherit the descriptor.
  package static func open(
    _ path: String,
    _ flags: Int32 = O_RDONLY
  ) throws(SystemError) -> FileDescriptor {
    let number = try SystemError.check("open \(path)") { linux_openat(AT_FDCWD, path, flags) }
    return FileDescriptor(owning: number)
  }

  /// Makes reads and writes answer at once.
  ///
  /// The flag belongs to what was opened, not to the descriptor: it holds for every process that shares it.
  package func setNonBlocking() throws(SystemError) {
    try SystemError.check("fcntl F_SETFL") { linux_fcntl(number, F_SETFL, O_NONBLOCK) }
  }

  /// What a read came to.
  package enum ReadResult: Hashable {
    /// So many bytes, at least one.
    case bytes(Int)

    /// Nothing for now.
    case wouldBlock

    /// Nothing ever again.
    case end
  }

  /// Reads once.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> ReadResult {
    do {
      let count = try SystemError.check("read") { Glibc.read(number, buffer.baseAddress, buffer.count) }
      return count == 0 ? .end : .bytes(count)
    } catch {
      // The two are one number on Linux.
      if error.code == EAGAIN { return .wouldBlock }
      throw error
    }
  }

  /// Reads a file of at most `limit` bytes from where it stands to its end.
  ///
  /// - Returns: Nil when there is more.
  package func readAll(limit: Int) throws(SystemError) -> [UInt8]? {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
    defer { buffer.deallocate() }
    var contents: [UInt8] = []
    while case .bytes(let count) = try read(into: buffer) {
      if contents.count + count > limit { return nil }
      contents.append(contentsOf: buffer[..<count])
    }
    return contents
  }
}

/// A pipe's two ends; children inherit neither.
package struct Pipe: ~Copyable {
  /// What is read from; never blocks.
  package let readEnd: FileDescriptor

  /// What is written to; blocks when the pipe is full, as programs expect of their output.
  package let writeEnd: FileDescriptor

  /// Makes a pipe, of the wanted capacity where the kernel grants it.
  ///
  /// An ordinary user's pipes may take so much memory in all (pipe-user-pages-soft); beyond that one has what it has.
  package init(capacity: Int32? = nil) throws(SystemError) {
    var ends: (Int32, Int32) = (-1, -1)
    try SystemError.check("pipe2") {
      withUnsafeMutableBytes(of: &ends) { both in
        pipe2(both.assumingMemoryBound(to: Int32.self).baseAddress, O_CLOEXEC)
      }
    }
    let reading = FileDescriptor(owning: ends.0)
    let writing = FileDescriptor(owning: ends.1)
    if let capacity { _ = linux_fcntl(reading.number, linux_f_setpipe_sz, capacity) }
    try reading.setNonBlocking()
    readEnd = reading
    writeEnd = writing
  }

  /// Closes the end that is written to and gives the other one away.
  package consuming func takeReadEnd() -> FileDescriptor {
    readEnd
  }
}
