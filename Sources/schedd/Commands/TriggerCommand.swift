import Daemon
import Scheduler

extension Command {
  private static let wait = Option("--wait", "Wait for the run's end")

  /// How long one request waits; the command asks again until the run has ended.
  private static let patience: Int64 = 60

  /// Runs a job by hand.
  package static let trigger = Command(
    name: "trigger",
    summary: "Run a job now, by hand",
    usage: ["trigger JOB [--wait] [--json] [--socket PATH]"],
    discussion: """
      The schedule's phase is untouched. With --wait the exit status is 4 unless the
      run succeeds; Ctrl-C ends the waiting, not the run.
      """,
    operands: [.required("JOB")],
    options: [wait, .json, .socket]
  ) { arguments, console in
    var client = try console.client(arguments)
    let job = arguments.operands[0]
    // Before the run is made: Ctrl-C must never leave one behind without a word.
    if arguments.has(wait) { client.interruption = console.interruption() }
    let asked = client
    do {
      let run = try console.asking(asked, for: job) { () throws(ClientError) in try asked.trigger(job) }
      if !(arguments.has(wait) && arguments.has(.json)) { show(run, arguments, console) }
      return arguments.has(wait) ? try end(of: run, client, arguments, console) : .done
    } catch ClientError.refused(let problem) {
      // Whoever reads JSON wants the run that was skipped.
      if arguments.has(.json), let run = problem.run { console.print(json: run) }
      throw ClientError.refused(problem)
    } catch ClientError.interrupted {
      console.complain("the run may have been made; \"schedd history \(job)\" will say\n")
      return .interrupted
    }
  }

  private static func end(
    of run: RunObject,
    _ client: ControlClient,
    _ arguments: Arguments,
    _ console: Console
  ) throws -> ExitCode {
    var run = run
    do throws(ClientError) {
      while run.outcome == nil { run = try client.run(run.id, waiting: patience) }
    } catch .interrupted {
      console.complain("run \(run.id) goes on; \"schedd history \(run.job)\" will say how it ended\n")
      return .interrupted
    }
    show(run, arguments, console)
    return run.outcome == Outcome.succeeded.rawValue ? .done : .unsuccessful
  }

  private static func show(_ run: RunObject, _ arguments: Arguments, _ console: Console) {
    if arguments.has(.json) {
      console.print(json: run)
    } else {
      console.print(run.line + "\n")
    }
  }
}
