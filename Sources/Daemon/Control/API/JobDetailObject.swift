package import Scheduler

/// One job as the API shows it by itself: what the list shows, its definition and its open runs.
///
/// The environment is left out: it is where people keep their secrets.
package struct JobDetailObject: Codable, Hashable {
  /// What lists show; its keys stand beside the others.
  package var summary: JobObject

  /// The trigger in canonical JSON, as the job file would write it.
  package var trigger: JSONValue

  /// The argument vector, or null for a shell's text.
  package var command: [String]?

  /// The text for the shell, or null for an argument vector.
  package var shell: String?
  package var process: ProcessObject
  package var policies: PoliciesObject
  package var openRuns: [RunObject]

  /// How its newest runs ended and how long they took.
  package var statistics: StatisticsObject

  package init(_ status: JobStatus, lastRun: Run?, statistics: JobStatistics) {
    let job = status.job
    summary = JobObject(status, lastRun: lastRun)
    trigger = JSONValue(parsing: job.trigger.text(in: job.zone).json)
    policies = PoliciesObject(job.policies)
    openRuns = status.openRuns.map(RunObject.init)
    self.statistics = StatisticsObject(statistics)
    switch job.kind {
    case .command(let process):
      self.process = ProcessObject(process.settings)
      switch process.invocation {
      case .arguments(let arguments): command = arguments
      case .shell(let text): shell = text
      }
    }
  }

  private enum CodingKeys: String, CodingKey {
    case trigger, command, shell, process, policies
    case openRuns = "open_runs"
    case statistics
  }

  package init(from decoder: any Decoder) throws {
    summary = try JobObject(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    trigger = try container.decode(JSONValue.self, forKey: .trigger)
    command = try container.decodeIfPresent([String].self, forKey: .command)
    shell = try container.decodeIfPresent(String.self, forKey: .shell)
    process = try container.decode(ProcessObject.self, forKey: .process)
    policies = try container.decode(PoliciesObject.self, forKey: .policies)
    openRuns = try container.decode([RunObject].self, forKey: .openRuns)
    statistics = try container.decode(StatisticsObject.self, forKey: .statistics)
  }

  package func encode(to encoder: any Encoder) throws {
    try summary.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(trigger, forKey: .trigger)
    try container.encode(command, forKey: .command)
    try container.encode(shell, forKey: .shell)
    try container.encode(process, forKey: .process)
    try container.encode(policies, forKey: .policies)
    try container.encode(openRuns, forKey: .openRuns)
    try container.encode(statistics, forKey: .statistics)
  }
}
