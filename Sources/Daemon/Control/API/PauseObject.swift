package import Scheduler

/// A pause that is in force, as the API shows it.
package struct PauseObject: Codable, Hashable, JSONWritable {
  package var since: String

  /// When it ends by itself; null for when somebody resumes it.
  package var until: String?

  /// May be empty.
  package var reason: String
  package var actor: String?

  /// Whether it holds back every job, not one.
  package var everyJob: Bool

  package init(_ pause: Pause, everyJob: Bool) {
    since = pause.since.wholeMilliseconds.description
    until = pause.until?.description
    reason = pause.reason
    actor = pause.actor
    self.everyJob = everyJob
  }

  /// The pause that holds a job's trigger back the longest, where there are two; nil where there is none.
  package init?(_ status: JobStatus) {
    let own = status.pause.map { PauseObject($0, everyJob: false) }
    let global = status.globalPause.map { PauseObject($0, everyJob: true) }
    guard let longest = status.globalPause.isLonger(than: status.pause) ? global : own else { return nil }
    self = longest
  }

  private enum CodingKeys: String, CodingKey {
    case since, until, reason, actor
    case everyJob = "every_job"
  }

  func writeMembers(to json: inout JSONText) {
    json.add(CodingKeys.actor, actor)
    json.add(CodingKeys.everyJob, everyJob)
    json.add(CodingKeys.reason, reason)
    json.add(CodingKeys.since, since)
    json.add(CodingKeys.until, until)
  }
}

extension Pause? {
  /// One without an end is longer than any other.
  fileprivate func isLonger(than other: Pause?) -> Bool {
    guard let self else { return false }
    guard let other else { return true }
    guard let otherEnd = other.until else { return false }
    return self.until.map { $0 > otherEnd } ?? true
  }
}
