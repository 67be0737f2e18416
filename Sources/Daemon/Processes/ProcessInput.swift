import CLinux
import CSpawn
import Glibc
import Scheduler

/// What a process will read on standard input.
struct ProcessInput: ~Copyable {
  /// The file that the process opens itself, if any.
  let file: String?

  private let text: FileDescriptor?

  /// Readies it.
  ///
  /// A text stands in memory that nobody can change any more, so that neither its writer nor its reader ever waits.
  init(_ input: StandardInput) throws(SystemError) {
    switch input {
    case .nothing:
      text = nil
      file = nil
    case .file(let path):
      text = nil
      file = path
    case .text(let characters):
      text = try Self.sealed(characters)
      file = nil
    }
  }

  /// The descriptor that it is read from, where the process does not open a file.
  ///
  /// - Parameter null: What is read where there is nothing.
  /// - Returns: Its number.
  func number(orElse null: borrowing FileDescriptor) -> Int32 {
    switch text {
    case .some(let text): text.number
    case .none: null.number
    }
  }

  private static func sealed(_ text: String) throws(SystemError) -> FileDescriptor {
    let number = try SystemError.check("memfd_create") { linux_memfd_create("schedd-stdin") }
    let file = FileDescriptor(owning: number)
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      // At a place, so that the reader begins at the first byte.
      written += try SystemError.check("pwrite") {
        bytes.withUnsafeBytes { all in
          let rest = UnsafeRawBufferPointer(rebasing: all[written...])
          return pwrite(number, rest.baseAddress, rest.count, off_t(written))
        }
      }
    }
    try SystemError.check("fcntl F_ADD_SEALS") { linux_seal(number) }
    return file
  }
}

extension ResourceLimits {
  /// The limits as the kernel takes them.
  var kernel: [schedd_limit] {
    var limits: [schedd_limit] = []
    func add(_ resource: __rlimit_resource, _ soft: Int64?, _ hard: Int64?) {
      guard let soft, let hard else { return }
      limits.append(
        schedd_limit(resource: Int32(resource.rawValue), soft: UInt64(soft), hard: UInt64(hard))
      )
    }
    let seconds = cpuTime.map { $0.nanoseconds / 1_000_000_000 }
    // At the hard limit the kernel kills, and asks nobody: were they one, there would never be a SIGXCPU.
    add(RLIMIT_CPU, seconds, seconds.map { $0 + Self.cpuTimeToEnd.nanoseconds / 1_000_000_000 })
    add(RLIMIT_AS, addressSpace, addressSpace)
    add(RLIMIT_FSIZE, fileSize, fileSize)
    add(RLIMIT_NOFILE, openFiles, openFiles)
    add(__RLIMIT_NPROC, processes, processes)
    return limits
  }
}
