import CronParser

extension Trigger {
  /// What the trigger says, on one line for people: the job file's own words with their zone, not a translation.
  public var summary: String {
    switch self {
    case .timed(let trigger): trigger.summary
    case .startup: "at every start of the daemon"
    case .after(let trigger): "after \(trigger.job) \(trigger.outcome?.rawValue ?? "has ended")"
    case .manual: "by hand only"
    }
  }

  /// When it runs, in plain English where there is some, else as `summary` says it.
  public var words: String {
    if case .timed(let trigger) = self { trigger.words } else { summary }
  }
}

extension TimedTrigger {
  /// What the trigger says, on one line for people.
  public var summary: String { text(of: ruleSummary) }

  /// When it fires, in plain English where there is some, else as `summary` says it.
  public var words: String {
    switch rule {
    case .cron: text(of: meaning.map { "\($0) (\(zone.name))" } ?? ruleSummary)
    case .interval(let interval) where interval.anchor == .epoch: text(of: "every \(interval.period)")
    case .fields, .interval, .calendarInterval, .date, .any, .all: summary
    }
  }

  private func text(of rule: String) -> String {
    var text = rule
    if let startDate, !anchors { text += ", from \(startDate.rfc3339(in: zone))" }
    if let endDate { text += ", until \(endDate.rfc3339(in: zone))" }
    if !exclusions.isEmpty { text += ", except \(exclusions.map(\.summary).joined(separator: " and "))" }
    if jitter > .zero { text += ", up to \(jitter) later" }
    if let gap = daylightSaving.gap { text += ", gap: \(gap.rawValue)" }
    if let fold = daylightSaving.fold { text += ", fold: \(fold.rawValue)" }
    return text
  }

  /// What a cron expression means in plain English ("at 02:30 on Monday to Friday"); nil for other rules, whose summary
  /// says it.
  public var meaning: String? {
    guard case .cron(let expression) = rule else { return nil }
    return expression.explanation.summary
  }

  /// Whether the rule itself says where it begins, so that the start date is not said twice.
  private var anchors: Bool {
    switch rule {
    case .interval, .calendarInterval: true
    case .cron, .fields, .date, .any, .all: false
    }
  }

  private var ruleSummary: String {
    switch rule {
    case .cron(let expression):
      "cron \(expression.text) (\(zone.name))"
    case .fields(let cron):
      "cron \(cron.fields.map { "\($0.name.rawValue)=\($0.text)" }.joined(separator: " ")) (\(zone.name))"
    case .interval(let interval):
      "every \(interval.period), counted from \(interval.anchor.rfc3339(in: zone))"
    case .calendarInterval(let interval):
      interval.summary(in: zone)
    case .date(let instant):
      "once, at \(instant.rfc3339(in: zone))"
    case .any(let triggers):
      "any of: \(triggers.map(\.summary).joined(separator: "; "))"
    case .all(let triggers):
      "all of: \(triggers.map(\.summary).joined(separator: "; "))"
    }
  }
}

extension CalendarInterval {
  fileprivate func summary(in zone: Zone) -> String {
    let counts = [(years, "year"), (months, "month"), (weeks, "week"), (days, "day")]
      .filter { $0.0 > 0 }
      .map { count, unit in count == 1 ? unit : "\(count) \(unit)s" }
    let time = [hour, minute, second].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    return "every \(counts.joined(separator: " and ")) at \(time) (\(zone.name)), counted from \(startDate)"
  }
}

extension Exclusion {
  fileprivate var summary: String {
    switch self {
    case .days(let first, let last): first == last ? "\(first)" : "\(first) to \(last)"
    case .trigger(let trigger): "the times of: \(trigger.summary)"
    }
  }
}
