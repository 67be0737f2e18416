import CronParser

/// What modifies a timed trigger of any kind.
struct TriggerModifiers {
  var zone: Zone
  var start: WrittenDate?
  var end: WrittenDate?
  var exclusions: [Exclusion] = []
  var jitter = TimeAmount.zero
  var daylightSaving = DaylightSaving.byClass
}

extension JobFileReader {
  /// Reads a trigger that names instants.
  ///
  /// - Parameters:
  ///   - kind: Its kind.
  ///   - members: Its members, of which the kind is one.
  ///   - zone: The zone of a trigger that names none.
  ///   - isNested: Whether it stands inside another one.
  /// - Returns: The trigger, or nil where something is wrong with it.
  mutating func timed(
    _ kind: TriggerKey,
    _ members: Members<TriggerKey>,
    zone: Zone,
    isNested: Bool
  ) -> TimedTrigger? {
    guard let value = members[kind] else { return nil }
    return unlessRefused { reader in
      let before = reader.problems.errorCount
      let modifiers = reader.modifiers(kind, members, zone: zone, isNested: isNested)
      guard let rule = reader.rule(kind, value, modifiers), reader.problems.errorCount == before else {
        return nil
      }
      return reader.timed(rule, modifiers, at: value, key: kind.rawValue)
    }
  }

  /// A trigger of a rule that was read, unless it can never fire.
  mutating func timed(
    _ rule: TimedTrigger.Rule,
    _ modifiers: TriggerModifiers,
    at value: JSONValue,
    key: String?
  ) -> TimedTrigger? {
    do throws(TriggerError) {
      let trigger = try TimedTrigger(rule, modifiers)
      guard !isQuestion, let never = trigger.neverFires(modifiers, &searches) else { return trigger }
      refuse(value, key: key, never)
    } catch {
      refuse(value, key: key, "\(error)")
    }
    return nil
  }

  private mutating func rule(
    _ kind: TriggerKey,
    _ value: JSONValue,
    _ modifiers: TriggerModifiers
  ) -> TimedTrigger.Rule? {
    let zone = modifiers.zone
    switch kind {
    case .cron:
      guard json.kind(of: value) != .object else { return fields(value).map(TimedTrigger.Rule.fields) }
      return timedExpression(value).map(TimedTrigger.Rule.cron)
    case .interval:
      return interval(value, modifiers).map(TimedTrigger.Rule.interval)
    case .calendarInterval:
      return calendarInterval(value, modifiers).map(TimedTrigger.Rule.calendarInterval)
    case .date:
      return date(value, key: kind.rawValue, zone: zone).map { .date($0.instant) }
    case .any:
      return triggers(value, key: kind.rawValue, zone: zone).map(TimedTrigger.Rule.any)
    case .all:
      return triggers(value, key: kind.rawValue, zone: zone).map(TimedTrigger.Rule.all)
    case .after, .startup, .manual, .timezone, .startDate, .endDate, .exclude, .jitter, .dst:
      return nil
    }
  }

  private mutating func timedExpression(_ value: JSONValue) -> CronExpression? {
    let key = TriggerKey.cron.rawValue
    guard let expression = expression(value, key: key) else { return nil }
    guard !expression.isReboot else {
      refuse(value, key: key, "\"@reboot\" names no instant; write {\"startup\": true}")
      return nil
    }
    return expression
  }

  private mutating func triggers(_ value: JSONValue, key: String, zone: Zone) -> [TimedTrigger]? {
    guard json.kind(of: value) == .array else {
      refuse(value, key: key, "must be an array of triggers, not \(described(value))")
      return nil
    }
    return inside(.key(key)) { reader in
      var triggers: [TimedTrigger] = []
      var isEmpty = true
      for (index, element) in reader.json.elements(of: value).enumerated() {
        isEmpty = false
        let trigger = reader.inside(.index(index)) { $0.nestedTrigger(element, zone: zone) }
        if let trigger { triggers.append(trigger) }
      }
      if isEmpty { reader.refuse(value, "must hold at least one trigger") }
      return isEmpty ? nil : triggers
    }
  }
}

extension TimedTrigger {
  /// Before every fire time there can be.
  private static let dawn = Instant.epoch - .hours(48)

  private func hasFireTime(_ budget: inout SearchBudget) -> Bool {
    budget.lending(.oneFireTime) { next(after: Self.dawn, &$0) } != nil
  }

  fileprivate init(_ rule: Rule, _ modifiers: TriggerModifiers) throws(TriggerError) {
    try self.init(
      rule,
      zone: modifiers.zone,
      startDate: modifiers.start?.instant,
      endDate: modifiers.end?.last,
      exclusions: modifiers.exclusions,
      jitter: modifiers.jitter,
      daylightSaving: modifiers.daylightSaving
    )
  }

  /// Why the trigger has no fire time at all, or nil where it has one.
  fileprivate func neverFires(_ modifiers: TriggerModifiers, _ budget: inout SearchBudget) -> String? {
    guard !hasFireTime(&budget) else { return nil }
    guard !budget.isSpent else {
      return "cannot be checked: the combinations and exclusions of this file take too long to search;"
        + " make them simpler"
    }
    var wider = modifiers
    wider.exclusions = []
    if !modifiers.exclusions.isEmpty, (try? TimedTrigger(rule, wider))?.hasFireTime(&budget) == true {
      return "never fires: everything that it names is excluded"
    }
    wider.start = nil
    wider.end = nil
    guard (try? TimedTrigger(rule, wider))?.hasFireTime(&budget) != true else {
      switch (modifiers.start, modifiers.end) {
      case (_?, nil): return "never fires after its start_date"
      case (nil, _?): return "never fires before its end_date"
      default: return "never fires between its start_date and its end_date"
      }
    }
    return switch rule {
    case .cron(let expression):
      "\(expression.text.quoted) never fires: no day of the years 1970 to 2199 matches it"
    case .fields: "never fires: no day of the years 1970 to 2199 matches it"
    case .all: "never fires: the triggers have no instant in common"
    case .any, .interval, .calendarInterval, .date: "never fires in the years 1970 to 2199"
    }
  }
}
