import Daemon

extension Command {
  private static let noWait = Option("--no-wait", "Return at once, not when the daemon is gone")

  /// Stops the daemon.
  package static let stop = Command(
    name: "stop",
    summary: "Stop the daemon",
    usage: ["stop [--no-wait] [--socket PATH]"],
    discussion: """
      No new run starts. Those under way may finish within the job file's
      shutdown_grace, then they are told to end. Run it again to skip the grace.
      """,
    options: [noWait, .socket]
  ) { arguments, console in
    var client = try console.client(arguments)
    let name = client.process.map { "the daemon (pid \($0))" } ?? "the daemon"
    guard !arguments.has(noWait) else {
      try client.stop()
      console.print("\(name) was told to stop\n")
      return .done
    }
    client.interruption = console.interruption()
    do {
      try stopAndWait(client)
    } catch ClientError.interrupted {
      console.complain("\(name) goes on stopping\n")
      return .interrupted
    }
    console.print("\(name) has stopped\n")
    return .done
  }

  private static func stopAndWait(_ client: ControlClient) throws(ClientError) {
    // Taken before the daemon is told: afterwards its number may belong to another process.
    let end = client.watchEnd()
    try client.stop()
    try end.wait(interruption: client.interruption)
  }
}
