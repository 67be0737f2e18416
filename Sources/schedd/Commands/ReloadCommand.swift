import Daemon

extension Command {
  /// Has the job file read again.
  package static let reload = Command(
    name: "reload",
    summary: "Have the daemon read its job file again",
    usage: ["reload [--json] [--socket PATH]"],
    discussion: """
      A file with errors changes nothing: the jobs in force stay. Runs that are under
      way finish under their old definition.
      """,
    options: [.json, .socket]
  ) { arguments, console in
    let client = try console.client(arguments)
    do throws(ClientError) {
      let result = try client.reload()
      for warning in result.warnings { console.complain(warning.text + "\n") }
      if arguments.has(.json) {
        console.print(json: result)
      } else {
        console.print(
          "reloaded: \(result.added) added, \(result.changed) changed, \(result.removed) removed, "
            + "\(result.unchanged) unchanged\n"
        )
      }
      return .done
    } catch {
      guard case .refused(let document) = error else { throw error }
      for problem in document.problems ?? [] { console.complain(problem.text + "\n") }
      if arguments.has(.json) { console.print(json: document) }
      throw error
    }
  }
}
