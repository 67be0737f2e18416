package import Scheduler

/// A run by hand that was asked for at a later instant, as the API shows it.
package struct DeferredObject: Codable, Hashable {
  package var id: Int64
  package var job: String
  package var at: String
  package var actor: String?

  package init(_ trigger: DeferredTrigger) {
    id = trigger.id
    job = trigger.job.description
    at = trigger.at.description
    actor = trigger.actor
  }
}
