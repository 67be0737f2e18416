import CLinux
import Glibc
package import Scheduler

/// Where the output of attempts is kept: a file for each in the state directory, for its owner's eyes only.
package struct OutputStore: Hashable, Sendable {
  /// So many runs share a folder, so that no folder holds too many files and an old one is empty some day.
  package static let runsInFolder: Int64 = 1000

  /// The folder of the folders.
  package let path: String

  /// The output of a state directory.
  package init(stateDirectory: String) {
    path = stateDirectory + "/output"
  }

  /// Where the output of an attempt is, or would be.
  package func file(of run: RunID, attempt: Int) -> String {
    "\(folder(of: run))/\(run).\(attempt)"
  }

  /// The folder of a run's files.
  package func folder(of run: RunID) -> String {
    "\(path)/\(run.number / Self.runsInFolder)"
  }

  /// Makes an empty file for an attempt, and the folders where they are missing.
  func create(_ run: RunID, attempt: Int) throws(SystemError) -> FileDescriptor {
    let file = file(of: run, attempt: attempt)
    do throws(SystemError) {
      return try Self.create(file)
    } catch {
      guard error.code == ENOENT else { throw error }
      try Self.makeFolder(path)
      try Self.makeFolder(folder(of: run))
      return try Self.create(file)
    }
  }

  /// So many attempts of a run have their output removed at once; where there were more, the walk at the next start
  /// finds what is left.
  private static let attemptsAtOnce = 1000

  /// Removes what is kept of a run that had so many attempts; what is not there is no matter.
  package func remove(_ run: RunID, attempts: Int) {
    guard attempts > 0 else { return }
    for attempt in max(1, attempts - Self.attemptsAtOnce + 1)...attempts {
      unlink(file(of: run, attempt: attempt))
    }
    // Takes only a folder that is empty.
    rmdir(folder(of: run))
  }

  private static func create(_ file: String) throws(SystemError) -> FileDescriptor {
    let flags = O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW
    return FileDescriptor(
      owning: try SystemError.check("open \(file)") { linux_open_private(file, flags) }
    )
  }

  private static func makeFolder(_ folder: String) throws(SystemError) {
    guard mkdir(folder, 0o700) != 0, errno != EEXIST else { return }
    throw SystemError("mkdir \(folder)")
  }
}
