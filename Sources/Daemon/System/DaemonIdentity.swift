import CLinux
import Glibc

/// Who the daemon is to the processes that it starts.
package struct DaemonIdentity: Hashable {
  /// Tells its state directory from every other on the machine, as long as the machine is up.
  package var stateID: String

  /// Whether processes that lose their parent come to it: it is the first process, or has asked for them.
  package var adoptsOrphans: Bool

  package init(stateID: String, adoptsOrphans: Bool) {
    self.stateID = stateID
    self.adoptsOrphans = adoptsOrphans
  }

  /// The identity of a state directory: its device and its number on it, which a rename does not change.
  package static func stateID(of directory: String) throws(SystemError) -> String {
    var status = Glibc.stat()
    try SystemError.check("stat \(directory)") { stat(directory, &status) }
    return String(status.st_dev, radix: 16) + "-" + String(status.st_ino, radix: 16)
  }

  /// Has orphans come to this process instead of the first one, so that what a run leaves behind can be found.
  ///
  /// - Returns: Whether they do.
  package static func adoptOrphans() -> Bool {
    linux_become_subreaper() == 0 || getpid() == 1
  }
}
