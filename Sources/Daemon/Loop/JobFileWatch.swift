import CLinux
import Glibc
package import Scheduler

/// Notices that a job file has changed, however that was done.
///
/// Written in place, renamed over, or behind a symbolic link that was made to lead elsewhere, as Kubernetes does; and the
/// same of the files that it includes, and of those that come and go. It watches folders and not files: a file that is
/// renamed over is another one. What happens in a folder is only the occasion to look; whether a file is another by now is
/// asked of the file.
package final class JobFileWatch {
  /// How long the file must have been left alone: whoever writes it in pieces is to finish first.
  package static let quietTime = TimeAmount.milliseconds(500)

  /// How long it is waited for that at most.
  package static let longestWait = TimeAmount.seconds(5)

  /// From what happens in a folder of included files to the look at all of them.
  package static let lookDelay = TimeAmount.milliseconds(200)

  /// From one look for a folder that is gone to the next.
  package static let searchDelay = TimeAmount.seconds(2)

  private static let mostLinks = 16
  private static let mask = UInt32(
    IN_CLOSE_WRITE | IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF
      | IN_MOVE_SELF | IN_ONLYDIR
  )

  /// A file as the kernel tells it apart from another, or from itself before a change.
  private struct Signature: Hashable {
    var device: UInt64
    var inode: UInt64
    var size: Int64
    var changed: Int64
  }

  private let path: String
  private let inotify: FileDescriptor
  private var watches: Set<Int32> = []
  private var signatures: [Signature?] = []

  /// What the file includes.
  package private(set) var includes: [IncludePattern]

  /// When the first of the changes came that have not been taken up.
  private var changedSince: Uptime?
  private var settled: Uptime?

  /// When a folder that is gone is looked for; nil where none is.
  private var search: Uptime?

  /// Begins to watch; a change that came before is found at the first look.
  ///
  /// - Parameters:
  ///   - path: The job file, as its user named it.
  ///   - includes: What it includes.
  ///   - now: The first look is due soon after.
  /// - Throws: Where the machine watches no more.
  package init(_ path: String, including includes: [IncludePattern] = [], at now: Uptime) throws(SystemError)
  {
    self.path = path
    self.includes = includes
    let flags = Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC)
    inotify = FileDescriptor(owning: try SystemError.check("inotify_init1") { inotify_init1(flags) })
    try watchFolders(at: now)
    signatures = currentSignatures
    settled = now + Self.quietTime
  }

  /// Takes up what the file includes by now.
  package func include(_ includes: [IncludePattern], at now: Uptime) {
    guard includes != self.includes else { return }
    self.includes = includes
    // What changed before the folders were watched is found by one more look.
    settled = now + Self.quietTime
    look(at: now)
  }

  /// What the event loop waits for.
  package var descriptor: Int32 { inotify.number }

  /// When `isDue` may hold, at the earliest; nil for not before something happens.
  package var deadline: Uptime? { [settled, search].compactMap(\.self).min() }

  /// Something has happened in one of the folders.
  package func eventsAreReady(at now: Uptime) {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    // What happened says nothing that a look does not; and a turn takes in so much at most.
    for _ in 0..<8 where read(inotify.number, &buffer, buffer.count) <= 0 { break }
    // Something may be written beside the files all the time, and a look takes as long as there are files.
    guard !includes.isEmpty else { return look(at: now) }
    search = min(search ?? now + Self.lookDelay, now + Self.lookDelay)
  }

  /// Whether the file has changed and has been left alone since: true once for each change.
  package func isDue(at now: Uptime) -> Bool {
    if let search, search <= now { look(at: now) }
    guard let settled, settled <= now else { return false }
    self.settled = nil
    changedSince = nil
    return true
  }

  private func look(at now: Uptime) {
    // A failure here is a folder that is gone, or a limit; both are tried again.
    do throws(SystemError) { try watchFolders(at: now) } catch { search = now + Self.searchDelay }
    let signatures = currentSignatures
    guard signatures != self.signatures else { return }
    self.signatures = signatures
    let since = changedSince ?? now
    changedSince = since
    settled = min(now + Self.quietTime, since + Self.longestWait)
  }

  /// The names of the included files that are there.
  private var included: [String] {
    guard !includes.isEmpty else { return [] }
    return IncludedFiles(of: path, mayWait: false).names(of: includes).flatMap(\.known)
  }

  private var currentSignatures: [Signature?] { ([path] + included).map(Self.signature) }

  private static func signature(of path: String) -> Signature? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Signature(
      device: UInt64(status.st_dev),
      inode: UInt64(status.st_ino),
      size: Int64(status.st_size),
      changed: Int64(status.st_ctim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_ctim.tv_nsec)
    )
  }

  // MARK: Folders

  /// Watches the folder of the file, and that of each link on the way to it.
  private func watchFolders(at now: Uptime) throws(SystemError) {
    search = nil
    var current: Set<Int32> = []
    for folder in foldersOfIncludes {
      // One that is not there yet is seen to come by the folder above, as a rule the job file's.
      let watch = inotify_add_watch(inotify.number, folder, Self.mask)
      if watch >= 0 { current.insert(watch) }
    }
    for folder in Self.folders(of: path) {
      do throws(SystemError) {
        let number = inotify.number
        current.insert(
          try SystemError.check("inotify_add_watch \(folder)") {
            inotify_add_watch(number, folder, Self.mask)
          }
        )
      } catch {
        guard error.code == ENOENT || error.code == ENOTDIR || error.code == EACCES else { throw error }
        search = now + Self.searchDelay
      }
    }
    for old in watches.subtracting(current) { inotify_rm_watch(inotify.number, old) }
    watches = current
  }

  /// The folder of each pattern and that above it, and those that included files lead to by links.
  private var foldersOfIncludes: Set<String> {
    guard !includes.isEmpty else { return [] }
    let files = IncludedFiles(of: path, mayWait: false)
    let own = includes.map { files.folder(of: $0) }.filter { !$0.isEmpty }
    return Set(own + (own + included).flatMap(Self.folders))
  }

  private static func folders(of path: String) -> [String] {
    var folders: [String] = []
    var path = path
    for _ in 0..<mostLinks {
      let slash = path.lastIndex(of: "/")
      let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
      if !folders.contains(folder) { folders.append(folder) }
      guard let target = target(of: path) else { break }
      path = target.hasPrefix("/") ? target : "\(folder)/\(target)"
    }
    return folders
  }

  private static func target(of link: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { bytes in
      bytes.assumingMemoryBound(to: CChar.self).baseAddress.map { readlink(link, $0, bytes.count) } ?? -1
    }
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }
}

