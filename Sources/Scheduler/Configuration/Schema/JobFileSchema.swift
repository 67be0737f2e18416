/// The JSON Schema of the job file, for editors and for whoever checks a file without schedd.
///
/// It accepts whatever the reader accepts; what only the reader can know, such as whether a zone exists, it leaves alone.
public enum JobFileSchema {
  /// The schema, of the dialect 2020-12, with a line break at its end.
  public static var text: String {
    JSONTree.object(
      [
        ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
        ("title", .string("A job file of schedd")),
        ("description", .string("What schedd runs, and when. Comments and trailing commas are allowed.")),
      ] + members(of: JobFileReference.file.schema) + [("$defs", .object(definitions))]
    ).pretty() + "\n"
  }

  private static var definitions: [(name: String, value: JSONTree)] {
    let job = JobFileReference.job
    // Each is said once, since `defaults` may have it too.
    let keys = job.keys.map { (name: "job.\($0.key)", value: $0.schema) }
    let trigger = JobFileReference.trigger
    let modifiers = trigger.keys.filter { !isKind($0) }.map { (name: "trigger.\($0.key)", value: $0.schema) }
    let elsewhere: Set = [JobFileReference.file.name, job.name, trigger.name]
    let objects = JobFileReference.sections.filter { !elsewhere.contains($0.name) }
      .map { section in
        let ways = section.name == JobFileReference.notify.name ? [oneInvocation] : []
        return (name: section.name, value: JSONTree.object(members(of: section.schema) + ways))
      }
    return [
      ("job", jobSchema), ("defaults", defaultsSchema), ("trigger", triggerSchema),
      ("nested_trigger", nestedSchema), ("timed_trigger", timedSchema),
    ] + keys + modifiers + objects + values
  }

  private static var jobSchema: JSONTree {
    let keys = JobFileReference.job.keys
    return .object([
      ("description", .string("One job: when it runs, what it runs, and how.")),
      ("type", .string("object")),
      ("properties", references(to: keys, of: JobFileReference.job.name)),
      ("additionalProperties", .json("false")),
      ("required", .strings(keys.filter(\.isRequired).map(\.key))),
      oneInvocation,
    ])
  }

  /// Something is run in one way and not in two.
  private static var oneInvocation: (name: String, value: JSONTree) {
    let ways = [JobKey.command, .shell].map { JSONTree.object([("required", .strings([$0.rawValue]))]) }
    return ("oneOf", .array(ways))
  }

  private static var defaultsSchema: JSONTree {
    let keys = JobFileReference.job.keys.filter { JobKey(rawValue: $0.key)?.isCommon == true }
    return .object([
      ("type", .string("object")),
      ("properties", references(to: keys, of: JobFileReference.job.name)),
      ("additionalProperties", .json("false")),
    ])
  }

  private static func references(to keys: [KeyReference], of section: String) -> JSONTree {
    .object(keys.map { ($0.key, reference("\(section).\($0.key)")) })
  }

  private static func reference(_ definition: String) -> JSONTree {
    .object([("$ref", .string("#/$defs/\(definition)"))])
  }

  private static func members(of tree: JSONTree) -> [(name: String, value: JSONTree)] {
    if case .object(let members) = tree { members } else { [] }
  }
}

// MARK: - Triggers

extension JobFileSchema {
  /// Each kind of trigger has the modifiers that it may have, and no others.
  private static var triggerSchema: JSONTree {
    let kinds = TriggerKey.allCases.filter(\.isKind).map { kind($0, isNested: false) }
    return .object([("oneOf", .array([ValueType.cron.tree] + kinds))])
  }

  /// A trigger inside another one, where a string is a cron expression.
  private static var nestedSchema: JSONTree {
    .object([("oneOf", .array([ValueType.cron.tree, reference("timed_trigger")]))])
  }

  /// A trigger inside another one, as an object.
  private static var timedSchema: JSONTree {
    let kinds = TriggerKey.allCases.filter { $0.isKind && $0.namesInstants }
    return .object([("oneOf", .array(kinds.map { kind($0, isNested: true) }))])
  }

  private static func kind(_ kind: TriggerKey, isNested: Bool) -> JSONTree {
    let keys = JobFileReference.trigger.keys
    let own = keys.filter { $0.key == kind.rawValue }.map { (name: $0.key, value: $0.schema) }
    let modifiers = keys.filter { key in
      TriggerKey(rawValue: key.key).map { kind.takes($0) && !(isNested && $0 == .jitter) } ?? false
    }
    return .object([
      ("type", .string("object")),
      (
        "properties", .object(own + modifiers.map { ($0.key, reference("trigger.\($0.key)")) })
      ),
      ("additionalProperties", .json("false")),
      ("required", .strings([kind.rawValue])),
    ])
  }

  private static func isKind(_ key: KeyReference) -> Bool { TriggerKey(rawValue: key.key)?.isKind == true }
}

extension TriggerKey {
  /// Whether a trigger of the kind names instants.
  fileprivate var namesInstants: Bool {
    switch self {
    case .cron, .interval, .calendarInterval, .date, .any, .all: true
    case .after, .startup, .manual, .timezone, .startDate, .endDate, .exclude, .jitter, .dst: false
    }
  }

  /// Whether a key may stand beside the kind.
  fileprivate func takes(_ modifier: TriggerKey) -> Bool {
    guard namesInstants, !modifier.isKind else { return false }
    return modifier != .dst || self == .cron || self == .calendarInterval
  }
}

// MARK: - Values

extension JobFileSchema {
  private static var values: [(name: String, value: JSONTree)] {
    let duration = ValuePattern.duration
    return [
      ("duration", amount(.text("", duration), number: "minimum")),
      ("positive_duration", amount(.text("", "(?=.*[1-9])" + duration), number: "exclusiveMinimum")),
      ("timestamp", ValueType.text("", ValuePattern.timestamp).tree),
      ("day", ValueType.text("", ValuePattern.day).tree),
      ("zone", ValueType.text("", ValuePattern.zone).tree),
      ("cron", ValueType.text("", ValuePattern.cron).tree),
      ("job_id", ValueType.text("", ValuePattern.jobID).tree),
      ("exit_codes", ValueType.array(of: .integer(0...255), "", atLeast: 1).tree),
    ]
  }

  /// A length of time: text, or a number of seconds.
  private static func amount(_ text: ValueType, number bound: String) -> JSONTree {
    let seconds = JSONTree.object([("type", .string("number")), (bound, .number(0))])
    return .object([("anyOf", .array([text.tree, seconds]))])
  }
}
