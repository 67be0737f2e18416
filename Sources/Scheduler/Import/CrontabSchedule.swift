import CronParser

/// When a line of a crontab runs, as a job file says it.
struct CrontabSchedule {
  /// The trigger's members; the first one is its kind.
  var members: [(name: String, value: JSONTree)]

  /// Whether it names times, so that a zone and jitter may stand beside it.
  var isTimed = true

  /// What is said otherwise than cron has it.
  var notes: [String] = []

  /// Translates fields or a nickname.
  ///
  /// - Parameters:
  ///   - text: As `CrontabEntry` has it.
  ///   - job: The job's id, which `H` is drawn from.
  /// - Throws: Why there is no such schedule.
  init(_ text: String, job: String) throws(CrontabScheduleError) {
    switch text {
    case "@reboot":
      members = [("startup", .json("true"))]
      isTimed = false
      notes = ["@reboot is once a boot for cron, and once at each start of the daemon for schedd"]
    case "@every_minute":
      members = [("cron", .string("* * * * *"))]
    case "@every_second":
      members = [("interval", .string("1s"))]
    case _ where text.hasPrefix("@every "):
      members = [("interval", .string(try Self.interval(text)))]
      notes = ["the interval counts from 1970-01-01 00:00 UTC, and not from the daemon's start"]
    default:
      let (expression, drawn) = Self.hashed(text)
      try Self.check(expression, job: job)
      members = [("cron", .string(expression))]
      if !drawn.isEmpty {
        let all = drawn.joined(separator: ", ")
        notes = ["cron draws \(all) anew whenever it reads the file; H is drawn from the job's id and stays"]
      }
    }
  }

  private static func interval(_ text: String) throws(CrontabScheduleError) -> String {
    let length = String(text.dropFirst("@every ".count))
    do throws(DurationError) {
      guard try TimeAmount(length) >= Interval.shortest else { throw .negative }
      return length
    } catch {
      throw CrontabScheduleError(reason: "\(length.quoted) is no length of time such as 90s or 1h30m")
    }
  }

  private static func check(_ text: String, job: String) throws(CrontabScheduleError) {
    let options = CronOptions(allowsExtendedDays: true, hashKey: job)
    let expression: CronExpression
    do throws(CronSyntaxError) {
      expression = try CronExpression(text, options: options)
    } catch {
      throw CrontabScheduleError(reason: error.message + (error.hint.map { "; \($0)" } ?? ""))
    }
    guard !expression.neverFires else {
      throw CrontabScheduleError(reason: "\(text.quoted) never fires, and does not in cron either; remove it")
    }
  }
}

/// Why a line of a crontab names no times.
struct CrontabScheduleError: Error {
  var reason: String
}

extension CrontabSchedule {
  /// The fields with `H` in place of random values (`~`, `10~20`, `~/15`), and each of these as it was.
  private static func hashed(_ text: String) -> (text: String, drawn: [String]) {
    guard text.contains("~") else { return (text, []) }
    var drawn: [String] = []
    let fields = text.split(separator: " ").enumerated().map { index, field in
      field.split(separator: ",", omittingEmptySubsequences: false).map { member in
        guard let hash = hash(member, field: index) else { return String(member) }
        drawn.append("\(member)")
        return hash
      }.joined(separator: ",")
    }
    return (fields.joined(separator: " "), drawn)
  }

  private static func hash(_ member: Substring, field: Int) -> String? {
    let parts = member.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let ends = parts[0].split(separator: "~", omittingEmptySubsequences: false)
    guard ends.count == 2, field < ranges.count else { return nil }
    let step = parts.count > 1 ? "/\(parts[1])" : ""
    guard !(ends[0].isEmpty && ends[1].isEmpty) else { return "H\(step)" }
    let first = ends[0].isEmpty ? "\(ranges[field].lowerBound)" : "\(ends[0])"
    let last = ends[1].isEmpty ? "\(ranges[field].upperBound)" : "\(ends[1])"
    return "H(\(first)-\(last))\(step)"
  }

  private static let ranges = [0...59, 0...23, 1...31, 1...12, 0...6]
}
