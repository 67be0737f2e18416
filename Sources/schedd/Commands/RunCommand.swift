import Daemon
import Scheduler

extension Command {
  private static let stateDirectory = Option("--state-dir", value: "DIR", "Where the ledger is kept")
  private static let listenAt = Option("--socket", value: "PATH", "Where to listen for the other commands")
  private static let logFormat = Option("--log-format", value: "FORMAT", "text (the default) or json")

  private static let listen = Option(
    "--listen",
    value: "ADDR:PORT",
    "Serve the API over TCP too",
    isRepeatable: true
  )
  private static let tokenFile = Option(
    "--token-file",
    value: "FILE",
    "The token that changes over TCP need"
  )
  private static let protectReads = Option("--protect-reads", "Reading over TCP needs the token too")
  private static let allowedHost = Option(
    "--allowed-host",
    value: "NAME",
    "A name that this machine has, for requests over TCP",
    isRepeatable: true
  )
  private static let noWatch = Option("--no-watch", "Read the job file again only when told to")
  private static let socketGroup = Option(
    "--socket-group",
    value: "GROUP",
    "Whose members may use the socket too"
  )

  /// The daemon itself.
  package static let run = Command(
    name: "run",
    summary: "Run the daemon, in the foreground",
    usage: [
      "run [FILE] [--state-dir DIR] [--socket PATH] [--log-format FORMAT]",
      "run … [--no-watch] [--socket-group GROUP]",
      "run … [--listen ADDR:PORT]… [--allowed-host NAME]…",
      "run … [--token-file FILE] [--protect-reads]",
    ],
    discussion: """
      FILE is jobs.json in this folder where it is not said. It is read again when it
      has changed, unless --no-watch says otherwise, and on SIGHUP; a bad one changes
      nothing.

      SIGTERM and SIGINT stop the daemon: no new run starts, those under way may
      finish within shutdown_grace; a second one skips the grace, a third one kills
      them at once. A service manager is told what it wants to know (NOTIFY_SOCKET),
      and, from the loop itself, that it does not hang (WATCHDOG_USEC).

      Without --listen there is only the socket. Over TCP nothing can be changed
      without --token-file, whose token a request shows as Authorization: Bearer; it
      is read again with the job file. docs/api.md says more.

      Exit status: 0 stopped, 1 bad job file or token file, 2 wrong usage, 69 the
      state directory, the socket or the port is taken, 73 the state directory cannot
      be used, 74 stopped while the ledger could not be written.
      """,
    operands: [.optional("FILE")],
    options: [
      stateDirectory, listenAt, logFormat, noWatch, socketGroup, listen, tokenFile, protectReads, allowedHost,
    ]
  ) { arguments, console in
    var options = DaemonOptions(
      jobFile: arguments.operands.first ?? "jobs.json",
      stateDirectory: arguments[stateDirectory],
      socket: arguments[listenAt],
      logFormat: try format(arguments)
    )
    options.watches = !arguments.has(noWatch)
    options.listen = try addresses(arguments)
    options.tokenFile = arguments[tokenFile]
    options.protectsReads = arguments.has(protectReads)
    options.allowedHosts = arguments.all(allowedHost)
    options.socketGroup = arguments[socketGroup]
    if options.protectsReads, options.tokenFile == nil {
      throw UsageError.useless(protectReads, without: tokenFile.name)
    }
    return ExitCode(SchedulerDaemon.run(options) { console.complain("schedd run: \($0)\n") })
  }

  private static func addresses(_ arguments: Arguments) throws(UsageError) -> [ListenAddress] {
    var addresses: [ListenAddress] = []
    for text in arguments.all(listen) {
      guard let address = ListenAddress(text) else {
        throw .malformedValue(
          listen,
          text,
          expected: "an address and a port, such as 127.0.0.1:8080 or [::1]:8080"
        )
      }
      addresses.append(address)
    }
    return addresses
  }

  private static func format(_ arguments: Arguments) throws(UsageError) -> LogFormat {
    guard let text = arguments[logFormat] else { return .text }
    guard let format = LogFormat(rawValue: text) else {
      throw .malformedValue(logFormat, text, expected: "text or json")
    }
    return format
  }
}
