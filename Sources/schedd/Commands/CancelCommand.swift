import Daemon
import Scheduler

extension Command {
  /// Ends a run.
  package static let cancel = Command(
    name: "cancel",
    summary: "End a run, or keep it from starting",
    usage: ["cancel RUN [--json] [--socket PATH]"],
    discussion: """
      A run that waits is over at once. One that is under way gets SIGTERM, and
      SIGKILL where it is still there after its job's kill_after; its outcome is
      "cancelled" however it ends. RUN is the number that "schedd history" shows.
      """,
    operands: [.required("RUN")],
    options: [.json, .socket]
  ) { arguments, console in
    let text = arguments.operands[0]
    guard let number = Int64(text), number > 0 else {
      throw CommandFailure("there is no run \"\(text)\"; \"schedd history\" shows their numbers")
    }
    do {
      let run = try console.client(arguments).cancel(number)
      if arguments.has(.json) {
        console.print(json: run)
      } else {
        console.print(run.line + (run.outcome == nil ? ", is told to end" : "") + "\n")
      }
      return .done
    } catch ClientError.refused(let problem) {
      // Whoever reads JSON wants the run that has ended already.
      if arguments.has(.json), let run = problem.run { console.print(json: run) }
      throw ClientError.refused(problem)
    }
  }
}
