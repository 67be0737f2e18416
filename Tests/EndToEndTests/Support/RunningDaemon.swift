import Daemon
import Glibc

/// A daemon that a story has started.
final class RunningDaemon: Sendable {
  let process: ChildProcess

  /// What tells its state directory's runs from all others, once it is up.
  let stateID = Promise<String>()

  private let log = LogFeed()
  private let errors = Collector()
  private let stateDirectory: String

  init(_ arguments: [String], environment: [String: String], stateDirectory: String) throws {
    self.stateDirectory = stateDirectory
    process = try ChildProcess(arguments, environment: environment, output: log, errors: errors)
  }

  /// Waits until it is up.
  func isUp() async throws {
    try await line("daemon_started")
    stateID.keep(try LedgerReader(reading: stateDirectory).stateDirectoryID())
  }

  // MARK: Its log

  /// Every line so far.
  var lines: [LogLine] { log.lines }

  /// What it wrote to standard error until now.
  var complaints: String { errors.soFar }

  /// Waits for a line of its log.
  ///
  /// - Parameters:
  ///   - event: What it is about.
  ///   - other: What else it may be about.
  ///   - job: Whose run it is about; nil for any.
  ///   - earlier: The line that it must come after.
  ///   - isWanted: What else must hold.
  /// - Returns: The line.
  /// - Throws: `StoryFailure` with the end of the log, when it does not come.
  @discardableResult
  func line(
    _ event: String,
    or other: String? = nil,
    job: String? = nil,
    after earlier: LogLine? = nil,
    where isWanted: @escaping @Sendable (LogLine.Entry) -> Bool = { _ in true }
  ) async throws -> LogLine.Entry {
    try await logLine(event, or: other, job: job, after: earlier, where: isWanted).1
  }

  /// The same, with the line's place in the log.
  func logLine(
    _ event: String,
    or other: String? = nil,
    job: String? = nil,
    after earlier: LogLine? = nil,
    where isWanted: @escaping @Sendable (LogLine.Entry) -> Bool = { _ in true }
  ) async throws -> (LogLine, LogLine.Entry) {
    let number = earlier.map { $0.number + 1 } ?? 0
    let line = await log.line(from: number, within: Story.patience) { line in
      guard line.event == event || line.event == other, let entry = line.entry else { return false }
      return (job == nil || entry.job == job) && isWanted(entry)
    }
    guard let line, let entry = line.entry else {
      throw failure("\(event)\(job.map { " of \($0)" } ?? "") does not come")
    }
    return (line, entry)
  }

  /// Waits until so many lines of a kind have come.
  func lines(
    _ event: String,
    job: String? = nil,
    after earlier: LogLine? = nil,
    count: Int,
    where isWanted: @escaping @Sendable (LogLine.Entry) -> Bool = { _ in true }
  ) async throws {
    var last = earlier
    for _ in 0..<count { last = try await logLine(event, job: job, after: last, where: isWanted).0 }
  }

  /// Waits until its log has so many lines.
  func reach(lines count: Int) async {
    guard count > 0 else { return }
    _ = await log.line(from: count - 1, within: Story.patience) { _ in true }
  }

  /// Waits for a line that a job writes and that reads NAME NUMBER.
  func number(_ name: String, job: String) async throws -> Int32 {
    let entry = try await line("output", job: job) { $0.text.hasPrefix("\(name) ") }
    guard let number = Int32(entry.text.dropFirst(name.count + 1)) else {
      throw failure("\"\(entry.text)\" has no number")
    }
    return number
  }

  /// Waits for a line of a log for people.
  func text(
    within limit: Duration = Story.patience,
    where isWanted: @escaping @Sendable (String) -> Bool
  ) async throws {
    guard await log.line(from: 0, within: limit, where: { isWanted($0.raw) }) != nil else {
      throw failure("the line does not come")
    }
  }

  // MARK: Its end

  func send(_ signal: Int32) {
    process.send(signal)
  }

  /// Waits for its end.
  func end() async throws -> ProcessEnd {
    guard let end = await process.end.value(within: Story.patience) else { throw failure("it does not end") }
    // Its last lines are there once nobody can write any more.
    _ = await errors.text.value(within: Story.patience)
    _ = await log.line(from: .max, within: Story.patience) { _ in false }
    return end
  }

  /// Stops it by SIGTERM.
  func stop() async throws -> ProcessEnd {
    send(SIGTERM)
    return try await end()
  }

  func failure(_ what: String) -> StoryFailure {
    let tail = lines.suffix(25).map { String($0.raw.prefix(300)) }.joined(separator: "\n")
    return StoryFailure("\(what); the daemon's log ends with\n\(tail)\n\(complaints)")
  }
}
