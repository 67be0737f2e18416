/// The completion for zsh.
enum ZshCompletion {
  static var script: String {
    let commands = Command.all.map { "    \("\($0.name):\($0.summary)".asShellWord)\n" }.joined()
    return """
      #compdef schedd
      # Completion of schedd for zsh, made by "schedd completions zsh".

      _schedd_names() {
        local -a names
        names=(${(f)"$(_call_program $1 $service completions $1 2>/dev/null)"})
        compadd -a names
      }

      _schedd() {
        local -a commands
        commands=(
      \(commands)    'help:Say more of a command'
        )
        if (( CURRENT == 2 )); then
          _describe -t commands command commands
          return
        fi
        local command=$words[2]
        shift words
        (( CURRENT-- ))
        case $command in
      \(Command.all.map(branch).joined())    help) _describe -t commands command commands ;;
        esac
      }

      _schedd "$@"

      """
  }

  private static func branch(_ command: Command) -> String {
    let options = command.allOptions.map { option in
      let summary = option.summary.replacing("[", with: "(").replacing("]", with: ")")
      let value = CompletedWord(option: option).map { ":\(escaped(option.value ?? "")):\(action($0))" } ?? ""
      return
        "\(option.isRepeatable ? "*" : "")\(option.name)\(option.name.hasPrefix("--") && !value.isEmpty ? "=" : "")[\(escaped(summary))]\(value)"
    }
    let operands = command.operands.map { operand in
      "\(operand.isRequired ? ":" : "::")\(operand.name):\(action(CompletedWord(operand: operand.name)))"
    }
    let specifications = (options + operands).map { " \\\n        \($0.asShellWord)" }.joined()
    return "    \(command.name)) _arguments\(specifications) ;;\n"
  }

  private static func action(_ word: CompletedWord) -> String {
    switch word {
    case .files: "_files"
    case .folders: "_files -/"
    case .names(let names): "_schedd_names \(names.rawValue)"
    case .words(let words): "(\(words.joined(separator: " ")))"
    case .anything: " "
    }
  }

  /// A colon would end the text.
  private static func escaped(_ text: String) -> String { text.replacing(":", with: "\\:") }
}
