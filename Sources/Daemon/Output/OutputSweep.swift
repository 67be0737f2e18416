import CLinux
import Glibc
package import Scheduler

/// Looks for output whose run the ledger does not know any more, and removes it; a step at a time.
///
/// The ledger lets go of a run first and its files follow, so that no run that is listed has lost its output. A daemon
/// that is killed in between leaves files that nothing names: the next one's walk finds them. So does it find what was
/// written after the backup that a ledger was restored from, before another run gets the number.
package final class OutputSweep {
  /// So many files are looked at in one step.
  package static let filesAtOnce = 64

  /// A folder that is being read.
  private final class Folder {
    let path: String
    private let stream: OpaquePointer

    init?(_ path: String) {
      guard let stream = opendir(path) else { return nil }
      self.path = path
      self.stream = stream
    }

    deinit {
      closedir(stream)
    }

    /// The next name; nil at the end.
    func next() -> String? {
      guard let entry = readdir(stream) else { return nil }
      return withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
      }
    }
  }

  private let folders: Folder?
  private let firstNew: RunID
  private let startedAt: Instant
  private var folder: Folder?
  private var known: Set<Int64> = []

  /// How many files it has removed.
  package private(set) var removed = 0

  /// A walk that has not begun.
  ///
  /// - Parameters:
  ///   - store: Where.
  ///   - firstNew: The first run that this daemon could have made.
  ///   - startedAt: When the daemon began: no output of such a run is older.
  package init(_ store: OutputStore, before firstNew: RunID, startedAt: Instant) {
    folders = Folder(store.path)
    self.firstNew = firstNew
    self.startedAt = startedAt
  }

  /// Goes one step on.
  ///
  /// - Parameter runs: The numbers in a range that the ledger has a run of.
  /// - Returns: Whether there is more to do; else the walk is over.
  /// - Throws: Why the ledger cannot be read; nothing was removed.
  package func step(
    runs: (ClosedRange<Int64>) throws(LedgerError) -> [Int64]
  ) throws(LedgerError) -> Bool {
    guard let folders else { return false }
    guard let folder else {
      guard let name = folders.next() else { return false }
      // What is named otherwise is not ours.
      guard let number = Int64(name), let next = Folder("\(folders.path)/\(number)") else { return true }
      let first = number * OutputStore.runsInFolder
      known = Set(try runs(first...first + OutputStore.runsInFolder - 1))
      self.folder = next
      return true
    }
    for _ in 0..<Self.filesAtOnce {
      guard let name = folder.next() else {
        self.folder = nil
        // Takes only a folder that is empty.
        rmdir(folder.path)
        return true
      }
      let path = "\(folder.path)/\(name)"
      if isOrphan(name, path), unlink(path) == 0 { removed += 1 }
    }
    return true
  }

  private func isOrphan(_ name: String, _ path: String) -> Bool {
    let parts = name.split(separator: ".")
    guard parts.count == 2, let run = Int64(parts[0]), Int64(parts[1]) != nil else { return false }
    guard run >= firstNew.number else { return !known.contains(run) }
    var status = stat()
    guard lstat(path, &status) == 0 else { return false }
    // A second is more than the clock of the file system lags behind.
    return Int64(status.st_mtim.tv_sec) < startedAt.nanoseconds / 1_000_000_000 - 1
  }
}
