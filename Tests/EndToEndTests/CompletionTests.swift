import ControlFixtures
import Daemon
import Foundation
import Scheduler
import Testing
import schedd

@Suite struct `The completion of a shell` {
  @Test(arguments: CompletionShell.allCases)
  func `is printed, and knows each command and option`(_ shell: CompletionShell) throws {
    let transcript = try Terminal().run("completions", shell.rawValue)
    #expect(transcript.status == .done)
    #expect(transcript.errors == "")
    for command in Command.all {
      #expect(transcript.output.contains(command.name))
      for option in command.options {
        let name = option.name.drop { $0 == "-" }
        #expect(transcript.output.contains(name), "\(command.name) \(option.name)")
      }
    }
  }

  @Test(arguments: CompletionShell.allCases)
  func `is one that the shell reads`(_ shell: CompletionShell) throws {
    // bash is everywhere; of the others those that are there.
    guard let program = Shell.path(of: shell.rawValue) else {
      #expect(shell != .bash)
      return
    }
    let result = try Shell.run(program, ["-n"], input: shell.script)
    #expect(result.status == 0)
    #expect(result.output == "")
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var words: [String]
    var offers: [String]

    init(_ words: String..., offers: [String]) {
      self.words = words
      self.offers = offers
    }

    var testDescription: String { words.joined(separator: " ") }
  }

  private static let rows: [Row] = [
    Row("sta", offers: ["status"]),
    Row("re", offers: ["resume", "reload"]),
    Row("trigger", "", offers: ["nightly", "noon"]),
    Row("trigger", "ni", offers: ["nightly"]),
    Row("trigger", "--wait", "ni", offers: ["nightly"]),
    Row("trigger", "--at", "12:00", "no", offers: ["noon"]),
    Row("trigger", "nightly", "", offers: []),
    Row("trigger", "--at", "n", offers: []),
    Row("trigger", "--w", offers: ["--wait"]),
    Row("cancel", "", offers: ["17", "18"]),
    Row("list", "--tag", "q", offers: ["quiet"]),
    Row("list", "--tag", "=", "q", offers: ["quiet"]),
    Row("list", "--tag", "=", offers: ["quiet"]),
    Row("next", "--timezone", "Europe/Berl", offers: ["Europe/Berlin"]),
    Row("help", "trig", offers: ["trigger"]),
    Row("completions", "z", offers: ["zsh"]),
    Row("import", "", offers: ["crontab"]),
    Row("validate", "a ", offers: ["a file"]),
    Row("import", "crontab", "a ", offers: ["a file"]),
    Row("run", "--state-dir", "f", offers: ["folder"]),
    Row("validate", "--", offers: ["--json", "--help"]),
    Row("nonsense", "", offers: []),
  ]

  @Test(arguments: rows)
  func `offers in bash what can stand there`(_ row: Row) throws {
    let folder = try Terminal().directory
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(
      at: folder.appending(path: "folder"),
      withIntermediateDirectories: true
    )
    try Data().write(to: folder.appending(path: "a file"))
    let words = (["schedd"] + row.words).map { "'\($0)'" }.joined(separator: " ")
    let script = """
      cd '\(folder.path)'
      schedd() {
        case $2 in
          jobs) printf '%s\\n' nightly noon ;;
          runs) printf '%s\\n' 17 18 ;;
          tags) echo quiet ;;
          zones) printf '%s\\n' Europe/Berlin Europe/Bern UTC ;;
        esac
      }
      \(CompletionShell.bash.script)
      COMP_WORDS=(\(words))
      COMP_CWORD=\(row.words.count)
      _schedd
      if [ ${#COMPREPLY[@]} -gt 0 ]; then printf '%s\\n' "${COMPREPLY[@]}"; fi
      """
    let bash = try #require(Shell.path(of: "bash"))
    let result = try Shell.run(bash, [], input: script)
    #expect(result.output.split(separator: "\n").map(String.init) == row.offers)
  }

  @Test func `has the names that the daemon knows`() throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon {
      $0.statuses = [.sample("a", tags: ["x", "y"]), .sample("b", tags: ["y", "z"])]
    }
    #expect(terminal.run("completions", "jobs").output == "a\nb\n")
    #expect(terminal.run("completions", "tags").output == "x\ny\nz\n")
    #expect(terminal.run("completions", "runs").status == .done)
    withExtendedLifetime(daemon) {}
  }

  @Test func `has the zones of the machine, whether there is a daemon or not`() throws {
    let zones = try Terminal().run("completions", "zones").output.split(separator: "\n")
    #expect(zones.contains("Europe/Berlin") && zones.contains("UTC"))
  }

  @Test(arguments: CompletedNames.allCases.filter { $0 != .zones })
  func `has no names and says nothing where there is no daemon`(_ names: CompletedNames) throws {
    let transcript = try Terminal().run("completions", names.rawValue)
    #expect(transcript.status == .done)
    #expect(transcript.output == "")
    #expect(transcript.errors == "")
  }

  @Test func `is refused for a shell that there is none for`() throws {
    let transcript = try Terminal().run("completions", "bsh")
    #expect(transcript.status == .usage)
    #expect(
      transcript.errors
        == "schedd completions: \"bsh\" is none of bash, zsh, fish, jobs, runs, tags, zones; did you mean bash?\n"
    )
  }
}
