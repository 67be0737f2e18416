/// Follows every way through a program at once, character by character.
struct PatternMatcher {
  private let program: [PatternInstruction]

  /// For which character each place was last reached, so that none is followed twice.
  private var reached: [Int]
  private var places: [Int] = []

  init(_ program: [PatternInstruction]) {
    self.program = program
    reached = Array(repeating: -1, count: program.count)
  }

  mutating func matches(_ value: String) -> Bool {
    var position = 0
    reach(0, at: position)
    for scalar in value.unicodeScalars {
      let current = places
      places.removeAll(keepingCapacity: true)
      position += 1
      for place in current {
        guard case .character(let set) = program[place], set.contains(scalar, isFirst: position == 1) else {
          continue
        }
        reach(place + 1, at: position)
      }
      if places.isEmpty { return false }
    }
    return places.contains { program[$0] == .accept }
  }

  /// Goes on from a place to the characters that may come next.
  private mutating func reach(_ first: Int, at position: Int) {
    var open = [first]
    while let place = open.popLast() {
      guard reached[place] != position else { continue }
      reached[place] = position
      switch program[place] {
      case .character, .accept: places.append(place)
      case .jump(let other): open.append(other)
      case .split(let one, let other):
        open.append(other)
        open.append(one)
      }
    }
  }
}
