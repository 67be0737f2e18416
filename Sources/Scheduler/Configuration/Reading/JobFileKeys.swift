/// The keys that one kind of object in a job file may have.
protocol JobFileKey: RawRepresentable<String>, CaseIterable, Sendable, Equatable {
  /// The spellings, made once.
  static var table: KeyTable<Self> { get }

  /// Words that other schedulers use for these, for "did you mean".
  static var foreign: [String: Self] { get }
}

extension JobFileKey {
  static var foreign: [String: Self] { [:] }

  /// The key that was meant, or nil where none is near.
  static func nearest(to word: String) -> Self? {
    foreign[word.lowercased()]
      ?? Spelling.nearest(to: word, among: allCases.map(\.rawValue)).flatMap(Self.init(rawValue:))
  }
}

/// Keys by their bytes, so that no string is made for a known one.
struct KeyTable<Key: JobFileKey>: Sendable {
  private let spellings: [(key: Key, bytes: [UInt8])]

  /// Every key of its kind.
  init() {
    spellings = Key.allCases.map { ($0, Array($0.rawValue.utf8)) }
  }

  /// The key that a member's name is, or nil for an unknown one.
  func key(of name: JSONValue, in json: JSONDocument) -> Key? {
    for (key, bytes) in spellings where json.string(name, isWritten: bytes) {
      return key
    }
    // A name with escapes, or an unknown one.
    return json.string(name).flatMap(Key.init(rawValue:))
  }
}

/// The known members of one object.
struct Members<Key: JobFileKey> {
  /// The object itself.
  let object: JSONValue

  /// Each known key once, in the order of the file.
  var known: [(key: Key, name: JSONValue, value: JSONValue)] = []

  /// The names of the others.
  var unknown: [JSONValue] = []

  /// The value of a key, or nil where the object does not have it.
  subscript(key: Key) -> JSONValue? {
    known.first { $0.key == key }?.value
  }

  /// The name of a key as it stands in the file.
  func name(of key: Key) -> JSONValue? {
    known.first { $0.key == key }?.name
  }
}

/// The keys of the file itself.
enum FileKey: String, JobFileKey {
  case schema = "$schema"
  case timezone
  case maxConcurrentRuns = "max_concurrent_runs"
  case maxQueuedRuns = "max_queued_runs"
  case concurrencyGroups = "concurrency_groups"
  case shutdownGrace = "shutdown_grace"
  case jitterSeed = "jitter_seed"
  case defaults
  case include
  case jobs

  static let table = KeyTable<Self>()
}

/// The keys of a file that is included.
enum IncludedKey: String, JobFileKey {
  case schema = "$schema"
  case jobs

  static let table = KeyTable<Self>()
}

/// The keys of a job, and of `defaults`.
enum JobKey: String, JobFileKey {
  case id
  case description
  case trigger
  case command
  case shell
  case environment
  case workingDirectory = "working_directory"
  case umask
  case nice
  case stdin
  case resourceLimits = "resource_limits"
  case environmentFile = "environment_file"
  case secrets
  case parameters
  case user
  case group
  case misfireGraceTime = "misfire_grace_time"
  case coalesce
  case maxCatchUp = "max_catch_up"
  case maxInstances = "max_instances"
  case overlap
  case maxQueued = "max_queued"
  case concurrencyGroup = "concurrency_group"
  case priority
  case timeout
  case killAfter = "kill_after"
  case successExitCodes = "success_exit_codes"
  case retry
  case onAbandoned = "on_abandoned"
  case history
  case output
  case notify
  case enabled
  case tags

  static let table = KeyTable<Self>()
  static let foreign: [String: Self] = [
    "name": .id, "schedule": .trigger, "cron": .trigger, "interval": .trigger, "args": .command,
    "cmd": .command,
    "exec": .command, "script": .shell, "env": .environment, "cwd": .workingDirectory,
    "directory": .workingDirectory, "input": .stdin, "limits": .resourceLimits, "rlimits": .resourceLimits,
    "ulimit": .resourceLimits, "run_as": .user, "username": .user, "uid": .user, "gid": .group,
    "niceness": .nice, "env_file": .environmentFile, "params": .parameters, "arguments": .parameters,
    "disabled": .enabled, "retries": .retry, "concurrency_policy": .overlap,
    "retention": .history, "labels": .tags, "log": .output, "notifications": .notify, "alerts": .notify,
    "on_failure": .notify, "mailto": .notify, "hooks": .notify,
  ]

