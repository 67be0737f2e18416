/// A set of characters.
struct PatternSet: Hashable, Sendable {
  var ranges: [ClosedRange<UInt32>]
  var isNegated = false

  func contains(_ scalar: Unicode.Scalar, isFirst: Bool) -> Bool {
    let isNamed = ranges.contains { $0.contains(scalar.value) }
    guard isNegated else { return isNamed }
    if scalar == "\n" || (isFirst && scalar == "-") { return false }
    return !isNamed
  }

  static let digits = PatternSet(ranges: [0x30...0x39])
  static let word = PatternSet(ranges: [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
  static let space = PatternSet(ranges: [0x09...0x0D, 0x20...0x20])
  static let any = PatternSet(ranges: [], isNegated: true)

  static func only(_ scalar: Unicode.Scalar) -> PatternSet {
    PatternSet(ranges: [scalar.value...scalar.value])
  }

  var negated: PatternSet { PatternSet(ranges: ranges, isNegated: !isNegated) }
}

/// A pattern as a tree.
indirect enum PatternNode {
  case set(PatternSet)
  case sequence([PatternNode])
  case choice([PatternNode])
  case repetition(PatternNode, least: Int, most: Int?)
}

/// One step of a matcher.
enum PatternInstruction: Hashable, Sendable {
  /// One character of a set, then the next instruction.
  case character(PatternSet)

  /// Both places.
  case split(Int, Int)

  /// Another place.
  case jump(Int)

  /// The value is as it should be, if this was all of it.
  case accept
}
