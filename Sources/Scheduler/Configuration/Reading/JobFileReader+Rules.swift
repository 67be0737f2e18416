extension JobFileReader {
  /// Reads cron in named fields.
  mutating func fields(_ value: JSONValue) -> CronFields? {
    let expected = "an object of fields such as {\"hour\": 9}"
    guard let members = members(of: value, CronFields.Name.self, expected: expected) else { return nil }
    return inside(.key(TriggerKey.cron.rawValue)) { reader in
      let before = reader.problems.errorCount
      reader.refuseUnknown(members)
      var fields: [CronFields.Field] = []
      for (name, _, value) in members.known {
        guard let text = reader.field(value, key: name.rawValue) else { continue }
        fields.append(CronFields.Field(name, text))
        // Each for itself, so that every wrong field is reported and not only the first.
        _ = reader.fields([CronFields.Field(name, text)], members)
      }
      return reader.problems.errorCount == before ? reader.fields(fields, members) : nil
    }
  }

  private mutating func fields(
    _ fields: [CronFields.Field],
    _ members: Members<CronFields.Name>
  ) -> CronFields? {
    do throws(CronFieldError) {
      return try CronFields(fields)
    } catch {
      let value = error.field.flatMap { members[$0] } ?? members.object
      let isText = json.kind(of: value) == .string
      let offset = isText ? json.offset(ofCharacter: error.column, in: value) : json.offset(of: value)
      let mend = error.hint.map { "; \($0)" } ?? ""
      report(.error, at: offset, key: error.field?.rawValue, error.message + mend)
      return nil
    }
  }

  /// A field, which may be a whole number as well.
  private mutating func field(_ value: JSONValue, key: String) -> String? {
    if case .integer(let number)? = json.number(value) { return String(number) }
    return string(value, key: key, expected: "a string or a whole number")
  }

  /// Reads an interval: text with units, a number of seconds, or counts of units.
  mutating func interval(_ value: JSONValue, _ modifiers: TriggerModifiers) -> Interval? {
    let key = TriggerKey.interval.rawValue
    let period = json.kind(of: value) == .object ? sum(value, key: key) : duration(value, key: key)
    guard let period else { return nil }
    do throws(TriggerError) {
      let interval = try Interval(every: period, anchor: modifiers.start?.instant ?? .epoch)
      if modifiers.start == nil { warnAboutPhase(of: interval, at: value) }
      return interval
    } catch {
      refuse(value, key: key, "\(error)")
      return nil
    }
  }

  private mutating func sum(_ value: JSONValue, key: String) -> TimeAmount? {
    let expected = "an interval such as {\"hours\": 1, \"minutes\": 30}"
    guard let members = members(of: value, IntervalKey.self, key: key, expected: expected) else { return nil }
    return inside(.key(key)) { reader in
      reader.unlessRefused { reader in
        reader.refuseUnknown(members)
        var total: Int64 = 0
        for (unit, _, value) in members.known {
          let amount = reader.count(value, of: unit)
          do throws(DurationError) {
            total = try total.adding(amount)
          } catch {
            reader.refuse(value, key: unit.rawValue, "makes the interval one that \(error)")
          }
        }
        return TimeAmount(nanoseconds: total)
      }
    }
  }

  /// So many of a unit, in nanoseconds; 0 where it is not a number of them.
  private mutating func count(_ value: JSONValue, of unit: IntervalKey) -> Int64 {
    guard json.kind(of: value) == .number else {
      refuse(value, key: unit.rawValue, "must be a number of \(unit.rawValue), not \(described(value))")
      return 0
    }
    let text = json.source(of: value)
    do throws(DurationError) {
      let amount = try DecimalNumber(text).times(unit.unit)
      if amount > 0, text.first == UInt8(ascii: "-") { throw .negative }
      return amount
    } catch {
      refuse(value, key: unit.rawValue, "\(described(value)) \(error)")
      return 0
    }
  }

  /// Reads a calendar interval.
  mutating func calendarInterval(_ value: JSONValue, _ modifiers: TriggerModifiers) -> CalendarInterval? {
    let key = TriggerKey.calendarInterval.rawValue
    let expected = "an object such as {\"months\": 1, \"hour\": 3}"
    guard let members = members(of: value, CalendarKey.self, key: key, expected: expected) else { return nil }
    return inside(.key(key)) { reader in
      reader.unlessRefused { reader in
        reader.refuseUnknown(members)
        var numbers: [CalendarKey: Int] = [:]
        for (key, _, value) in members.known {
          numbers[key] = reader.integer(value, key: key.rawValue, in: key.range)
        }
        guard numbers.count == members.known.count else { return nil }
        let interval = reader.calendarInterval(numbers, at: value, modifiers)
        if let interval, modifiers.start == nil { reader.warnAboutPhase(of: interval, at: value) }
        return interval
      }
    }
  }

  private mutating func calendarInterval(
    _ numbers: [CalendarKey: Int],
    at value: JSONValue,
    _ modifiers: TriggerModifiers
  ) -> CalendarInterval? {
    do throws(TriggerError) {
      return try CalendarInterval(
        years: numbers[.years] ?? 0,
        months: numbers[.months] ?? 0,
        weeks: numbers[.weeks] ?? 0,
        days: numbers[.days] ?? 0,
        hour: numbers[.hour] ?? 0,
        minute: numbers[.minute] ?? 0,
        second: numbers[.second] ?? 0,
        startDate: modifiers.start?.day ?? CivilDate(daysSinceEpoch: 0)
      )
    } catch {
      refuse(value, "\(error)")
      return nil
    }
  }
}

extension JobFileReader {
  /// Warns of intervals whose fire times would surprise whoever thinks of times of day.
  ///
  /// Below an hour nobody does.
  private mutating func warnAboutPhase(of interval: Interval, at value: JSONValue) {
    let key = TriggerKey.interval.rawValue
    let (day, hour) = (TimeAmount.hours(24).nanoseconds, TimeAmount.hours(1))
    let period = interval.period
    if period.nanoseconds % day == 0 {
      warn(
        value,
        key: key,
        "counts from 1970-01-01 and fires at 00:00 UTC; name a \"start_date\", or use \"cron\" for a time"
          + " of day"
      )
    } else if period >= hour, day % period.nanoseconds != 0 {
      warn(
        value,
        key: key,
        "\(period) does not divide a day, so its times of day differ from day to day; it counts from"
          + " 1970-01-01 00:00 UTC unless a \"start_date\" is named"
      )
    }
  }

  /// Warns of calendar intervals whose dates depend on a first date that nobody named.
  private mutating func warnAboutPhase(of interval: CalendarInterval, at value: JSONValue) {
    let counts = [interval.years, interval.months, interval.days]
    guard interval.weeks > 0 || counts.contains(where: { $0 > 1 }) else { return }
    warn(value, "counts from Thursday, 1970-01-01; name a \"start_date\" to say which dates are meant")
  }
}

extension IntervalKey {
  fileprivate var unit: DurationUnit {
    switch self {
    case .weeks: .weeks
    case .days: .days
    case .hours: .hours
    case .minutes: .minutes
    case .seconds: .seconds
    }
  }
}

extension CalendarKey {
  /// What `CalendarInterval` takes.
  var range: ClosedRange<Int> {
    switch self {
    case .years: 0...1000
    case .months: 0...12_000
    case .weeks, .days: 0...100_000
    case .hour: 0...23
    case .minute, .second: 0...59
    }
  }
}
