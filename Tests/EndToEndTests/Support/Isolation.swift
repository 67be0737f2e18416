import Glibc
import Testing

/// A corner of the machine of a story's own: namespaces, by unshare(1).
enum Isolation {
  /// A command that starts another in namespaces of its own.
  ///
  /// Root makes them as it is; others become root in a user namespace, where the machine lets them.
  static func wrapper(_ flags: String...) -> [String] {
    ["unshare"] + (geteuid() == 0 ? [] : ["--user", "--map-root-user"]) + flags
  }

  /// The test runs where this works, and says why it does not where not.
  static func isPossible(_ command: [String]) -> ConditionTrait {
    .enabled("needs a machine that lets this user do: \(command.joined(separator: " "))") {
      let (output, errors) = (Collector(), Collector())
      let path = ["PATH": "/usr/bin:/bin:/usr/sbin:/sbin"]
      guard let child = try? ChildProcess(command, environment: path, output: output, errors: errors) else {
        return false
      }
      return await child.end.value(within: Story.patience) == .exited(0)
    }
  }
}
