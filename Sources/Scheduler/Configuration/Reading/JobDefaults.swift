/// What a job and `defaults` can both say.
struct JobDefaults {
  /// What is added to the environment; names are unique.
  var environment: [EnvironmentVariable] = []

  /// How the process is set up.
  var process = Shared(ProcessSettings())

  /// Whom it runs as, as it is written.
  var user = WrittenUser()

  /// How the job runs, and whether.
  var settings = Job.Settings.usual

  /// Adds variables; one that is there already gets the new value, in its old place.
  mutating func merge(_ variables: [EnvironmentVariable]) {
    guard !environment.isEmpty else {
      environment = variables
      return
    }
    var places: [String: Int] = [:]
    for (place, variable) in environment.enumerated() { places[variable.name] = place }
    for variable in variables {
      if let place = places[variable.name] {
        environment[place] = variable
      } else {
        environment.append(variable)
      }
    }
  }
}
