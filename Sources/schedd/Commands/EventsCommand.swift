import Daemon
import Scheduler

extension Command {
  private static let job = Option("--job", value: "ID", "Only what is about this job, or about all")

  /// What happens, as it happens.
  package static let events = Command(
    name: "events",
    summary: "Show what happens, as it happens",
    usage: ["events [--job ID] [--json] [--socket PATH]"],
    discussion: """
      A line an event, until Ctrl-C. With --json each is an object on a line of its
      own, as GET /v1/events sends it.

      When the daemon goes away it is waited for, and what it still knows is told
      after all; where that is not everything, it says so. What counts is the ledger:
      "schedd history".
      """,
    options: [job, .json, .socket]
  ) { arguments, console in
    var client = try console.client(arguments)
    client.interruption = console.interruption()
    let follower = EventFollower(client: client, job: arguments[job], console: console)
    do throws(ClientError) {
      try follower.follow { event in
        guard !arguments.has(.json) else { return event.data + "\n" }
        guard event.name != "reset" else { return nil }
        guard let object = JSON.value(EventObject.self, from: Array(event.data.utf8)) else {
          return event.name.printable + "\n"
        }
        let line = object.line(in: console.zone, now: console.now)
        return object.style.applied(to: line, isColored: console.isColored) + "\n"
      }
    } catch {
      switch error {
      case .interrupted: break
      case .refused:
        return try console.asking(client, for: arguments[job] ?? "") { () throws(ClientError) in throw error }
      default: throw error
      }
    }
    return .done
  }
}

/// Listens to a daemon, and to the one that comes after it.
private struct EventFollower {
  let client: ControlClient
  let job: String?
  let console: Console

  /// Shows what happens, until nobody reads any more.
  ///
  /// - Parameter text: An event as it is shown; nil where it is not.
  /// - Throws: `interrupted`, or what waiting will not mend.
  func follow(_ text: (ServerSentEvent) -> String?) throws(ClientError) {
    // What no daemon has ever counted: where the first one ends before it has told anything, the next says that
    // something is missing.
    var last = "0"
    var stream = try client.events(of: job)
    while true {
      var hasTold = false
      while let event = try next(of: &stream) {
        hasTold = true
        last = event.id ?? last
        if event.name == "reset" { say("something has happened before this that is not shown here") }
        guard let text = text(event) else { continue }
        guard console.print(bytes: Array(text.utf8)) else { return }
      }
      // Who hangs up at once, time after time, is not asked without a pause.
      if !hasTold, !console.wait(seconds: 1, client.interruption) { throw .interrupted }
      stream = try reopened(after: last)
    }
  }

  /// The next event; nil where this stream has no more, for whatever reason.
  private func next(of stream: inout EventStream) throws(ClientError) -> ServerSentEvent? {
    do throws(ClientError) {
      return try stream.next()
    } catch {
      guard error.isOutage else { throw error }
      return nil
    }
  }

  private func reopened(after last: String) throws(ClientError) -> EventStream {
    var isWaiting = false
    while true {
      do throws(ClientError) {
        let stream = try client.events(of: job, after: last)
        if isWaiting { say("a daemon answers again") }
        return stream
      } catch {
        guard error.isOutage else { throw error }
        if !isWaiting { say("\(outage(error)); it is waited for") }
        isWaiting = true
      }
      guard console.wait(seconds: 1, client.interruption) else { throw .interrupted }
    }
  }

  private func outage(_ error: ClientError) -> String {
    guard case .refused(let problem) = error else { return "the daemon at \(client.path) is gone" }
    return "the daemon at \(client.path) tells nothing now: \(problem.detail.printable)"
  }

  private func say(_ text: String) {
    console.complain("schedd: \(text)\n")
  }
}

extension ClientError {
  /// Whether the daemon may be back in a moment.
  fileprivate var isOutage: Bool {
    switch self {
    case .noDaemon, .lost, .silent: true
    case .refused(let problem): problem.status == 503
    case .foreign, .interrupted: false
    }
  }
}
