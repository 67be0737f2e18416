package import Scheduler

/// A job as the API shows it in lists.
package struct JobObject: Codable, Hashable, JSONWritable {
  package var id: String
  package var description: String

  /// What the trigger says, for people.
  package var triggerSummary: String
  package var timezone: String
  package var enabled: Bool

  /// In the order of the job file; none where it says none.
  package var tags: [String]

  /// Null where there is none.
  package var nextFireTime: String?

  /// The pause that holds its trigger back, its own or that of every job; null where there is none.
  package var paused: PauseObject?

  /// How many of its runs have a process.
  package var running: Int

  /// How many of its runs wait, for a slot or for a retry.
  package var queued: Int

  /// The newest run that has an outcome; null where there is none.
  package var lastRun: RunObject?

  /// How and when the newest run ended that has an outcome, in place of `lastRun` where it was asked to be brief; absent
  /// where there is none.
  package var lastEnd: EndedRunObject?

  package init(_ status: JobStatus, lastRun: Run?, lastEnd: EndedRun? = nil) {
    let job = status.job
    id = job.id.description
    description = job.description
    triggerSummary = job.trigger.summary
    timezone = job.zone.name
    enabled = job.isEnabled
    tags = job.tags
    nextFireTime = status.nextFireTime?.description
    paused = PauseObject(status)
    queued = status.openRuns.count { $0.state == .queued || $0.state == .waitingRetry }
    running = status.openRuns.count - queued
    self.lastRun = lastRun.map(RunObject.init)
    self.lastEnd = lastEnd.map(EndedRunObject.init)
  }

  private enum CodingKeys: String, CodingKey {
    case id, description
    case triggerSummary = "trigger_summary"
    case timezone, enabled, tags
    case nextFireTime = "next_fire_time"
    case paused, running, queued
    case lastRun = "last_run"
    case lastEnd = "last_end"
  }

  func writeMembers(to json: inout JSONText) {
    json.add(CodingKeys.description, description)
    json.add(CodingKeys.enabled, enabled)
    json.add(CodingKeys.id, id)
    if let lastEnd { json.add(CodingKeys.lastEnd, lastEnd) }
    json.add(CodingKeys.lastRun, lastRun)
    json.add(CodingKeys.nextFireTime, nextFireTime)
    json.add(CodingKeys.paused, paused)
    json.add(CodingKeys.queued, queued)
    json.add(CodingKeys.running, running)
    json.add(CodingKeys.tags, tags)
    json.add(CodingKeys.timezone, timezone)
    json.add(CodingKeys.triggerSummary, triggerSummary)
  }
}
