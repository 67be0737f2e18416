import Daemon
import Scheduler

extension Console {
  /// The daemon that a command line means.
  func client(_ arguments: Arguments) throws(ClientError) -> ControlClient {
    try ControlClient(firstOf: paths.sockets(arguments[.socket], stateDirectory: nil))
  }

  /// Asks for something that concerns one job; an unknown one is answered with the one that was probably meant.
  func asking<Answer>(
    _ client: ControlClient,
    for job: String,
    _ ask: () throws(ClientError) -> Answer
  ) throws -> Answer {
    do throws(ClientError) {
      return try ask()
    } catch {
      guard case .refused(let problem) = error,
        problem.type == ControlProblem.unknownJob(JobID(job)).document.type
      else { throw error }
      throw try unknownJob(job, among: client.jobs().map(\.id))
    }
  }

  /// What to say of a job that is not there.
  func unknownJob(_ job: String, among jobs: [String]) -> CommandFailure {
    let nearest = Spelling.nearest(to: job, among: jobs)
    return CommandFailure("there is no job \"\(job)\"" + (nearest.map { "; did you mean \($0)?" } ?? ""))
  }
}
