import Foundation
import Scheduler

/// What the real scheduler of APScheduler 3.11.3 did on a virtual clock, and the same world for schedd.
///
/// `max_workers` is `max_concurrent_runs`; `coalesce` true is `latest`, false is `all`; a leap of the clock is a stretch
/// in which the machine slept; jobs that are removed, changed, rescheduled or added are reloads of a changed file.
struct APSchedulerTrace {
  /// What became of a fire time, and when.
  struct Fact: Hashable, Comparable, CustomStringConvertible {
    var at: Instant
    var event: String
    var job: String
    var fireTime: Instant?

    static func < (one: Fact, other: Fact) -> Bool { one.description < other.description }

    var description: String { "\(at) \(event) \(job) \(fireTime.map(\.description) ?? "-")" }
  }

  let name: String
  let start: Instant

  /// The last instant that is seen.
  private(set) var end: Instant

  /// What APScheduler did: starts, misses, and fire times that `max_instances` lost.
  let expected: [Fact]

  /// The job file.
  var jobFile: [UInt8] { Self.bytes(file(initialJobs)) }

  /// The scenario that goes with it.
  var scenario: [UInt8] {
    let runs = durations.mapValues { [["duration": $0, "exit": 0]] }
    return Self.bytes([
      "runs": runs, "suspended": sleeps, "clock": clockChanges, "requests": requests,
    ])
  }

  /// Whether it changes `next_run_time` by hand, which schedd has not, or pauses the whole scheduler, which means another
  /// thing here: fire times that pass in a pause are skipped.
  private(set) var isOutOfScope = false

  private let zone: String
  private let workers: Int
  private var initialJobs: [[String: Any]] = []
  private var jobs: [[String: Any]] = []
  private var durations: [String: Any] = [:]
  private var sleeps: [[String]] = []
  private var clockChanges: [[String: String]] = []
  private var requests: [[String: Any]] = []

  init(_ row: [String: Any]) throws {
    name = try Self.get("name", row)
    zone = try Self.get("timezone", row)
    workers = try Self.get("max_workers", row)
    start = try Self.instant(Self.get("start", row))
    end = start
    expected = try Self.facts(Self.get("expect", row))
    for job in try Self.get("jobs", row) as [[String: Any]] { try add(job) }
    initialJobs = jobs
    for step in try Self.get("steps", row) as [[String: Any]] { try take(step) }
  }

  static func all() throws -> [APSchedulerTrace] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appending(path: "Data/aps-scheduler-traces.jsonl"))
    return try data.split(separator: UInt8(ascii: "\n")).map { line in
      guard let row = try JSONSerialization.jsonObject(with: line) as? [String: Any] else {
        throw Malformed(what: "a row")
      }
      return try APSchedulerTrace(row)
    }
  }
}

// MARK: - Steps

extension APSchedulerTrace {
  private mutating func take(_ step: [String: Any]) throws {
    if let text = step["advance_to"] as? String {
      end = try Self.instant(text)
    } else if let text = step["jump_to"] as? String {
      try jump(to: Self.instant(text))
    } else if let change = step["add"] as? [String: Any] {
      try add(change)
      reload()
    } else if let id = step["reschedule"] as? String {
      let trigger = try trigger(Self.get("trigger", step))
      try change(id) { $0["trigger"] = trigger }
    } else if let id = step["modify"] as? String {
      let changes: [String: Any] = try Self.get("changes", step)
      if changes["next_run_time"] != nil { isOutOfScope = true }
      try change(id) { try Self.copyPolicies(changes, into: &$0) }
    } else if let id = step["remove"] as? String {
      jobs.removeAll { $0["id"] as? String == id }
      reload()
    } else if let kind = ["pause_all", "resume_all"].first(where: { step[$0] != nil }) {
      isOutOfScope = true
      requests.append(["at": end.description, kind: true])
    } else if let kind = ["finish", "pause", "resume", "trigger"].first(where: { step[$0] is String }) {
      let id: String = try Self.get(kind, step)
      guard kind == "finish" || jobs.contains(where: { $0["id"] as? String == id }) else { return }
      requests.append(["at": end.description, kind: id])
    } else {
      throw Malformed(what: "the step \(step)")
    }
  }

