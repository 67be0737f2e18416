/// A month or a weekday that a word seems to name.
struct CronName {
  /// The field that has the name.
  let field: CronField

  /// The name as cron has it: three letters in lower case.
  let text: String

  static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
  ]

  static let weekdays = [
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
  ]

  private static let longest = 12

  private init(field: CronField, name: String) {
    self.field = field
    text = String(name.prefix(3))
  }

  /// The one name that begins with a word ("mo", "sept", "monday"), in either case; nil when there is none or two.
  init?(beginning word: String, in field: CronField? = nil) {
    let word = word.lowercased()
    guard word.count >= 2 else { return nil }
    let found = Self.candidates(in: field).filter { $0.name.hasPrefix(word) }
    guard found.count == 1 else { return nil }
    self.init(field: found[0].field, name: found[0].name)
  }

  /// The one name of a field that a word misspells ("mno", "wendesday", "mondays"); nil when there is none or two.
  init?(misspelt word: String, in field: CronField) {
    let word = word.lowercased()
    guard (3...Self.longest).contains(word.count) else { return nil }
    let distances = Self.candidates(in: field).map { candidate in
      let short = word.count <= 4 ? String(candidate.name.prefix(3)) : candidate.name
      return (candidate: candidate, distance: word.editDistance(to: short))
    }
    let limit = word.count <= 4 ? 1 : 2
    guard let least = distances.map(\.distance).min(), least <= limit else { return nil }
    let found = distances.filter { $0.distance == least }
    guard found.count == 1 else { return nil }
    self.init(field: field, name: found[0].candidate.name)
  }

  private static func candidates(in field: CronField?) -> [(field: CronField, name: String)] {
    let months = months.map { (field: CronField.month, name: $0) }
    let weekdays = weekdays.map { (field: CronField.dayOfWeek, name: $0) }
    return (months + weekdays).filter { field == nil || $0.field == field }
  }
}

extension String {
  /// How many letters have to be put in, left out, replaced or swapped with their neighbour to make another text.
  ///
  /// - Complexity: O(n · m); meant for words.
  func editDistance(to other: String) -> Int {
    let source = Array(utf8)
    let target = Array(other.utf8)
    var beforeLast: [Int] = []
    var last = Array(0...target.count)
    for (row, letter) in source.enumerated() {
      var current = [row + 1]
      for (column, other) in target.enumerated() {
        var distance = min(last[column + 1], current[column]) + 1
        distance = min(distance, last[column] + (letter == other ? 0 : 1))
        if row > 0, column > 0, letter == target[column - 1], source[row - 1] == other {
          distance = min(distance, beforeLast[column - 1] + 1)
        }
        current.append(distance)
      }
      beforeLast = last
      last = current
    }
    return last[target.count]
  }
}
