import CronParser
import Testing

/// Laws that hold for every expression, tried on expressions made at random.
@Suite struct `Every cron expression` {
  private static let options = CronOptions(allowsExtendedDays: true, hashKey: "job")
  private static let lastSecond = 84_006 * 86_400 - 1

  /// How many days the day-by-day search goes; far matches are only checked to be matches.
  private static let horizon = 500

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `finds what a search day by day finds`(_ seed: UInt64) throws {
    var generator = ExpressionGenerator(seed: seed)
    for _ in 0..<12 {
      let naive = generator.next()
      let expression = try CronExpression(naive.text, options: Self.options)
      for _ in 0..<3 {
        let start = Int.random(in: 0...Self.lastSecond, using: &generator.random)
        check(expression, against: naive, from: start)
      }
    }
  }

  private func check(_ expression: CronExpression, against naive: NaiveExpression, from start: Int) {
    let text = Comment(rawValue: "\(naive.text) at \(start)")
    let horizon = Self.horizon
    let found = expression.first(atOrAfter: CivilTime(seconds: Int64(start)))
    if let next = naive.first(atOrAfter: start, within: horizon) {
      #expect(found?.seconds == Int64(next), text)
    } else if let found {
      #expect(Int(found.seconds) / 86_400 - start / 86_400 >= horizon, text)
      #expect(matches(naive, found), text)
    }
    let before = expression.last(atOrBefore: CivilTime(seconds: Int64(start)))
    if let last = naive.last(atOrBefore: start, within: horizon) {
      #expect(before?.seconds == Int64(last), text)
    } else if let before {
      #expect(start / 86_400 - Int(before.seconds) / 86_400 >= horizon, text)
      #expect(matches(naive, before), text)
    }
    #expect(expression.matches(CivilTime(seconds: Int64(start))) == (before?.seconds == Int64(start)), text)
  }

  @Test(arguments: 100..<130 as Range<UInt64>)
  func `counts what a walk counts`(_ seed: UInt64) throws {
    var generator = ExpressionGenerator(seed: seed)
    for _ in 0..<8 {
      let naive = generator.next()
      let expression = try CronExpression(naive.text, options: Self.options)
      let start = Int.random(in: 0...Self.lastSecond - 40_000_000, using: &generator.random)
      let end = start + Int.random(in: 0...40_000_000, using: &generator.random)
      let range = (CivilTime(seconds: Int64(start)), CivilTime(seconds: Int64(end)))
      let count = expression.count(from: range.0, through: range.1)
      let text = Comment(rawValue: "\(naive.text) from \(start) through \(end)")
      #expect(count == naive.count(from: start, through: end), text)
    }
  }

  @Test(arguments: 200..<230 as Range<UInt64>)
  func `names its matches in order, each once`(_ seed: UInt64) throws {
    var generator = ExpressionGenerator(seed: seed)
    for _ in 0..<10 {
      let expression = try CronExpression(generator.next().text, options: Self.options)
      let start = CivilTime(seconds: Int64.random(in: 0...Int64(Self.lastSecond), using: &generator.random))
      var found: [CivilTime] = []
      var next = expression.first(atOrAfter: start)
      while let time = next, found.count < 20 {
        #expect(time >= found.last ?? start)
        #expect(expression.matches(time))
        #expect(expression.last(atOrBefore: time) == time)
        found.append(time)
        next = expression.first(atOrAfter: CivilTime(seconds: time.seconds + 1))
      }
      guard let last = found.last else { continue }
      #expect(expression.count(from: start, through: last) == found.count)
      #expect(Set(found).count == found.count)
      if let next { #expect(expression.last(atOrBefore: CivilTime(seconds: next.seconds - 1)) == last) }
    }
  }

  @Test(arguments: 300..<320 as Range<UInt64>)
  func `stays within 1970 to 2199`(_ seed: UInt64) throws {
    var generator = ExpressionGenerator(seed: seed)
    let end = Int64(Self.lastSecond)
    let all = [Int64.min, -1, 0, end, end + 1, .max].map { CivilTime(seconds: $0) }
    for _ in 0..<10 {
      let expression = try CronExpression(generator.next().text, options: Self.options)
      let first = expression.first(atOrAfter: all[0])
      let last = expression.last(atOrBefore: all[5])
      #expect((first == nil) == expression.neverFires)
      #expect((last == nil) == expression.neverFires)
      #expect(first == expression.first(atOrAfter: all[2]))
      #expect(last == expression.last(atOrBefore: all[3]))
      #expect(expression.first(atOrAfter: all[4]) == nil)
      #expect(expression.first(atOrAfter: all[3]) == (last == all[3] ? last : nil))
      #expect(expression.last(atOrBefore: all[1]) == nil)
      let count = expression.count(from: all[2], through: all[3])
      #expect(expression.count(from: all[0], through: all[5]) == count)
      #expect(expression.count(from: all[5], through: all[0]) == 0)
    }
  }

  @Test(arguments: 400..<420 as Range<UInt64>)
  func `reads its own text to the same meaning`(_ seed: UInt64) throws {
    var generator = ExpressionGenerator(seed: seed)
    for _ in 0..<20 {
      let expression = try CronExpression(" \(generator.next().text)\t", options: Self.options)
      #expect(try CronExpression(expression.text, options: Self.options) == expression)
      let fields = expression.text.split { " \t".contains($0) }
      #expect(expression.explanation.fields.map(\.text) == fields.map { String($0) })
    }
  }

  private func matches(_ naive: NaiveExpression, _ time: CivilTime) -> Bool {
    let second = Int(time.seconds)
    return naive.matches(NaiveCalendar.days[second / 86_400]) && naive.matches(second: second % 86_400)
  }
}