/// What a file says, told apart from what it said before.
package struct ContentDigest: Hashable, Sendable {
  private var count: Int
  private var hash: UInt64

  /// The digest of some bytes: FNV-1a, eight bytes at a time, which is enough to tell one edit from the next.
  package init(of bytes: [UInt8]) {
    count = bytes.count
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    bytes.withUnsafeBytes { bytes in
      var offset = 0
      while offset + 8 <= bytes.count {
        let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        hash = (hash ^ word) &* 0x0000_0100_0000_01b3
        hash ^= hash >> 29
        offset += 8
      }
      for byte in bytes[offset...] { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    }
    self.hash = hash
  }

  /// The digest of a job file and of the files that it includes.
  package init(of jobFile: [UInt8], and included: [IncludedFile]) {
    self.init(of: jobFile)
    for file in included {
      switch file.content {
      case .bytes(let bytes): add(ContentDigest(of: Array(file.name.utf8)), ContentDigest(of: bytes))
      case .unreadable(let reason):
        add(ContentDigest(of: Array(file.name.utf8)), ContentDigest(of: Array(reason.utf8)))
      }
    }
  }

  private mutating func add(_ digests: ContentDigest...) {
    for digest in digests {
      count &+= digest.count
      hash = (hash &* 0x0000_0100_0000_01b3) ^ digest.hash
    }
  }

  /// Sixteen hexadecimal digits.
  package var text: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
