import Glibc

/// Where a daemon keeps its state and listens, and where a client looks for one.
///
/// A function of the user and of some environment variables, so that the daemon and its clients agree without a word.
package struct DaemonPaths: Hashable, Sendable {
  /// Whether this is root, who has places of its own.
  package var isRoot: Bool

  /// The environment; only the names in `variables` are looked at.
  package var environment: [String: String]

  package init(isRoot: Bool, environment: [String: String]) {
    self.isRoot = isRoot
    self.environment = environment
  }

  /// The environment variables that say where things are.
  package static let variables = [
    "HOME", "RUNTIME_DIRECTORY", "SCHEDD_SOCKET", "STATE_DIRECTORY", "XDG_RUNTIME_DIR", "XDG_STATE_HOME",
  ]

  /// What holds for this process.
  package static func ofThisProcess() -> DaemonPaths {
    var environment: [String: String] = [:]
    for name in variables {
      if let value = getenv(name) { environment[name] = String(cString: value) }
    }
    return DaemonPaths(isRoot: geteuid() == 0, environment: environment)
  }

  /// Where the ledger is.
  ///
  /// - Parameter option: What the command line says, or nil.
  /// - Returns: Nil where nothing says it.
  package func stateDirectory(_ option: String?) -> String? {
    if let option { return option }
    if let given = firstDirectory("STATE_DIRECTORY") { return given }
    if isRoot { return "/var/lib/schedd" }
    if let given = value("XDG_STATE_HOME") { return given + "/schedd" }
    return value("HOME").map { $0 + "/.local/state/schedd" }
  }

  /// Where the daemon may listen and a client looks, the best place first.
  ///
  /// A place that was named is the only one: whoever names a socket does not want to talk to another daemon.
  ///
  /// - Parameters:
  ///   - option: The socket that the command line names, or nil.
  ///   - stateDirectory: The state directory that the command line names, or nil.
  /// - Returns: At least one path.
  package func sockets(_ option: String?, stateDirectory: String?) -> [String] {
    if let named = option ?? value("SCHEDD_SOCKET") { return [named] }
    var folders: [String] = []
    if let given = firstDirectory("RUNTIME_DIRECTORY") { folders.append(given) }
    if isRoot { folders.append("/run/schedd") }
    if let given = value("XDG_RUNTIME_DIR") { folders.append(given) }
    if !isRoot { folders.append("/run/schedd") }
    if let given = self.stateDirectory(stateDirectory) { folders.append(given) }
    return folders.map { $0 + "/schedd.sock" }
  }

  /// An empty variable counts as absent, as the XDG base directory specification has it.
  private func value(_ name: String) -> String? {
    environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// systemd separates several directories by colons.
  private func firstDirectory(_ name: String) -> String? {
    value(name)?.split(separator: ":").first.map(String.init)
  }
}
