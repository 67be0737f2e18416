/// The times of a day in words.
struct TimeWords {
  private let seconds: ValueWords
  private let minutes: ValueWords
  private let hours: ValueWords

  /// The words of the times that match on a day.
  init(_ times: TimesOfDay) {
    seconds = ValueWords(times.seconds)
    minutes = ValueWords(times.minutes)
    hours = ValueWords(times.hours)
  }

  /// When it fires on a day that matches.
  var phrase: String {
    if isFew { return "at " + ValueWords.joined(times) }
    if seconds.values == [0] { return minutePhrase }
    return secondPhrase
  }

  /// Whether the phrase leaves open on which days, so that "every day" has to be said.
  var needsDay: Bool { isFew || !isEveryHour }

  private var isFew: Bool {
    hours.values.count * minutes.values.count * seconds.values.count <= ValueWords.longestList
  }

  private var isEveryHour: Bool { hours.values.count == 24 }

  private var isEveryMinute: Bool { minutes.values.count == 60 && isEveryHour }

  /// Each time of day.
  private var times: [String] {
    hours.values.flatMap { hour in
      minutes.values.flatMap { minute in
        seconds.values.map { second in
          let time = Self.time(hour, minute)
          return seconds.values == [0] ? time : time + ":" + Self.padded(second)
        }
      }
    }
  }

  // MARK: - By the minute

  private var minutePhrase: String {
    if minutes.values.count == 60 { return join("every minute", hourScope(ofEvery: "")) }
    if let step = minutes.cycle(of: 60), let first = minutes.values.first {
      let start = first == 0 ? "" : " from minute \(first)"
      return join("every \(step) minutes" + start, hourScope(ofEvery: ""))
    }
    if minutes.values.count == 1, let minute = minutes.values.first, let phrase = hourly(at: minute) {
      return phrase
    }
    return join("at " + minutes.counted("minute", of: 60), hourScope(ofEvery: "of every hour"))
  }

  /// One minute of regular hours: "every 2 hours from 08:05 to 18:05".
  private func hourly(at minute: Int) -> String? {
    guard !isEveryHour, let step = hours.step, let first = hours.values.first, let last = hours.values.last
    else { return nil }
    let unit = step == 1 ? "hour" : "\(step) hours"
    return "every \(unit) from \(Self.time(first, minute)) to \(Self.time(last, minute))"
  }

  /// In which hours: "from 09:00 to 17:59", "in hours 9, 12 and 15".
  private func hourScope(ofEvery every: String) -> String {
    if isEveryHour { return every }
    guard hours.isRun, let first = hours.values.first, let last = hours.values.last else {
      return "in " + hours.counted("hour", of: 24)
    }
    return "from \(Self.time(first, 0)) to \(Self.time(last, 59))"
  }

  // MARK: - By the second

  private var secondPhrase: String {
    let isEverySecond = seconds.values.count == 60
    let cycle = seconds.cycle(of: 60)
    let start = cycle == nil || seconds.values.first == 0 ? "" : " from second \(seconds.values.first ?? 0)"
    let often = isEverySecond ? "every second" : cycle.map { "every \($0) seconds" + start }
    if let often, isEveryMinute { return often }
    let head = often ?? "at " + seconds.counted("second", of: 60)
    if minutes.values.count == 60 {
      return join(often ?? head + " of every minute", hourScope(ofEvery: ""))
    }
    return join(head + " in " + minutes.counted("minute", of: 60), hourScope(ofEvery: "of every hour"))
  }

  private func join(_ head: String, _ tail: String) -> String { tail.isEmpty ? head : head + " " + tail }

  private static func time(_ hour: Int, _ minute: Int) -> String { "\(padded(hour)):\(padded(minute))" }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
