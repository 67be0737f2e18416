import Daemon
import Scheduler

extension Command {
  private static let system = Option("--system", "Each line names a user, as in /etc/crontab")

  /// A job file made of what another scheduler has.
  package static let importing = Command(
    name: "import",
    summary: "Make a job file of a crontab",
    usage: ["import crontab [FILE|-] [--system]"],
    discussion: """
      Prints a job file; without FILE, or with -, the crontab is read from standard
      input:

        crontab -l | schedd import crontab > jobs.json
        schedd import crontab /etc/crontab > jobs.json

      /etc/crontab and the files of /etc/cron.d name a user on each line; so does any
      other file with --system. Comments before a line become its job's description.

      What a job file says in other words, and what it cannot say, is told on
      standard error with its line; the exit status is 1 where something is lost.
      """,
    operands: [.required("crontab"), .optional("FILE")],
    options: [system]
  ) { arguments, console in
    let format = arguments.operands[0]
    guard format == "crontab" else {
      throw CommandFailure(
        "\"\(format.printable)\" cannot be imported; it must be: schedd import crontab [FILE]",
        .usage
      )
    }
    let path = arguments.operands.dropFirst().first ?? "-"
    let bytes = try path == "-" ? standardInput(console) : file(path)
    let name = path == "-" ? "standard input" : path.printable
    let result = CrontabImport(
      bytes,
      hasUser: arguments.has(system) || isSystemCrontab(path),
      source: name,
      zones: console.zones
    )
    console.print(result.jobFile)
    for remark in result.remarks { console.complain(remark.rendered(file: name).printable + "\n") }
    return result.isComplete ? .done : .wrong
  }

  /// Whether cron finds a user on each line of a file.
  private static func isSystemCrontab(_ path: String) -> Bool {
    let folder = "/etc/cron.d/"
    return path == "/etc/crontab" || path.hasPrefix(folder) && path.count > folder.count
  }

  private static func file(_ path: String) throws(CommandFailure) -> [UInt8] {
    do throws(JobFileSource.Unreadable) {
      return try JobFileSource.bytes(of: path, mayWait: true)
    } catch {
      throw CommandFailure(error.reason)
    }
  }

  private static func standardInput(_ console: Console) throws(CommandFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      let more = console.input(64 * 1024)
      guard !more.isEmpty else { return bytes }
      bytes += more
      guard bytes.count <= JobFile.sizeLimit else {
        let limit = JobFile.sizeLimit >> 20
        throw CommandFailure("standard input has more than \(limit) MiB, the most that is read")
      }
    }
  }
}
