/// A job of a crontab.
struct ImportedJob {
  var id: String
  var description: String?
  var schedule: CrontabSchedule
  var command: String
  var input: String?
  var user: String?
  var variables: CrontabVariables

  /// What a job file says of it, besides what it says of all.
  fileprivate func tree(common: ImportedFile.Common) -> JSONTree {
    var members: [(name: String, value: JSONTree)] = [("id", .string(id))]
    if let description { members.append(("description", .string(description))) }
    members.append(("trigger", trigger(common)))
    if let shell = variables.shell {
      // Else a variable of the shell would be a parameter of the job.
      let arguments = [shell, "-c", command].map { $0.replacing("${", with: "$${") }
      members.append(("command", .strings(arguments)))
    } else {
      members.append(("shell", .string(command)))
    }
    if let input { members.append(("stdin", .string(input))) }
    if let user { members.append(("user", .string(user))) }
    return .object(members + (common.hasSurroundings ? [] : surroundings))
  }

  private func trigger(_ common: ImportedFile.Common) -> JSONTree {
    var members = schedule.members
    if schedule.isTimed {
      if let zone = variables.zone, !common.hasZone { members.append(("timezone", .string(zone))) }
      if let jitter = variables.jitter { members.append(("jitter", .string(jitter))) }
    }
    guard members.count == 1, case ("cron", let expression)? = members.first else { return .object(members) }
    return expression
  }

  /// What the assignments say of the process.
  fileprivate var surroundings: [(name: String, value: JSONTree)] {
    var members: [(name: String, value: JSONTree)] = []
    let environment = variables.environment
    if !environment.isEmpty {
      members.append(("environment", .object(environment.map { ($0.name, .string($0.value)) })))
    }
    if let home = variables.home { members.append(("working_directory", .string(home))) }
    return members
  }
}

/// A job file in the making.
struct ImportedFile {
  /// What all jobs have in common, so that the file says it once.
  fileprivate struct Common {
    var hasZone: Bool
    var hasSurroundings: Bool
  }

  private enum Item {
    case comment(String)
    case job(ImportedJob)
  }

  private var items: [Item] = []

  mutating func add(comment: String) { items.append(.comment(comment)) }
  mutating func add(_ job: ImportedJob) { items.append(.job(job)) }

  /// The job file.
  ///
  /// - Parameter source: What it was made of.
  /// - Returns: JSON with comments.
  func text(source: String) -> String {
    let jobs = items.compactMap { if case .job(let job) = $0 { job } else { nil } }
    let first = jobs.first?.variables ?? CrontabVariables()
    let common = Common(
      hasZone: jobs.count > 1 && jobs.allSatisfy { $0.variables.zone == first.zone },
      hasSurroundings: jobs.count > 1
        && jobs.allSatisfy {
          $0.variables.environment == first.environment && $0.variables.home == first.home
        }
    )
    var text = Self.header(source).map { Self.comment($0, depth: 0) }.joined() + "{\n"
    if common.hasZone, let zone = first.zone {
      text += "  \"timezone\": \(JSONTree.string(zone).line),\n"
    }
    if common.hasSurroundings, let surroundings = jobs.first?.surroundings, !surroundings.isEmpty {
      text += "  \"defaults\": \(JSONTree.object(surroundings).pretty(depth: 1, isBroken: true)),\n"
    }
    text += "  \"jobs\": [\n"
    var left = jobs.count
    for item in items {
      switch item {
      case .comment(let comment): text += Self.comment(comment, depth: 2)
      case .job(let job):
        left -= 1
        let tree = job.tree(common: common).pretty(depth: 2, isBroken: true)
        text += "    \(tree)\(left > 0 ? "," : "")\n"
      }
    }
    return text + "  ]\n}\n"
  }

  private static func header(_ source: String) -> [String] {
    [
      "Made from \(source) by \"schedd import crontab\". What is otherwise than with cron:",
      "- a run that is still under way keeps the next one of its job from starting (\"max_instances\")",
      "- fire times that pass while the daemon is down are made up for, once a job (\"misfire_grace_time\")",
      "- at most 10 runs are under way at a time, the others wait for a slot (\"max_concurrent_runs\")",
    ]
  }

  private static func comment(_ text: String, depth: Int) -> String {
    let indent = String(repeating: "  ", count: depth)
    // Nothing in it may end the comment.
    let line = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.isShown ? $0 : " " }))
    return line.isEmpty ? "\(indent)//\n" : "\(indent)// \(line)\n"
  }
}
