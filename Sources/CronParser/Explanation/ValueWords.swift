/// A set of numbers in words: lists, runs and progressions.
struct ValueWords {
  /// The members, ascending.
  let values: [Int]

  /// How a member is written.
  let word: (Int) -> String

  /// The most members that are told one by one; more are told by their rule where they have one.
  static let longestList = 6

  /// The words of a bit set.
  init(_ bits: UInt64, word: @escaping (Int) -> String = { String($0) }) {
    values = (0..<64).filter { bits.contains(UInt32($0)) }
    self.word = word
  }

  /// The words of a set of years.
  init(_ years: YearSet) {
    values = (YearSet.earliest...YearSet.latest).filter { years.contains($0) }.map { Int($0) }
    word = { String($0) }
  }

  /// The members in a list: "1, 3 to 5 and 9".
  var list: String { Self.joined(parts) }

  /// The members one by one, but three in a row and more as a run.
  var parts: [String] {
    var parts: [String] = []
    for run in runs {
      switch run.count {
      case 1, 2: parts += run.map(word)
      default: parts.append("\(word(run.lowerBound)) to \(word(run.upperBound))")
      }
    }
    return parts
  }

  /// The members as a list, or as a progression where they are many: "every 2nd year from 2026 to 2050".
  func progression(of noun: String) -> String {
    guard values.count > Self.longestList, let first = values.first, let last = values.last,
      let step, step > 1
    else { return list }
    return "every \(Self.ordinal(step)) \(noun) from \(word(first)) to \(word(last))"
  }

  /// The members with what they count: "every minute", "minute 5", "minutes 0 and 30".
  func counted(_ noun: String, of total: Int) -> String {
    if values.count == total { return "every \(noun)" }
    let progression = progression(of: noun)
    if progression.hasPrefix("every") { return progression }
    return (values.count == 1 ? noun : noun + "s") + " " + progression
  }

  /// The distance from each member to the next; nil when it is not always the same, or there is no next.
  var step: Int? {
    guard let first = values.first, values.count > 1 else { return nil }
    let step = values[1] - first
    return values.enumerated().allSatisfy { $1 == first + $0 * step } ? step : nil
  }

  /// Whether the members are one run without a gap.
  var isRun: Bool { values.count == 1 || step == 1 }

  /// The distance between members that come round evenly in a cycle from 0 to a total; nil when they do not.
  func cycle(of total: Int) -> Int? {
    guard let step, step > 1, values.count * step == total else { return nil }
    return step
  }

  /// The runs of members without a gap.
  private var runs: [ClosedRange<Int>] {
    values.reduce(into: []) { runs, value in
      if let last = runs.last, last.upperBound + 1 == value {
        runs[runs.count - 1] = last.lowerBound...value
      } else {
        runs.append(value...value)
      }
    }
  }

  /// "a", "a and b", "a, b and c".
  static func joined(_ parts: [String], by conjunction: String = "and") -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }

  /// "1st", "2nd", "3rd", "11th", "21st".
  static func ordinal(_ number: Int) -> String {
    switch (number % 10, number % 100) {
    case (_, 11...13): "\(number)th"
    case (1, _): "\(number)st"
    case (2, _): "\(number)nd"
    case (3, _): "\(number)rd"
    default: "\(number)th"
    }
  }
}
