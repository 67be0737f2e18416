/// The completion for fish.
enum FishCompletion {
  static var script: String {
    let commands = Command.all.map { command in
      "complete -c schedd -n __fish_use_subcommand -a \(command.name) -d \(quoted(command.summary))\n"
    }
    let names = Command.all.map(\.name).joined(separator: " ")
    return """
      # Completion of schedd for fish, made by "schedd completions fish".

      # Whether so many operands of a command stand before the word.
      function __schedd_operands
        set -l words (commandline -opc)
        test (count $words) -gt 1; and test "$words[2]" = $argv[1]; or return 1
        set -l count 0
        for word in $words[3..-1]
          string match -q -- '-*' $word; or set count (math $count + 1)
        end
        test $count -eq $argv[2]
      end

      complete -c schedd -f
      complete -c schedd -n __fish_use_subcommand -a help -d 'Say more of a command'
      complete -c schedd -n '__fish_seen_subcommand_from help' -a \(quoted(names))
      \(commands.joined())\(Command.all.map(branch).joined())
      """
  }

  private static func branch(_ command: Command) -> String {
    let options = command.allOptions.map { option in
      let name =
        option.name.hasPrefix("--") ? "-l \(option.name.dropFirst(2))" : "-s \(option.name.dropFirst())"
      let value = CompletedWord(option: option).map { " \(arguments($0, isOption: true))" } ?? ""
      return "complete -c schedd -n '__fish_seen_subcommand_from \(command.name)' \(name)\(value)"
        + " -d \(quoted(option.summary))\n"
    }
    let operands = command.operands.enumerated().map { index, operand in
      "complete -c schedd -n '__schedd_operands \(command.name) \(index)'"
        + " \(arguments(CompletedWord(operand: operand.name), isOption: false))\n"
    }
    return (options + operands).joined()
  }

  private static func arguments(_ word: CompletedWord, isOption: Bool) -> String {
    // An option's value is exclusive where it is no file.
    let start = isOption ? "-x" : ""
    let text =
      switch word {
      case .files: isOption ? "-r -F" : "-F"
      case .folders: "\(start) -a '(__fish_complete_directories)'"
      case .names(let names): "\(start) -a '(schedd completions \(names.rawValue) 2>/dev/null)'"
      case .words(let words): "\(start) -a \(quoted(words.joined(separator: " ")))"
      case .anything: isOption ? "-x" : "-a ''"
      }
    return text.hasPrefix(" ") ? String(text.dropFirst()) : text
  }

  private static func quoted(_ text: String) -> String {
    "'\(text.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'"
  }
}
