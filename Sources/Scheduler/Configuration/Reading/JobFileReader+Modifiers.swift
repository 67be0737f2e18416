extension JobFileReader {
  /// Reads what modifies a trigger; what is wrong is reported and left out.
  mutating func modifiers(
    _ kind: TriggerKey,
    _ members: Members<TriggerKey>,
    zone: Zone,
    isNested: Bool
  ) -> TriggerModifiers {
    var modifiers = TriggerModifiers(zone: zone)
    // The zone comes first: dates without an offset are read in it.
    if let value = members[.timezone], let zone = self.zone(value, key: TriggerKey.timezone.rawValue) {
      modifiers.zone = zone
    }
    for (key, name, value) in members.known {
      switch key {
      case .startDate:
        modifiers.start = date(value, key: key.rawValue, zone: modifiers.zone)
      case .endDate:
        modifiers.end = date(value, key: key.rawValue, zone: modifiers.zone)
      case .exclude:
        modifiers.exclusions = exclusions(value, zone: modifiers.zone)
      case .jitter:
        modifiers.jitter = duration(value, key: key.rawValue) ?? .zero
        if isNested { refuse(name, "\"jitter\" belongs to the job's whole trigger, not to one inside it") }
      case .dst:
        modifiers.daylightSaving = daylightSaving(kind, name, value)
      case .cron, .interval, .calendarInterval, .date, .any, .all, .after, .startup, .manual, .timezone:
        break
      }
    }
    if let end = modifiers.end, let start = modifiers.start, end.last < start.instant,
      let value = members[.endDate]
    {
      refuse(value, key: TriggerKey.endDate.rawValue, "lies before start_date")
    }
    return modifiers
  }

  private mutating func daylightSaving(
    _ kind: TriggerKey,
    _ name: JSONValue,
    _ value: JSONValue
  ) -> DaylightSaving {
    switch kind {
    case .cron, .calendarInterval:
      break
    case .any, .all:
      refuse(name, "\"dst\" belongs to the triggers inside \(kind.rawValue.quoted), each for itself")
    case .interval, .date, .after, .startup, .manual, .timezone, .startDate, .endDate, .exclude, .jitter,
      .dst:
      refuse(
        name,
        "\"dst\" means nothing beside \(kind.rawValue.quoted), which names no times of day; remove it"
      )
    }
    let key = TriggerKey.dst.rawValue
    let expected = "an object such as {\"gap\": \"skip\", \"fold\": \"both\"}"
    guard let members = members(of: value, DaylightSavingKey.self, key: key, expected: expected) else {
      return .byClass
    }
    return inside(.key(key)) { reader in
      reader.refuseUnknown(members)
      return DaylightSaving(
        gap: members[.gap].flatMap { reader.choice($0, key: "gap", DaylightSaving.Gap.self) },
        fold: members[.fold].flatMap { reader.choice($0, key: "fold", DaylightSaving.Fold.self) }
      )
    }
  }

  private mutating func exclusions(_ value: JSONValue, zone: Zone) -> [Exclusion] {
    let key = TriggerKey.exclude.rawValue
    guard json.kind(of: value) == .array else {
      refuse(
        value,
        key: key,
        "must be an array of days, ranges of days and triggers, not \(described(value))"
      )
      return []
    }
    return inside(.key(key)) { reader in
      var exclusions: [Exclusion] = []
      for (index, element) in reader.json.elements(of: value).enumerated() {
        let exclusion = reader.inside(.index(index)) { $0.exclusion(element, zone: zone) }
        if let exclusion { exclusions.append(exclusion) }
      }
      return exclusions
    }
  }

  private mutating func exclusion(_ value: JSONValue, zone: Zone) -> Exclusion? {
    switch json.kind(of: value) {
    case .string:
      return day(value, orWrite: "a trigger as an object, such as {\"cron\": …}").map { .days($0, $0) }
    case .object
    where json.members(of: value).contains(where: { DayRangeKey.table.key(of: $0.key, in: json) != nil }):
      return dayRange(value)
    case .object:
      return nestedTrigger(value, zone: zone).map(Exclusion.trigger)
    case .null, .boolean, .number, .array:
      refuse(
        value,
        "must be a day such as \"2027-12-25\", a range of days or a trigger, not \(described(value))"
      )
      return nil
    }
  }

  private mutating func dayRange(_ value: JSONValue) -> Exclusion? {
    guard let members = members(of: value, DayRangeKey.self, expected: "a range of days") else { return nil }
    refuseUnknown(members)
    guard let from = members[.from], let to = members[.to] else {
      refuse(value, "a range of days has both \"from\" and \"to\"")
      return nil
    }
    let first = day(from, key: DayRangeKey.from.rawValue)
    let last = day(to, key: DayRangeKey.to.rawValue)
    guard let first, let last else { return nil }
    guard first <= last else {
      refuse(to, key: DayRangeKey.to.rawValue, "\(last) lies before \(first), where the range begins")
      return nil
    }
    return .days(first, last)
  }

  private mutating func day(_ value: JSONValue, key: String? = nil, orWrite other: String? = nil)
    -> CivilDate?
  {
    guard let text = string(value, key: key, expected: "a day such as \"2027-12-25\"") else { return nil }
    guard let day = CivilDate(text) else {
      let mend = other.map { ", or \($0)" } ?? ""
      refuse(value, key: key, "\(text.quoted) is no day; write one such as \"2027-12-25\"\(mend)")
      return nil
    }
    return day
  }
}
