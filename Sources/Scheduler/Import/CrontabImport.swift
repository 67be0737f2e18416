/// A crontab as a job file.
public struct CrontabImport: Sendable {
  /// The job file, with comments.
  public let jobFile: String

  /// What is to be said of the lines, in their order.
  public let remarks: [CrontabRemark]

  /// Whether everything is in the job file, if in other words.
  public var isComplete: Bool { remarks.allSatisfy { $0.severity == .note } }

  /// Makes a job file of a crontab.
  ///
  /// The job file is good for `JobFile.read`, whatever the crontab is.
  ///
  /// - Parameters:
  ///   - bytes: The crontab.
  ///   - hasUser: Whether each entry names a user, as `/etc/crontab` and the files of `/etc/cron.d` do.
  ///   - source: What the crontab is called in the job file.
  ///   - zones: Where the zones that it names come from.
  public init(_ bytes: [UInt8], hasUser: Bool, source: String, zones: any ZoneSource) {
    var reader = CrontabReader(hasUser: hasUser, zones: zones)
    reader.read(bytes)
    jobFile = reader.file.text(source: source)
    remarks = reader.remarks
  }
}

/// Reads a crontab from its first line to its last, and collects the jobs.
struct CrontabReader {
  private let hasUser: Bool
  private let zones: any ZoneSource
  private var variables = CrontabVariables()
  private var names = CrontabJobNames()

  /// The comments that stand directly before the line.
  private var comments: [String] = []
  private var line = 0

  private(set) var file = ImportedFile()
  private(set) var remarks: [CrontabRemark] = []

  init(hasUser: Bool, zones: any ZoneSource) {
    self.hasUser = hasUser
    self.zones = zones
  }

  mutating func read(_ bytes: [UInt8]) {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, bytes) in lines.enumerated() {
      line = index + 1
      // Behind the last line break there is no line.
      guard index < lines.count - 1 || !bytes.isEmpty else { continue }
      if index == lines.count - 1 {
        remark(.note, "has no line break at its end, and cron would ignore it")
      }
      take(bytes)
    }
    keepComments()
  }

  private mutating func take(_ bytes: ArraySlice<UInt8>) {
    // Files from other systems; cron would hand it to the shell.
    let bytes = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      return refuse(String(decoding: bytes, as: UTF8.self), "is not text in UTF-8; convert it")
    }
    switch CrontabLine(text[...], hasUser: hasUser) {
    case .blank:
      keepComments()
    case .comment(let comment):
      comments.append(comment)
    case .variable(let name, let value):
      keepComments()
      if let loss = variables.assign(name, value, zones: zones) { remark(.warning, loss) }
    case .malformed(let reason):
      refuse(text, "is no line of a crontab: it \(reason)")
    case .entry(let entry):
      take(entry, text)
    }
  }

  private mutating func take(_ entry: CrontabEntry, _ text: String) {
    if let user = entry.user, user.contains("/") {
      return refuse(
        text,
        "has no user before the command; is it the crontab of a user? Then leave out --system"
      )
    }
    let (command, input) = entry.parts
    guard command.contains(where: { !$0.isWhitespace }) else {
      return refuse(text, "has no command before the \"%\"")
    }
    guard (input?.utf8.count ?? 0) <= StandardInput.longestText else {
      return refuse(text, "has too much standard input; write it to a file: \"stdin\": {\"file\": \"/path\"}")
    }
    var names = names
    let id = names.name(for: command)
    do throws(CrontabScheduleError) {
      let schedule = try CrontabSchedule(entry.schedule, job: id)
      self.names = names
      let description = description()
      file.add(
        ImportedJob(
          id: id,
          description: description,
          schedule: schedule,
          command: command,
          input: input,
          user: entry.user,
          variables: variables
        )
      )
      for note in schedule.notes + entry.notes { remark(.note, note) }
    } catch {
      refuse(text, error.reason)
    }
  }

  private mutating func remark(_ severity: CrontabRemark.Severity, _ message: String) {
    remarks.append(CrontabRemark(line: line, severity: severity, message: message))
  }

  /// A line whose job is lost; it stands in the job file as a comment.
  private mutating func refuse(_ text: String, _ reason: String) {
    keepComments()
    file.add(comment: "line \(line) of the crontab, which could not be carried over:")
    file.add(comment: text)
    remark(.error, reason)
  }

  private mutating func keepComments() {
    for comment in comments { file.add(comment: comment) }
    comments = []
  }

  /// The comments before an entry in one, unless one of them is no sentence; then they stay comments.
  private mutating func description() -> String? {
    let sentences = comments.filter { $0.contains(where: \.isLetter) }
    guard !sentences.isEmpty, sentences.allSatisfy(isSentence) else {
      keepComments()
      return nil
    }
    comments = []
    return sentences.joined(separator: " ")
  }

  /// Whether a comment says something of a job: it is neither an entry that is switched off, nor the titles of the
  /// columns, nor a drawing of them.
  private func isSentence(_ comment: String) -> Bool {
    if "|.*".contains(comment.first ?? " ") { return false }
    let words = comment.split { " \t".contains($0) }
    let titles: Set<Substring> = [
      "m", "h", "dom", "mon", "dow", "min", "hour", "user", "command", "user-name",
    ]
    guard !words.allSatisfy(titles.contains) else { return false }
    guard case .entry(let entry) = CrontabLine(comment[...], hasUser: hasUser) else { return true }
    return (try? CrontabSchedule(entry.schedule, job: "x")) == nil
  }
}

extension CrontabEntry {
  /// What its marks and options come to.
  fileprivate var notes: [String] {
    var notes: [String] = []
    if isQuiet { notes.append("the \"-\" keeps a run out of the system's log; schedd records each run") }
    for flag in flags {
      switch flag {
      case "n": notes.append("-n is about mail after a success; schedd sends none")
      case "q": notes.append("-q keeps a run out of the system's log; schedd records each run")
      default:
        notes.append("-s is how schedd runs every job: one run at a time (\"max_instances\")")
      }
    }
    return notes
  }
}