  /// Whether `defaults` may say it for every job.
  var isCommon: Bool {
    switch self {
    case .id, .description, .trigger, .command, .shell, .parameters: false
    case .environment, .workingDirectory, .umask, .nice, .stdin, .resourceLimits, .user, .group,
      .environmentFile, .secrets,
      .misfireGraceTime, .coalesce, .maxCatchUp, .maxInstances, .overlap, .maxQueued, .concurrencyGroup,
      .priority, .timeout, .killAfter, .successExitCodes, .retry, .onAbandoned, .history, .output, .notify,
      .enabled, .tags:
      true
    }
  }
}

/// The keys of a trigger: its kind, and what modifies it.
enum TriggerKey: String, JobFileKey {
  case cron
  case interval
  case calendarInterval = "calendar_interval"
  case date
  case any
  case all
  case after
  case startup
  case manual
  case timezone
  case startDate = "start_date"
  case endDate = "end_date"
  case exclude
  case jitter
  case dst

  static let table = KeyTable<Self>()
  static let foreign: [String: Self] = [
    "every": .interval, "at": .date, "run_date": .date, "run_time": .date, "tz": .timezone, "zone": .timezone,
    "reboot": .startup, "or": .any, "and": .all, "start_time": .startDate, "end_time": .endDate,
  ]

  /// Whether it says what kind of trigger the object is.
  var isKind: Bool {
    switch self {
    case .cron, .interval, .calendarInterval, .date, .any, .all, .after, .startup, .manual: true
    case .timezone, .startDate, .endDate, .exclude, .jitter, .dst: false
    }
  }
}

/// The keys of a trigger that follows another job.
enum AfterKey: String, JobFileKey {
  case job, outcome

  static let table = KeyTable<Self>()
}

/// The keys of a retry.
enum RetryKey: String, JobFileKey {
  case maxAttempts = "max_attempts"
  case delay
  case backoff
  case maxDelay = "max_delay"
  case jitter
  case onExitCodes = "on_exit_codes"

  static let table = KeyTable<Self>()
  static let foreign: [String: Self] = ["attempts": .maxAttempts, "max_retries": .maxAttempts]
}

/// The keys of what a process may use.
enum ResourceKey: String, JobFileKey {
  case cpuTime = "cpu_time"
  case addressSpace = "address_space"
  case fileSize = "file_size"
  case openFiles = "open_files"
  case processes

  static let table = KeyTable<Self>()
  static let foreign: [String: Self] = [
    "cpu": .cpuTime, "memory": .addressSpace, "as": .addressSpace, "fsize": .fileSize, "nofile": .openFiles,
    "nproc": .processes,
  ]
}

/// The keys of a variable that is more than text.
enum VariableKey: String, JobFileKey {
  case value, secret

  static let table = KeyTable<Self>()
}

/// The keys of a parameter.
enum ParameterKey: String, JobFileKey {
  case pattern
  case defaultValue = "default"
  case description

  static let table = KeyTable<Self>()
  static let foreign: [String: Self] = ["regex": .pattern, "match": .pattern, "value": .defaultValue]
}

/// The keys of a standard input that is a file.
enum InputKey: String, JobFileKey {
  case file

  static let table = KeyTable<Self>()
}

/// The keys of whom to tell, of what.
enum NotifyKey: String, JobFileKey {
  case on
  case command
  case shell
  case afterFailures = "after_failures"
  case cooldown
  case timeout

  static let table = KeyTable<Self>()
  static let foreign: [String: Self] = [
    "events": .on, "cool_down": .cooldown, "throttle": .cooldown, "run": .command, "failures": .afterFailures,
  ]
}

/// The keys of what is kept.
enum HistoryKey: String, JobFileKey {
  case keepRuns = "keep_runs"
  case keepFor = "keep_for"

  static let table = KeyTable<Self>()
}

/// The keys of what is kept of output.
enum OutputKey: String, JobFileKey {
  case maxBytes = "max_bytes"

  static let table = KeyTable<Self>()
  static let foreign: [String: Self] = ["max_size": .maxBytes, "limit": .maxBytes]
}

/// The keys of an interval that is written as an object.
enum IntervalKey: String, JobFileKey {
  case weeks, days, hours, minutes, seconds

  static let table = KeyTable<Self>()
  static let foreign: [String: Self] = ["hr": .hours, "min": .minutes, "sec": .seconds]
}

/// The keys of a calendar interval.
enum CalendarKey: String, JobFileKey {
  case years, months, weeks, days, hour, minute, second

  static let table = KeyTable<Self>()
}

/// The keys of an excluded range of days.
enum DayRangeKey: String, JobFileKey {
  case from, to

  static let table = KeyTable<Self>()
}

/// The keys of what a trigger says of daylight saving.
enum DaylightSavingKey: String, JobFileKey {
  case gap, fold

  static let table = KeyTable<Self>()
}

extension CronFields.Name: JobFileKey {
  static let table = KeyTable<Self>()
}
