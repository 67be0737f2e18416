package import Scheduler

/// A run by hand that was asked for at a later instant, as the API shows it.
package struct DeferredObject: Codable, Hashable {
  package var id: Int64
  package var job: String
  package var at: String
  package var actor: String?

  /// Those that were given.
  package var parameters: [String: String]

  package init(_ trigger: DeferredTrigger) {
    id = trigger.id
    job = trigger.job.description
    at = trigger.at.description
    actor = trigger.actor
    parameters = [String: String](trigger.parameters)
  }

  private enum CodingKeys: String, CodingKey {
    case id, job, at, actor, parameters
  }

  // Written by hand: what the compiler makes leaves out a key whose value is nil.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(job, forKey: .job)
    try container.encode(at, forKey: .at)
    try container.encode(actor, forKey: .actor)
    try container.encode(parameters, forKey: .parameters)
  }
}

/// What a request is answered with that leaves nothing to show.
package struct DoneObject: Codable, Hashable {
  package var status = "done"

  package init() {}
}
