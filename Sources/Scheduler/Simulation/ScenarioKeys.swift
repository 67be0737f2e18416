/// The keys of a scenario.
enum ScenarioKey: String, JobFileKey {
  case runs, outages, suspended, clock, requests

  static let table = KeyTable<Self>()
  static let foreign: [String: Self] = ["jobs": .runs, "suspends": .suspended, "clocks": .clock]
}

/// The keys of what one process does.
enum ProcessScriptKey: String, JobFileKey {
  case duration
  case exit
  case signal
  case stopsAfter = "stops_after"
  case spawnError = "spawn_error"

  static let table = KeyTable<Self>()
  static let foreign: [String: Self] = ["exit_code": .exit, "status": .exit, "code": .exit]
}

/// The keys of a change of the clock.
enum ClockChangeKey: String, JobFileKey {
  case at, to

  static let table = KeyTable<Self>()
  static let foreign: [String: Self] = ["from": .at]
}

/// The keys of a request: its time, what it asks for, and what that may say besides.
enum ScenarioRequestKey: String, JobFileKey {
  case at
  case pause
  case resume
  case pauseAll = "pause_all"
  case resumeAll = "resume_all"
  case trigger
  case cancel
  case finish
  case reload
  case until
  case reason
  case exit
  case runAt = "run_at"

  static let table = KeyTable<Self>()

  /// Whether it says what is asked for.
  var isKind: Bool {
    switch self {
    case .pause, .resume, .pauseAll, .resumeAll, .trigger, .cancel, .finish, .reload: true
    case .at, .until, .reason, .exit, .runAt: false
    }
  }

  /// What may stand beside it.
  var companions: [Self] {
    switch self {
    case .pause, .pauseAll: [.until, .reason]
    case .finish: [.exit]
    case .trigger: [.runAt]
    case .at, .resume, .resumeAll, .cancel, .reload, .until, .reason, .exit, .runAt: []
    }
  }
}
