import Glibc

/// Why a process could not be started: the step and the system's word ("chdir /nope: No such file or directory").
package struct SpawnFailure: Error, Hashable, CustomStringConvertible {
  package var description: String

  /// Whether the same start may succeed a moment later, so that another attempt is worth it.
  package var mayPass: Bool

  /// Whether it was about the cgroup that the process should have begun in, without which it may well start.
  package var isOfGroup = false

  package init(_ description: String, mayPass: Bool = false) {
    self.description = description
    self.mayPass = mayPass
  }

  /// A step that failed.
  package init(_ error: SystemError) {
    self.init(error.description, mayPass: Self.mayPass(error.code))
  }

  /// What the machine is short of now, it may have again; what is not there, or not allowed, stays so.
  package static func mayPass(_ code: Int32) -> Bool {
    switch code {
    case EAGAIN, ENOMEM, EMFILE, ENFILE, ENOBUFS, ETXTBSY: true
    default: false
    }
  }
}
