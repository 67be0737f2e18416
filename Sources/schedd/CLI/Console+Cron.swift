import CronParser
import Daemon
import Scheduler

extension Console {
  /// A cron expression on the command line.
  ///
  /// - Parameters:
  ///   - text: What was written.
  ///   - arguments: The words around it, which may say for which job.
  /// - Returns: What it says.
  /// - Throws: `CommandFailure` that shows what is wrong under the text.
  func cronExpression(_ text: String, _ arguments: Arguments) throws(CommandFailure) -> CronExpression {
    var options = CronOptions(allowsExtendedDays: true, hashKey: arguments[.id])
    do {
      return try CronExpression(text, options: options)
    } catch {
      var hint = error.hint.map { "; \($0)" } ?? ""
      if options.hashKey == nil {
        options.hashKey = ""
        if (try? CronExpression(text, options: options)) != nil { hint = "; say for which job with --id" }
      }
      let pointer = String(repeating: " ", count: error.column - 1) + "^"
      throw CommandFailure("\(error.message)\(hint)\n  \(text.printable)\n  \(pointer)")
    }
  }

  /// The zone that a command line names, else the machine's.
  func zone(named name: String?) throws(CommandFailure) -> Zone {
    guard let name else { return zone }
    do {
      return try zones.zone(named: name)
    } catch {
      throw CommandFailure(wording(of: error))
    }
  }

  private func wording(of error: ZoneError) -> String {
    switch error {
    case .unknown(let name):
      "there is no zone \"\(name)\""
        + (Spelling.nearest(to: name, among: zones.names).map { "; did you mean \($0)?" } ?? "")
    case .malformed(let name, let why): "the file of the zone \(name) is damaged: \(why)"
    case .unreadable(let name, let why): "the file of the zone \(name) cannot be read: \(why)"
    }
  }
}
