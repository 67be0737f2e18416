package import Scheduler

/// What a board of jobs shows of one of them besides its definition: how it does, at a glance.
package struct BoardObject: Codable, Hashable, JSONWritable {
  package var job: String

  /// When it runs, in words.
  package var schedule: String

  /// Null where there is none.
  package var nextFireTime: String?
  package var paused: PauseObject?
  package var enabled: Bool
  package var running: Int
  package var queued: Int

  /// The newest runs that have ended, newest first.
  package var runs: [EndedRunObject]

  /// Seconds, of those of them that say something of the job; null where there is none.
  package var meanDuration: Double?

  package init(_ status: JobStatus, _ runs: [EndedRun]) {
    let summary = JobObject(status, lastRun: nil)
    job = summary.id
    schedule = status.job.trigger.words
    nextFireTime = summary.nextFireTime
    paused = summary.paused
    enabled = summary.enabled
    running = summary.running
    queued = summary.queued
    self.runs = runs.map(EndedRunObject.init)
    meanDuration = EndedRun.meanDuration(of: runs)?.seconds
  }

  private enum CodingKeys: String, CodingKey {
    case job, schedule
    case nextFireTime = "next_fire_time"
    case paused, enabled, running, queued, runs
    case meanDuration = "mean_duration"
  }

  func writeMembers(to json: inout JSONText) {
    json.add(CodingKeys.enabled, enabled)
    json.add(CodingKeys.job, job)
    json.add(CodingKeys.meanDuration, meanDuration)
    json.add(CodingKeys.nextFireTime, nextFireTime)
    json.add(CodingKeys.paused, paused)
    json.add(CodingKeys.queued, queued)
    json.add(CodingKeys.running, running)
    json.add(CodingKeys.runs, runs)
    json.add(CodingKeys.schedule, schedule)
  }
}
