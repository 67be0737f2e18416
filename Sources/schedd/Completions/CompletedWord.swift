import Scheduler

/// What can stand where a shell completes a word of a command line.
package enum CompletedWord: Hashable, Sendable {
  case files
  case folders

  /// What the daemon, or the machine, knows: `schedd completions` prints them.
  case names(CompletedNames)

  /// One of these.
  case words([String])

  /// Anything; nothing is offered.
  case anything

  /// What an operand can be, by its name in help.
  package init(operand name: String) {
    switch name {
    case "FILE": self = .files
    case "JOB": self = .names(.jobs)
    case "RUN": self = .names(.runs)
    case "SHELL": self = .words(CompletionShell.allCases.map(\.rawValue))
    // What is written as it is, such as "crontab".
    case _ where name == name.lowercased(): self = .words([name])
    default: self = .anything
    }
  }

  /// What the value of an option can be; nil where it takes none.
  package init?(option: Option) {
    guard let value = option.value else { return nil }
    switch (option.name, value) {
    case ("--job", _): self = .names(.jobs)
    case (_, "TAG"): self = .names(.tags)
    case (_, "ZONE"): self = .names(.zones)
    case (_, "FILE"), (_, "PATH"): self = .files
    case (_, "DIR"): self = .folders
    case (_, "OUTCOME"): self = .words(Outcome.allCases.map(\.rawValue))
    case (_, "CAUSE"): self = .words(Cause.allCases.map(\.rawValue))
    default: self = .anything
    }
  }
}

/// What is looked up while somebody types.
package enum CompletedNames: String, CaseIterable, Sendable {
  case jobs, runs, tags, zones
}

/// The shells that there is a completion for.
package enum CompletionShell: String, CaseIterable, Sendable {
  case bash, zsh, fish

  /// The script that the shell reads.
  package var script: String {
    switch self {
    case .bash: BashCompletion.script
    case .zsh: ZshCompletion.script
    case .fish: FishCompletion.script
    }
  }
}

extension String {
  /// The text as one word of a shell, whatever stands in it.
  var asShellWord: String { "'\(replacing("'", with: "'\\''"))'" }
}
