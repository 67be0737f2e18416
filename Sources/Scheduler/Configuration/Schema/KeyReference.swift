/// What there is to say of one key of the job file, for its schema, its manual and its reference.
package struct KeyReference: Sendable {
  /// What holds where the key is not there.
  package enum Fallback: Sendable {
    /// It must be there.
    case required

    /// As if this JSON stood there.
    case json(String)

    /// Something that is no value of the key; a few words.
    case words(String)
  }

  /// The key as it is written.
  package let key: String

  package let type: ValueType
  package let fallback: Fallback

  /// What it means: sentences, with what is code in backticks.
  package let meaning: String

  /// Values that can stand there, each as JSON on one line.
  package let examples: [String]

  init(
    _ key: some JobFileKey,
    _ type: ValueType,
    _ fallback: Fallback,
    _ meaning: String,
    examples: String...
  ) {
    self.key = key.rawValue
    self.type = type
    self.fallback = fallback
    self.meaning = meaning
    self.examples = examples
  }

  /// Its schema with what there is to say.
  var schema: JSONTree {
    var members: [(name: String, value: JSONTree)] = [("description", .string(meaning))]
    members += type.schema
    if case .json(let text) = fallback { members.append(("default", .json(text))) }
    if !examples.isEmpty { members.append(("examples", .array(examples.map(JSONTree.json)))) }
    return .object(members)
  }

  var isRequired: Bool { if case .required = fallback { true } else { false } }
}

/// The keys that one kind of object in a job file may have.
package struct ReferenceSection: Sendable {
  /// What the schema calls the object.
  package let name: String

  /// What people call it.
  package let title: String

  /// What there is to say of the object as a whole; sentences, with what is code in backticks.
  package let introduction: String

  /// The type of the reader's keys.
  package let keyType: String

  /// The keys that the reader knows.
  package let knownKeys: [String]

  /// What there is to say of each.
  package let keys: [KeyReference]

  init<Key: JobFileKey>(
    _ name: String,
    _ title: String,
    _ introduction: String,
    _: Key.Type,
    _ keys: [KeyReference]
  ) {
    self.name = name
    self.title = title
    self.introduction = introduction
    keyType = "\(Key.self)"
    knownKeys = Key.allCases.map(\.rawValue)
    self.keys = keys
  }

  /// The keys as members of an object schema.
  ///
  /// - Parameter isIncluded: Which keys.
  /// - Returns: The members, each with its schema.
  func properties(where isIncluded: (KeyReference) -> Bool = { _ in true }) -> JSONTree {
    .object(keys.filter(isIncluded).map { ($0.key, $0.schema) })
  }

  /// The schema of an object with these keys and no other.
  var schema: JSONTree {
    var members: [(name: String, value: JSONTree)] = [
      ("type", .string("object")), ("properties", properties()), ("additionalProperties", .json("false")),
    ]
    let required = keys.filter(\.isRequired).map(\.key)
    if !required.isEmpty { members.append(("required", .strings(required))) }
    return .object(members)
  }
}
