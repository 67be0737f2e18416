import Daemon
import Scheduler

extension Command {
  private static let stateDirectory = Option("--state-dir", value: "DIR", "Where the ledger is kept")
  private static let listenAt = Option("--socket", value: "PATH", "Where to listen for the other commands")
  private static let logFormat = Option("--log-format", value: "FORMAT", "text (the default) or json")

  /// The daemon itself.
  package static let run = Command(
    name: "run",
    summary: "Run the daemon, in the foreground",
    usage: ["run [FILE] [--state-dir DIR] [--socket PATH] [--log-format FORMAT]"],
    discussion: """
      FILE is jobs.json in this folder where it is not said. SIGHUP reads it again,
      SIGTERM and SIGINT stop the daemon: no new run starts, those under way may
      finish within shutdown_grace; a second one skips the grace, a third one kills
      them at once. A service manager is told what it wants to know (NOTIFY_SOCKET).

      Exit status: 0 stopped, 1 bad job file, 2 wrong usage, 69 the state directory
      or the socket is taken, 73 the state directory cannot be used, 74 stopped while
      the ledger could not be written.
      """,
    operands: [.optional("FILE")],
    options: [stateDirectory, listenAt, logFormat]
  ) { arguments, console in
    let options = DaemonOptions(
      jobFile: arguments.operands.first ?? "jobs.json",
      stateDirectory: arguments[stateDirectory],
      socket: arguments[listenAt],
      logFormat: try format(arguments)
    )
    return ExitCode(SchedulerDaemon.run(options) { console.complain("schedd run: \($0)\n") })
  }

  private static func format(_ arguments: Arguments) throws(UsageError) -> LogFormat {
    guard let text = arguments[logFormat] else { return .text }
    guard let format = LogFormat(rawValue: text) else {
      throw .malformedValue(logFormat, text, expected: "text or json")
    }
    return format
  }
}
