import ControlFixtures
import Daemon
import Dispatch
import Foundation
import Glibc
import Scheduler
import Testing

/// What a story could not go on without.
struct StoryFailure: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) {
    self.description = description
  }
}

/// What a command of the program did.
struct CommandResult: Sendable {
  var status: Int32
  var output: String
  var errors: String
}

/// The world of one story: a directory of its own, the daemons that it starts there and the commands that it gives.
///
/// Nothing sleeps: a story waits for lines of the log, for the ends of processes and for answers, each with a
/// deadline that is far away from what it takes.
final class Story: Sendable {
  /// How long a story waits for what must come.
  static let patience = Duration.seconds(20)

  let directory: String
  private let daemons = Protected<[RunningDaemon]>([])

  fileprivate init() throws {
    var template = Array("/tmp/schedd-story.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw SystemError("mkdtemp") }
    directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  // MARK: Places

  func path(_ name: String) -> String { "\(directory)/\(name)" }

  var stateDirectory: String { path("state") }
  var socket: String { path("socket") }
  var jobFile: String { path("jobs.json") }

  /// Makes or replaces a file.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: URL(filePath: path(name)))
    return path(name)
  }

  func text(of name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  func exists(_ name: String) -> Bool { access(path(name), F_OK) == 0 }

  /// The program: what the package has built beside this test, or what SCHEDD_PROGRAM names.
  static var program: String {
    get throws {
      if let named = getenv("SCHEDD_PROGRAM") { return String(cString: named) }
      let test = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      return URL(filePath: test).deletingLastPathComponent().appending(path: "schedd").path
    }
  }

  /// What every process of a story gets: nothing of the environment that the tests run in.
  var environment: [String: String] {
    ["PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": directory, "SCHEDD_SOCKET": socket]
  }

  // MARK: Daemons

  /// Starts a daemon in the usual places and waits until it is up.
  ///
  /// - Parameter jobs: The text of its job file; nil leaves the one that is there.
  /// - Returns: The daemon.
  /// - Throws: `StoryFailure` when it does not come up.
  func start(_ jobs: String? = nil) async throws -> RunningDaemon {
    if let jobs { try write("jobs.json", jobs) }
    let options = ["--no-watch", "--state-dir", stateDirectory, "--log-format", "json"]
    let daemon = try launch(["run", jobFile] + options)
    try await daemon.isUp()
    return daemon
  }

  /// Starts a daemon and does not wait.
  ///
  /// - Parameters:
  ///   - words: The program's arguments.
  ///   - environment: What it gets; nil for the usual.
  ///   - wrapper: A command that starts it, such as `unshare`.
  /// - Returns: The daemon, or what becomes one.
  /// - Throws: What keeps the process from being started.
  func launch(
    _ words: [String],
    environment: [String: String]? = nil,
    under wrapper: [String] = []
  ) throws -> RunningDaemon {
    let daemon = try RunningDaemon(
      wrapper + [try Self.program] + words,
      environment: environment ?? self.environment,
      stateDirectory: stateDirectory
    )
    daemons.change { $0.append(daemon) }
    return daemon
  }

  // MARK: Commands

  /// Runs a command of the program and waits for its end.
  func schedd(_ words: String..., environment: [String: String]? = nil) async throws -> CommandResult {
    try await run([try Self.program] + words, environment: environment)
  }

  /// Runs any command and waits for its end.
  func run(_ words: [String], environment: [String: String]? = nil) async throws -> CommandResult {
    let (output, errors) = (Collector(), Collector())
    let child = try ChildProcess(
      words,
      environment: environment ?? self.environment,
      output: output,
      errors: errors
    )
    guard let end = await child.end.value(within: Self.patience) else {
      child.send(SIGKILL)
      throw StoryFailure("\(words) does not end; it wrote \(output.soFar)\(errors.soFar)")
    }
    guard case .exited(let status) = end,
      let outputText = await output.text.value(within: Self.patience),
      let errorText = await errors.text.value(within: Self.patience)
    else { throw StoryFailure("\(words) ended by \(end)") }
    return CommandResult(status: status, output: outputText, errors: errorText)
  }

  /// What `history --json` says of runs, oldest first.
  func history(_ job: String? = nil) async throws -> [HistoryRow] {
    let words = ["history"] + (job.map { [$0] } ?? []) + ["-n", "10000", "--json"]
    let result = try await run([try Self.program] + words)
    guard result.status == 0 else { throw StoryFailure("history: \(result)") }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode([HistoryLine].self, from: Data(result.output.utf8)).reversed().compactMap(\.run)
  }

  /// What the ledger holds, oldest first; no daemon is asked.
  func recorded(_ job: String? = nil) throws -> [Run] {
    let query = RunQuery(job: job.map { JobID($0) }, limit: 10_000)
    return try LedgerReader(reading: stateDirectory).runs(query).reversed()
  }

  /// How many fire times of a job passed without a run, as the ledger has it.
  func recordedSpans(_ job: String) throws -> Int {
    try LedgerReader(reading: stateDirectory).spans(of: JobID(job)).map(\.count).reduce(0, +)
  }

  /// Lets the wall clock pass an instant that lies so far ahead: an outage is no outage before it has lasted.
  func outage(of time: Duration) async {
    let over = Promise<Void>()
    StoryThread.timers.asyncAfter(wallDeadline: .now() + time.interval) { over.keep(()) }
    _ = await over.value(within: Self.patience)
  }

  // MARK: The end

  /// Ends what is left, and says what should not have been left.
  fileprivate func end(isExpected: Bool) async {
    let daemons = daemons.value
    for daemon in daemons where daemon.process.end.known == nil {
      if isExpected { Issue.record("the story ends and its daemon \(daemon.process.pid) still runs") }
      daemon.process.send(SIGKILL)
      _ = await daemon.process.end.value(within: Self.patience)
    }
    for stateID in Set(daemons.compactMap(\.stateID.known)) {
      let left = LiveProcesses.ofRuns(stateID: stateID)
      // What was just killed is gone in a moment.
      for pid in left where !(await LiveProcesses.end(of: pid, within: .seconds(isExpected ? 2 : 0))) {
        if isExpected {
          Issue.record("left behind: process \(pid), \(LiveProcesses.name(of: pid))")
        }
        kill(pid, SIGKILL)
      }
      MachineCgroups.sweep(stateID: stateID)
    }
    try? FileManager.default.removeItem(atPath: directory)
  }
}

/// Tells a story, and sees to it that nothing is left of it.
func story(_ tell: (Story) async throws -> Void) async throws {
  let thread = StoryThread()
  defer { thread.end() }
  try await withTaskExecutorPreference(thread) {
    let story = try Story()
    do {
      try await tell(story)
    } catch {
      await story.end(isExpected: false)
      throw error
    }
    await story.end(isExpected: true)
  }
}
