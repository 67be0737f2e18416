/// Makes expressions of every form at random, each with its meaning.
struct ExpressionGenerator {
  var random: SeededGenerator

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]
  private static let weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
  }

  mutating func next() -> NaiveExpression {
    var expression = NaiveExpression()
    let count = random.pick([5, 5, 5, 6, 6, 7])
    var fields: [String] = []
    if count > 5 { fields.append(values(0...59, names: [], into: &expression.seconds)) }
    fields.append(values(0...59, names: [], into: &expression.minutes))
    fields.append(values(0...23, names: [], into: &expression.hours))
    let dates = dateField(into: &expression.dates)
    fields.append(dates)
    fields.append(values(1...12, names: Self.months, into: &expression.months))
    let weekdays = weekdayField(into: &expression.weekdays)
    fields.append(weekdays)
    if count == 7 {
      var years: Set<Int> = []
      fields.append(values(1970...2199, names: [], into: &years))
      expression.years = years
    }
    let isStarred = [dates, weekdays].contains { $0.hasPrefix("*") || $0.hasPrefix("?") }
    expression.isEither = !isStarred && !weekdays.hasPrefix("+")
    expression.text = fields.joined(separator: random.pick([" ", " ", "  ", "\t"]))
    return expression
  }

  // MARK: - Fields

  private mutating func values(
    _ range: ClosedRange<Int>,
    names: [String],
    into set: inout Set<Int>
  ) -> String {
    set = []
    if random.oneIn(3) {
      set = Set(range)
      return "*"
    }
    return (0..<random.pick([1, 1, 1, 2, 3])).map { _ in member(range, names: names, into: &set) }
      .joined(separator: ",")
  }

  private mutating func member(
    _ range: ClosedRange<Int>,
    names: [String],
    into set: inout Set<Int>
  ) -> String {
    let low = Int.random(in: range, using: &random)
    let high = Int.random(in: low...range.upperBound, using: &random)
    let step = Int.random(in: 1...random.pick([3, 10, range.count + 5]), using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0:
      set.formUnion(stride(from: range.lowerBound, through: range.upperBound, by: step))
      return "*/\(step)"
    case 1:
      set.formUnion(low...high)
      return "\(word(low, range, names))-\(word(high, range, names))"
    case 2:
      set.formUnion(stride(from: low, through: high, by: step))
      return "\(word(low, range, names))-\(word(high, range, names))/\(step)"
    default:
      set.insert(low)
      return word(low, range, names)
    }
  }

  /// A number, or a name where the field has names, in some case.
  private mutating func word(_ value: Int, _ range: ClosedRange<Int>, _ names: [String]) -> String {
    guard !names.isEmpty, value - range.lowerBound < names.count, random.oneIn(2) else {
      return random.oneIn(6) && value < 10 ? "0\(value)" : "\(value)"
    }
    let name = names[value - range.lowerBound]
    return random.pick([name, name.uppercased(), name.prefix(1).uppercased() + name.dropFirst()])
  }

  private mutating func dateField(into members: inout [NaiveDayMember]) -> String {
    let day = Int.random(in: 1...31, using: &random)
    switch Int.random(in: 0..<14, using: &random) {
    case 0: return add(.fromEnd(0), "L", to: &members)
    case 1: return add(.nearest(day), "\(day)W", to: &members)
    case 2: return add(.lastWorkday, "LW", to: &members)
    case 3: return add(.fromEnd(min(day, 30)), "L-\(min(day, 30))", to: &members)
    case 4: return add(.dates(Set(1...31)), "?", to: &members)
    case 5:
      return add(.dates([day]), "\(day),", to: &members) + add(.fromEnd(0), "L", to: &members)
    default:
      var dates: Set<Int> = []
      let text = values(1...31, names: [], into: &dates)
      return add(.dates(dates), text, to: &members)
    }
  }

  private mutating func weekdayField(into members: inout [NaiveDayMember]) -> String {
    let day = Int.random(in: 0...7, using: &random)
    let nth = Int.random(in: 1...5, using: &random)
    let plus = random.oneIn(6) ? "+" : ""
    let name = word(day, 0...7, Self.weekdays)
    switch Int.random(in: 0..<12, using: &random) {
    case 0: return plus + add(.last(weekday: day % 7), name + "L", to: &members)
    case 1: return plus + add(.last(weekday: day % 7), name + "#L", to: &members)
    case 2, 3: return plus + add(.nth(weekday: day % 7, nth), name + "#\(nth)", to: &members)
    case 4: return plus + add(.weekdays(Set(0...6)), "?", to: &members)
    case 5:
      let first = add(.weekdays([1]), "mon,", to: &members)
      return plus + first + add(.nth(weekday: day % 7, nth), name + "#\(nth)", to: &members)
    case 6:
      let first = add(.weekdays([2]), "2,", to: &members)
      return plus + first + add(.last(weekday: day % 7), name + "L", to: &members)
    default:
      var weekdays: Set<Int> = []
      let text = values(0...7, names: Self.weekdays, into: &weekdays)
      return plus + add(.weekdays(Set(weekdays.map { $0 % 7 })), text, to: &members)
    }
  }

  private func add(_ member: NaiveDayMember, _ text: String, to members: inout [NaiveDayMember]) -> String {
    members.append(member)
    return text
  }
}
