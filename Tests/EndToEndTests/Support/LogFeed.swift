import Dispatch
import Foundation
import Synchronization

/// A line of the daemon's log.
struct LogLine: Sendable {
  /// Where it stands in the log, from 0.
  let number: Int

  /// As it was written.
  let raw: String

  /// What it is about; nil in a log for people.
  let event: String?

  /// What it says to programs; nil in a log for people.
  var entry: Entry? {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return raw.hasPrefix("{") ? try? decoder.decode(Entry.self, from: Data(raw.utf8)) : nil
  }

  /// The members of a line in JSON that the stories look at.
  struct Entry: Decodable, Sendable {
    var event: String
    var level: String
    var job: String?
    var run: Int?
    var text: String
    var fireTime: String?
    var cause: String?
    var outcome: String?
    var reason: String?
    var detail: String?
    var exitCode: Int?
    var signal: LooseText?
    var pid: Int32?
    var status: Int?
    var count: Int?
    var first: String?
    var coalesced: Int?
    var running: Int?
    var queued: Int?
    var added: Int?
    var changed: Int?
    var removed: Int?
    var unchanged: Int?
  }

  /// A member that is a name in some lines and a number in others.
  struct LooseText: Decodable, Sendable {
    var text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      text = try (try? container.decode(String.self)) ?? String(container.decode(Int.self))
    }
  }
}

extension LogLine {
  /// Takes a line as it was written.
  ///
  /// Only the event is looked at, near the line's beginning: a job may write faster than a test can read JSON.
  init(number: Int, _ bytes: ArraySlice<UInt8>) {
    self.number = number
    raw = String(decoding: bytes, as: UTF8.self)
    // {"at":"…","level":"…","event":"…" begins every line.
    let words = bytes.prefix(120).split(separator: UInt8(ascii: "\""), maxSplits: 12)
    event = words.count > 11 ? String(decoding: words[11], as: UTF8.self) : nil
  }
}

/// The log of a daemon, for whoever waits for a line of it.
final class LogFeed: OutputSink {
  typealias Predicate = @Sendable (LogLine) -> Bool

  private struct Waiter {
    var isWanted: Predicate
    var continuation: CheckedContinuation<LogLine?, Never>
  }

  private struct State {
    var lines: [LogLine] = []
    var unfinished: [UInt8] = []
    var hasEnded = false
    var waiters: [Int: Waiter] = [:]
    var nextWaiter = 0
  }

  private let state = Mutex(State())

  /// Every line so far.
  var lines: [LogLine] { state.withLock { $0.lines } }

  func take(_ bytes: ArraySlice<UInt8>) {
    let answered = state.withLock { state in
      state.unfinished += bytes
      var parts = state.unfinished.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      state.unfinished = parts.popLast().map(Array.init) ?? []
      return parts.flatMap { Self.add($0, to: &state) }
    }
    for (continuation, line) in answered { continuation.resume(returning: line) }
  }

  func finish() {
    let left = state.withLock { state in
      state.hasEnded = true
      defer { state.waiters = [:] }
      return Array(state.waiters.values)
    }
    for waiter in left { waiter.continuation.resume(returning: nil) }
  }

  /// Waits for a line.
  ///
  /// - Parameters:
  ///   - number: The first one that may be it.
  ///   - limit: For how long.
  ///   - isWanted: Whether a line is it.
  /// - Returns: The first that is; nil when the time is over or the log has ended.
  func line(from number: Int, within limit: Duration, where isWanted: @escaping Predicate) async -> LogLine? {
    await withCheckedContinuation { continuation in
      let (waiter, found) = state.withLock { state -> (Int?, LogLine?) in
        if let line = state.lines.dropFirst(number).first(where: isWanted) { return (nil, line) }
        if state.hasEnded { return (nil, nil) }
        state.nextWaiter += 1
        state.waiters[state.nextWaiter] = Waiter(isWanted: isWanted, continuation: continuation)
        return (state.nextWaiter, nil)
      }
      guard let waiter else { return continuation.resume(returning: found) }
      StoryThread.timers.asyncAfter(deadline: .now() + limit.interval) { self.giveUp(waiter) }
    }
  }

  private func giveUp(_ waiter: Int) {
    state.withLock { $0.waiters.removeValue(forKey: waiter) }?.continuation.resume(returning: nil)
  }

  private static func add(
    _ bytes: ArraySlice<UInt8>,
    to state: inout State
  ) -> [(CheckedContinuation<LogLine?, Never>, LogLine)] {
    let line = LogLine(number: state.lines.count, bytes)
    state.lines.append(line)
    let answered = state.waiters.filter { $0.value.isWanted(line) }
    for key in answered.keys { state.waiters.removeValue(forKey: key) }
    return answered.values.map { ($0.continuation, line) }
  }
}
