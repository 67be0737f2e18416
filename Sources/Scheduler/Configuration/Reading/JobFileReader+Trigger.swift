import CronParser

extension JobFileReader {
  /// Reads a job's trigger.
  ///
  /// - Parameters:
  ///   - value: The trigger.
  ///   - zone: The zone of a trigger that names none.
  /// - Returns: The trigger, or nil where something is wrong with it.
  mutating func trigger(_ value: JSONValue, zone: Zone) -> Trigger? {
    inside(.key(JobKey.trigger.rawValue)) { $0.anyTrigger(value, zone: zone) }
  }

  private mutating func anyTrigger(_ value: JSONValue, zone: Zone) -> Trigger? {
    if json.kind(of: value) == .string {
      guard let expression = expression(value) else { return nil }
      if expression.isReboot { return .startup }
      return timed(.cron(expression), TriggerModifiers(zone: zone), at: value, key: nil).map(Trigger.timed)
    }
    guard let (kind, members) = kind(of: value) else { return nil }
    switch kind {
    case .after:
      return after(members)
    case .startup:
      return untimed(.startup, kind, members)
    case .manual:
      return untimed(.manual, kind, members)
    case .cron, .interval, .calendarInterval, .date, .any, .all, .timezone, .startDate, .endDate, .exclude,
      .jitter,
      .dst:
      return timed(kind, members, zone: zone, isNested: false).map(Trigger.timed)
    }
  }

  /// Reads a trigger inside another one, which must name instants.
  mutating func nestedTrigger(_ value: JSONValue, zone: Zone) -> TimedTrigger? {
    if json.kind(of: value) == .string {
      guard let expression = expression(value) else { return nil }
      guard !expression.isReboot else {
        refuse(value, "\"@reboot\" cannot be combined, since it names no instant")
        return nil
      }
      return timed(.cron(expression), TriggerModifiers(zone: zone), at: value, key: nil)
    }
    guard let (kind, members) = kind(of: value) else { return nil }
    guard kind != .startup, kind != .manual, kind != .after else {
      let name = members.name(of: kind) ?? value
      refuse(name, "\(kind.rawValue.quoted) cannot be combined, since it names no instant")
      return nil
    }
    return timed(kind, members, zone: zone, isNested: true)
  }

  /// The one key that says what kind of trigger an object is, and all its members.
  private mutating func kind(of value: JSONValue) -> (TriggerKey, Members<TriggerKey>)? {
    let expected = "a cron expression or an object such as {\"interval\": \"15m\"}"
    guard let members = members(of: value, TriggerKey.self, expected: expected) else { return nil }
    refuseUnknown(members)
    let kinds = members.known.filter { $0.key.isKind }
    guard let first = kinds.first else {
      guard members.unknown.isEmpty else { return nil }
      let names = TriggerKey.allCases.filter(\.isKind).map(\.rawValue).joined(separator: ", ")
      refuse(value, "says nothing of when; it needs one of \(names)")
      return nil
    }
    for other in kinds.dropFirst() {
      refuse(
        other.name,
        "\(first.key.rawValue.quoted) and \(other.key.rawValue.quoted) stand in one trigger; keep one, or"
          + " combine"
          + " two triggers with \"any\" or \"all\""
      )
    }
    return kinds.count == 1 ? (first.key, members) : nil
  }

  private mutating func untimed(
    _ trigger: Trigger,
    _ kind: TriggerKey,
    _ members: Members<TriggerKey>
  ) -> Trigger? {
    var isGood = members.unknown.isEmpty
    for (key, name, value) in members.known {
      if key != kind {
        refuse(name, "\(key.rawValue.quoted) means nothing beside \(kind.rawValue.quoted); remove it")
        isGood = false
      } else if json.boolean(value) != true {
        refuse(value, key: key.rawValue, "must be true, not \(described(value))")
        isGood = false
      }
    }
    return isGood ? trigger : nil
  }

  /// Reads a cron expression.
  mutating func expression(_ value: JSONValue, key: String? = nil) -> CronExpression? {
    guard let text = string(value, key: key, expected: "a cron expression") else { return nil }
    do throws(CronSyntaxError) {
      let (expression, warnings) = try expressions.entry(for: text, of: job ?? (isQuestion ? nil : ""))
      warn(warnings, of: text, at: value, key: key)
      return expression
    } catch {
      if let other = otherKind(for: text) {
        refuse(value, key: key, "\(text.quoted) is no cron expression; \(other)")
        return nil
      }
      let offset = json.offset(ofCharacter: error.column, in: value)
      report(.error, at: offset, key: key, error.message + (error.hint.map { "; \($0)" } ?? ""))
      return nil
    }
  }

  private mutating func warn(_ warnings: [CronWarning], of text: String, at value: JSONValue, key: String?) {
    guard !warnings.isEmpty else { return }
    // Their columns count from the expression's first character, behind the space before it.
    let space = text.unicodeScalars.prefix { $0 == " " || $0 == "\t" }.count
    for warning in warnings {
      let offset = json.offset(ofCharacter: space + warning.column, in: value)
      report(.warning, at: offset, key: key, warning.message + (warning.hint.map { "; \($0)" } ?? ""))
    }
  }

  /// What to write for a text that is no cron expression and means another kind of trigger, or nil.
  private func otherKind(for text: String) -> String? {
    if (try? TimeAmount(text)) != nil { return "for an interval write {\"interval\": \(text.quoted)}" }
    if CivilDate(String(text.prefix(10))) != nil { return "for one date write {\"date\": \(text.quoted)}" }
    return nil
  }
}
