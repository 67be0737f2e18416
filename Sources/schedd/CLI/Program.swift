import Daemon
import Scheduler

/// The program, from its words to its exit status.
package enum Program {
  /// Does what a command line says.
  ///
  /// - Parameters:
  ///   - words: The command line without the program's name.
  ///   - console: Where it prints and what it sees.
  /// - Returns: What the caller is told.
  package static func run(_ words: [String], _ console: Console) -> ExitCode {
    switch words.first {
    case "--version":
      console.print(Help.version)
      return .done
    case "--help", "-h":
      console.print(Help.overview)
      return .done
    case "help":
      return help(Array(words.dropFirst()), console)
    case let name?:
      return run(name, Array(words.dropFirst()), console)
    case nil:
      console.complain("schedd: \(UsageError.noCommand)\n\n" + Help.overview)
      return .usage
    }
  }

  private static func help(_ words: [String], _ console: Console) -> ExitCode {
    guard let name = words.first else {
      console.print(Help.overview)
      return .done
    }
    guard let command = find(name, console) else { return .usage }
    console.print(Help.text(of: command))
    return .done
  }

  private static func run(_ name: String, _ words: [String], _ console: Console) -> ExitCode {
    guard let command = find(name, console) else { return .usage }
    do {
      let arguments = try Arguments(words, of: command)
      if arguments.has(.help) {
        console.print(Help.text(of: command))
        return .done
      }
      return try command.run(arguments, console)
    } catch let error as UsageError {
      console.complain("schedd \(name): \(error)\n" + Help.usage(of: command))
      return .usage
    } catch let error as CommandFailure {
      console.complain("schedd \(name): \(error.message)\n")
      return error.status
    } catch let error as ClientError {
      console.complain("schedd \(name): \(error)\n")
      if case .refused = error { return .wrong }
      return .unreachable
    } catch {
      console.complain("schedd \(name): \(error)\n")
      return .wrong
    }
  }

  private static func find(_ name: String, _ console: Console) -> Command? {
    if let command = Command.all.first(where: { $0.name == name }) { return command }
    let names = Command.all.map(\.name) + ["help", "--help", "--version"]
    let error = UsageError.unknownCommand(name, nearest: Spelling.nearest(to: name, among: names))
    console.complain("schedd: \(error)\n\"schedd help\" lists the commands\n")
    return nil
  }
}
