import Daemon
import Scheduler

extension Command {
  static let explainedJob = Option("--job", value: "ID", "Say what became of this job, not what EXPR means")
  static let explainedTime = Option("--at", value: "TIME", "When")

  /// Why a job did or did not run at a time.
  static func explain(job: String, _ arguments: Arguments, _ console: Console) throws -> ExitCode {
    if let expression = arguments.operands.first {
      throw UsageError.conflict(expression, explainedJob.name)
    }
    for option in [explainedZone, .id] { try arguments.check(option, conflictsWith: explainedJob) }
    guard let time = arguments[explainedTime] else {
      throw UsageError.useless(explainedJob, without: explainedTime.name)
    }
    // Read by the daemon, which knows the job's zone; what no zone makes a time of is found here.
    guard AskedTime(time, in: console.zone, now: console.now) != nil else {
      throw UsageError.malformedValue(explainedTime, time, expected: AskedTime.forms)
    }
    let client = try console.client(arguments)
    let account = try console.asking(client, for: job) { () throws(ClientError) in
      try client.explain(job, at: time)
    }
    if arguments.has(.json) {
      console.print(json: account)
    } else {
      console.print(text(of: account, console))
    }
    return .done
  }

  private static func text(of account: AccountObject, _ console: Console) -> String {
    let lines = account.text.split(separator: "\n").map { String($0).printable }
    guard let first = lines.first else { return "" }
    let headline = Style.bold.applied(to: first, isColored: console.isColored)
    return ([headline] + lines.dropFirst().map { "  \($0)" }).map { $0 + "\n" }.joined()
  }
}
