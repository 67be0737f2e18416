/// What a run of a job would get as its environment, in order.
package struct EnvironmentObject: Codable, Hashable {
  /// One variable.
  package struct Variable: Codable, Hashable {
    package var name: String

    /// Null for a secret, and for what only a run has.
    package var value: String?

    /// `built`, `defaults`, `job`, `file` or `schedd`.
    package var origin: String

    /// Whether the value is not shown because nobody may see it.
    package var secret: Bool

    package init(_ entry: EnvironmentEntry) {
      name = entry.name
      value = entry.isSecret ? nil : entry.value
      origin = entry.origin.rawValue
      secret = entry.isSecret
    }

    private enum CodingKeys: String, CodingKey {
      case name, value, origin, secret
    }

    // Written by hand: what the compiler makes leaves out a key whose value is nil.
    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(value, forKey: .value)
      try container.encode(origin, forKey: .origin)
      try container.encode(secret, forKey: .secret)
    }
  }

  package var items: [Variable]

  package init(_ entries: [EnvironmentEntry]) {
    items = entries.map(Variable.init)
  }
}
