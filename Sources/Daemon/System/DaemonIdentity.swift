import CLinux
import Glibc

/// Who the daemon is to the processes that it starts.
package struct DaemonIdentity: Hashable {
  /// Tells its state directory from every other; see `LedgerReader.stateDirectoryID`.
  package var stateID: String

  /// Whether processes that lose their parent come to it: it is the first process, or has asked for them.
  package var adoptsOrphans: Bool

  package init(stateID: String, adoptsOrphans: Bool) {
    self.stateID = stateID
    self.adoptsOrphans = adoptsOrphans
  }

  /// Has orphans come to this process instead of the first one, so that what a run leaves behind can be found.
  ///
  /// - Returns: Whether they do.
  package static func adoptOrphans() -> Bool {
    linux_become_subreaper() == 0 || getpid() == 1
  }
}
