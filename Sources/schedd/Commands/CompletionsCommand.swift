import Daemon
import Scheduler

extension Command {
  /// How many runs are offered.
  private static let offeredRuns = 20

  /// What shells need to complete command lines.
  package static let completions = Command(
    name: "completions",
    summary: "Print the completion of command lines for a shell",
    usage: ["completions SHELL", "completions jobs|runs|tags|zones [--socket PATH]"],
    discussion: """
      SHELL is bash, zsh or fish. The script completes commands, options and files,
      and the names of jobs, runs and tags, which it asks the daemon for by the
      second form; those of zones are the machine's. Where no daemon answers there are
      none, and nothing is said.

        schedd completions bash > /etc/bash_completion.d/schedd
        schedd completions zsh > /usr/local/share/zsh/site-functions/_schedd
        schedd completions fish > ~/.config/fish/completions/schedd.fish
      """,
    operands: [.required("SHELL")],
    options: [.socket]
  ) { arguments, console in
    let word = arguments.operands[0]
    if let shell = CompletionShell(rawValue: word) {
      console.print(shell.script)
    } else if word == CompletedNames.zones.rawValue {
      console.print(console.zones.names.map { $0.printable + "\n" }.joined())
    } else if let names = CompletedNames(rawValue: word) {
      // Somebody is typing; whatever is wrong is said when the line is run.
      let found = (try? Command.names(names, console.client(arguments))) ?? []
      console.print(found.map { $0.printable + "\n" }.joined())
    } else {
      let known = CompletionShell.allCases.map(\.rawValue) + CompletedNames.allCases.map(\.rawValue)
      let nearest = Spelling.nearest(to: word, among: known).map { "; did you mean \($0)?" } ?? ""
      throw CommandFailure(
        "\"\(word.printable)\" is none of \(known.joined(separator: ", "))\(nearest)",
        .usage
      )
    }
    return .done
  }

  private static func names(_ names: CompletedNames, _ client: ControlClient) throws -> [String] {
    switch names {
    case .jobs: return try client.jobs().map(\.id)
    // The machine's, which no daemon is asked for.
    case .zones: return []
    case .runs: return try client.runs(RunQuery(limit: offeredRuns)).map { "\($0.id)" }
    case .tags:
      var known: Set<String> = []
      return try client.jobs().flatMap(\.tags).filter { known.insert($0).inserted }
    }
  }
}