  private mutating func jump(to instant: Instant) {
    if instant < end {
      clockChanges.append(["at": end.description, "to": instant.description])
    } else {
      sleeps.append([end.description, instant.description])
    }
    end = instant
  }

  private mutating func change(_ id: String, _ change: (inout [String: Any]) throws -> Void) throws {
    guard let place = jobs.firstIndex(where: { $0["id"] as? String == id }) else { return }
    try change(&jobs[place])
    reload()
  }

  private mutating func reload() {
    requests.append(["at": end.description, "reload": file(jobs)])
  }
}

// MARK: - Jobs

extension APSchedulerTrace {
  private func file(_ jobs: [[String: Any]]) -> [String: Any] {
    ["timezone": zone, "max_concurrent_runs": workers, "max_queued_runs": 1_000_000, "jobs": jobs]
  }

  private mutating func add(_ job: [String: Any]) throws {
    if job["next_run_time"] != nil { isOutOfScope = true }
    let id: String = try Self.get("id", job)
    var entry: [String: Any] = ["id": id, "command": ["true"], "max_catch_up": 1_000_000]
    entry["trigger"] = try trigger(Self.get("trigger", job))
    // What is left out there.
    entry["misfire_grace_time"] = 1
    try Self.copyPolicies(job, into: &entry)
    // A one-shot that ran is gone there, and its id is free.
    jobs.removeAll { $0["id"] as? String == id }
    jobs.append(entry)
    durations[id] = job["duration"] ?? 0
  }

  private static func copyPolicies(_ job: [String: Any], into entry: inout [String: Any]) throws {
    if let grace = job["misfire_grace_time"] { entry["misfire_grace_time"] = grace is NSNull ? nil : grace }
    if let coalesces = job["coalesce"] as? Bool { entry["coalesce"] = coalesces ? "latest" : "all" }
    if entry["coalesce"] == nil { entry["coalesce"] = "latest" }
    if let instances = job["max_instances"] { entry["max_instances"] = instances }
  }

  private func trigger(_ arguments: [String: Any]) throws -> [String: Any] {
    var rest = arguments
    var trigger: [String: Any] = [:]
    for key in ["start_date", "end_date", "timezone"] {
      if let value = rest.removeValue(forKey: key) { trigger[key] = value }
    }
    let kind = rest.removeValue(forKey: "type") as? String
    switch kind {
    case "interval":
      trigger["interval"] = rest
      // There it starts one interval after it was added.
      if trigger["start_date"] == nil { trigger["start_date"] = (end + Self.length(rest)).description }
    case "cron": trigger["cron"] = rest
    case "calendarinterval":
      trigger["calendar_interval"] = rest
      trigger["dst"] = ["gap": "skip"]
    case "date": trigger["date"] = rest["run_date"]
    default: throw Malformed(what: "the trigger \(arguments)")
    }
    return trigger
  }

  private static func length(_ units: [String: Any]) -> TimeAmount {
    let seconds = ["weeks": 604_800, "days": 86_400, "hours": 3600, "minutes": 60, "seconds": 1]
    return .seconds(units.reduce(0) { $0 + Int64(($1.value as? Int ?? 0) * (seconds[$1.key] ?? 0)) })
  }
}

// MARK: - Reading

extension APSchedulerTrace {
  struct Malformed: Error {
    var what: String
  }

  private static func get<Value>(_ key: String, _ object: [String: Any]) throws -> Value {
    guard let value = object[key] as? Value else { throw Malformed(what: key) }
    return value
  }

  private static func instant(_ text: String) throws -> Instant {
    guard let instant = Instant(rfc3339: text) else { throw Malformed(what: text) }
    return instant
  }

  private static func facts(_ events: [[String: Any]]) throws -> [Fact] {
    let names = ["start": "started", "missed": "missed", "max_instances": "skipped"]
    return try events.flatMap { event -> [Fact] in
      guard let name = names[try get("event", event)] else { return [] }
      return try (get("run_times", event) as [String]).map { text in
        Fact(
          at: try instant(get("at", event)),
          event: name,
          job: try get("job", event),
          fireTime: try instant(text)
        )
      }
    }
  }

  private static func bytes(_ object: [String: Any]) -> [UInt8] {
    (try? JSONSerialization.data(withJSONObject: object)).map { [UInt8]($0) } ?? []
  }
}
