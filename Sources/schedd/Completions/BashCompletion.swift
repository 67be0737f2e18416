/// The completion for bash; it needs nothing of the package that bash's other completions share.
enum BashCompletion {
  static var script: String {
    let commands = Command.all.map(\.name) + ["help", "--help", "--version"]
    return """
      # Completion of schedd for bash, made by "schedd completions bash".

      _schedd_offer() {
        case $1 in
          files) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$2") ;;
          folders) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$2") ;;
          \(CompletedNames.allCases.map(\.rawValue).joined(separator: "|")))
            mapfile -t COMPREPLY < <(compgen -W "$("$3" completions "$1" 2>/dev/null)" -- "$2") ;;
          =*) mapfile -t COMPREPLY < <(compgen -W "${1#=}" -- "$2") ;;
        esac
      }

      # What the value of an option, or an operand by its place, can be.
      _schedd_kind() {
        case $1 in
      \(kinds.map { "    \($0.pattern.asShellWord)) printf %s \($0.kind.asShellWord) ;;\n" }.joined())\
        esac
      }

      _schedd() {
        local current=${COMP_WORDS[COMP_CWORD]} command='' option='' operands=0 i word
        COMPREPLY=()
        for ((i = 1; i < COMP_CWORD; i++)); do
          word=${COMP_WORDS[i]}
          # bash cuts "--name=value" into three words.
          if [[ $word == = ]]; then continue; fi
          if [[ -z $command ]]; then
            if [[ $word != -* ]]; then command=$word; fi
          elif [[ -n $option ]]; then
            option=''
          elif [[ $word == -* ]]; then
            if [[ -n $(_schedd_kind "$command $word") ]]; then option=$word; fi
          else
            ((operands++))
          fi
        done
        if [[ $current == = ]]; then current=''; fi
        if [[ -z $command ]]; then
          _schedd_offer \("=\(commands.joined(separator: " "))".asShellWord) "$current"
        elif [[ -n $option ]]; then
          _schedd_offer "$(_schedd_kind "$command $option")" "$current" "${COMP_WORDS[0]}"
        elif [[ $current == -* ]]; then
          _schedd_offer "$(_schedd_kind "$command -")" "$current"
        else
          _schedd_offer "$(_schedd_kind "$command $operands")" "$current" "${COMP_WORDS[0]}"
        fi
      }

      complete -F _schedd schedd

      """
  }

  /// For a command and an option, or the number of an operand: what can stand there.
  private static var kinds: [(pattern: String, kind: String)] {
    let help = (pattern: "help 0", kind: "=\(Command.all.map(\.name).joined(separator: " "))")
    return Command.all.flatMap { command in
      let values = command.allOptions.compactMap { option in
        CompletedWord(option: option).map { (pattern: "\(command.name) \(option.name)", kind: kind($0)) }
      }
      let operands = command.operands.enumerated().map { index, operand in
        (pattern: "\(command.name) \(index)", kind: kind(CompletedWord(operand: operand.name)))
      }
      let names = command.allOptions.map(\.name).joined(separator: " ")
      return values + operands + [(pattern: "\(command.name) -", kind: "=\(names)")]
    } + [help]
  }

  private static func kind(_ word: CompletedWord) -> String {
    switch word {
    case .files: "files"
    case .folders: "folders"
    case .names(let names): names.rawValue
    case .words(let words): "=\(words.joined(separator: " "))"
    case .anything: "anything"
    }
  }
}
