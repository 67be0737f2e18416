import Scheduler

/// Where a variable of a run comes from; what comes later in this list wins.
package enum EnvironmentOrigin: String, Hashable, CaseIterable {
  /// The daemon builds it for every run.
  case built

  /// `defaults` of the job file.
  case defaults

  /// The job itself.
  case job

  /// A file of variables.
  case file

  /// What a run is told of itself; a job has no say in it.
  case schedd
}

/// One variable of a run, and where it comes from.
package struct EnvironmentEntry: Hashable {
  package var name: String

  /// The value; nil where only a run has one.
  package var value: String?
  package var origin: EnvironmentOrigin

  /// Whether the value must not be shown.
  package var isSecret = false
}
