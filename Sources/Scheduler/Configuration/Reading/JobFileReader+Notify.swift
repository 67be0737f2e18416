extension JobFileReader {
  /// Reads whom a job tells, of what: one rule or several; null for nobody.
  mutating func notificationRules(_ value: JSONValue) -> [NotificationRule]? {
    let key = JobKey.notify.rawValue
    switch json.kind(of: value) {
    case .null: return []
    case .object: return inside(.key(key)) { reader in reader.notificationRule(value).map { [$0] } }
    case .array:
      return unlessRefused { reader in
        reader.inside(.key(key)) { reader in
          var rules: [NotificationRule] = []
          for (index, element) in reader.json.elements(of: value).enumerated() {
            reader.inside(.index(index)) { reader in
              reader.notificationRule(element).map { rules.append($0) }
            }
          }
          if rules.count > Self.mostRules {
            reader.refuse(value, "has \(rules.count) rules, and a job may have \(Self.mostRules)")
          }
          return rules
        }
      }
    case .boolean, .number, .string:
      refuse(value, key: key, "must be \(Self.ruleExample), or an array of such, not \(described(value))")
      return nil
    }
  }

  /// More than anybody writes by hand.
  private static let mostRules = 16

  private static let ruleExample =
    #"an object such as {"on": ["failed"], "command": ["/usr/local/bin/page"]}"#

  private mutating func notificationRule(_ value: JSONValue) -> NotificationRule? {
    guard let members = members(of: value, NotifyKey.self, expected: Self.ruleExample) else { return nil }
    return unlessRefused { reader in
      reader.refuseUnknown(members)
      let events = reader.notificationEvents(members)
      guard let events, let invocation = reader.notificationInvocation(members) else { return nil }
      var rule = NotificationRule(events: events, invocation: invocation)
      for (key, _, value) in members.known {
        let name = key.rawValue
        switch key {
        case .afterFailures: reader.integer(value, key: name, in: 1...1_000).map { rule.afterFailures = $0 }
        case .cooldown: reader.duration(value, key: name).map { rule.coolDown = $0 }
        case .timeout:
          reader.positiveDuration(value, key: name, insteadOfZero: "the usual is \"30s\"")
            .map { rule.timeout = $0 }
        case .on, .command, .shell: break
        }
      }
      if let value = members[.afterFailures] { reader.warnOfNoFailures(value, rule) }
      return rule
    }
  }

  /// Warns of a number of failures that nothing waits for.
  private mutating func warnOfNoFailures(_ value: JSONValue, _ rule: NotificationRule) {
    guard !rule.events.contains(where: { $0.isFailure || $0 == .recovered }) else { return }
    let failures = NotificationEvent.allCases.filter(\.isFailure).map(\.rawValue.quoted)
      .joined(separator: ", ")
    warn(
      value,
      key: NotifyKey.afterFailures.rawValue,
      "changes nothing: \"on\" names no failure (\(failures)) and no recovery; remove it"
    )
  }

  private mutating func notificationEvents(_ members: Members<NotifyKey>) -> [NotificationEvent]? {
    let key = NotifyKey.on.rawValue
    guard let value = members[.on] else {
      refuse(members.object, "needs \"on\": of what it tells, such as [\"failed\", \"recovered\"]")
      return nil
    }
    if json.kind(of: value) == .string { return choice(value, key: key, NotificationEvent.self).map { [$0] } }
    guard json.kind(of: value) == .array else {
      refuse(value, key: key, "must be an array such as [\"failed\", \"missed\"], not \(described(value))")
      return nil
    }
    return unlessRefused { reader in
      var events: [NotificationEvent] = []
      reader.inside(.key(key)) { reader in
        for (index, element) in reader.json.elements(of: value).enumerated() {
          let event = reader.inside(.index(index)) { $0.choice(element, key: nil, NotificationEvent.self) }
          if let event, !events.contains(event) { events.append(event) }
        }
      }
      if events.isEmpty { reader.refuse(value, key: key, "names nothing to tell of") }
      return events
    }
  }

  private mutating func notificationInvocation(_ members: Members<NotifyKey>) -> CommandJob.Invocation? {
    switch (members[.command], members[.shell]) {
    case (let command?, nil):
      return unlessRefused { $0.arguments(command, nil) }.map(CommandJob.Invocation.arguments)
    case (nil, let shell?):
      return self.shell(shell).map(CommandJob.Invocation.shell)
    case (.some, let shell?):
      refuse(shell, "a rule has either \"command\" or \"shell\", not both; remove one")
      return nil
    case (nil, nil):
      refuse(members.object, "needs \"command\" or \"shell\": what is run to tell it")
      return nil
    }
  }
}
