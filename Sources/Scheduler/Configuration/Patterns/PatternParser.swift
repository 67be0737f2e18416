/// Reads a regular expression: literals, `.`, classes, groups, `|`, `*`, `+`, `?`, `{n}`, `{n,}`, `{n,m}`.
struct PatternParser {
  /// How deep groups may lie in each other.
  private static var depthLimit: Int { 50 }
  private static var mostRepetitions: Int { 1000 }
  private let scalars: [Unicode.Scalar]
  private var next = 0
  private var depth = 0

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
  }

  /// Reads all of it.
  mutating func pattern() throws(PatternError) -> PatternNode {
    if peek == "^" { next += 1 }
    let node = try choice()
    guard peek == nil else { throw PatternError("has a \")\" without a \"(\" at character \(next + 1)") }
    return node
  }

  private var peek: Unicode.Scalar? { next < scalars.count ? scalars[next] : nil }

  private func fault(_ what: String) -> PatternError {
    PatternError("\(what) at character \(next + 1)")
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek == scalar else { return false }
    next += 1
    return true
  }

  private mutating func choice() throws(PatternError) -> PatternNode {
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(PatternError) -> PatternNode {
    var nodes: [PatternNode] = []
    while let scalar = peek, scalar != "|", scalar != ")" {
      // All of a value is matched anyway.
      if scalar == "$", next + 1 == scalars.count, depth == 0 {
        next += 1
        break
      }
      let atom = try atom()
      nodes.append(try repeated(atom))
    }
    return nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  private mutating func atom() throws(PatternError) -> PatternNode {
    guard let scalar = peek else { throw fault("ends too early") }
    switch scalar {
    case "(": return try group()
    case "[": return .set(try bracket())
    case ".":
      next += 1
      return .set(.any)
    case "\\": return .set(try escape())
    case "*", "+", "?", "{":
      throw fault("has a \"\(scalar)\" with nothing to repeat; write \"\\\(scalar)\" for the character")
    case "^", "$": throw fault("has a \"\(scalar)\" in the middle; write \"\\\(scalar)\" for the character")
    default:
      next += 1
      return .set(.only(scalar))
    }
  }

  private mutating func group() throws(PatternError) -> PatternNode {
    next += 1
    if take("?") {
      guard take(":") else {
        throw fault("has a group of a kind that is not known; write \"(…)\" or \"(?:…)\"")
      }
    }
    depth += 1
    guard depth <= Self.depthLimit else { throw fault("has too many groups in each other") }
    let node = try choice()
    depth -= 1
    guard take(")") else { throw fault("has a \"(\" without a \")\"") }
    return node
  }

  // MARK: Repetitions

  private mutating func repeated(_ node: PatternNode) throws(PatternError) -> PatternNode {
    let bounds: (least: Int, most: Int?)
    switch peek {
    case "*": bounds = (0, nil)
    case "+": bounds = (1, nil)
    case "?": bounds = (0, 1)
    case "{":
      bounds = try counts()
      next -= 1
    default: return node
    }
    next += 1
    if let scalar = peek, "*+?{".unicodeScalars.contains(scalar) {
      throw fault("repeats a repetition; put the first in \"(…)\"")
    }
    return .repetition(node, least: bounds.least, most: bounds.most)
  }

  private mutating func counts() throws(PatternError) -> (least: Int, most: Int?) {
    next += 1
    guard let least = number() else {
      throw fault("has a \"{\" without a number; write \"\\{\" for the character")
    }
    var most: Int? = least
    if take(",") { most = number() }
    guard take("}") else { throw fault("has a \"{\" without a \"}\"") }
    guard least <= Self.mostRepetitions, (most ?? 0) <= Self.mostRepetitions else {
      throw fault("repeats more than \(Self.mostRepetitions) times")
    }
    if let most, most < least { throw fault("has a repetition that runs backwards") }
    return (least, most)
  }

  private mutating func number() -> Int? {
    let start = next
    var value = 0
    while let scalar = peek, ("0"..."9").contains(scalar) {
      value = min(value * 10 + Int(scalar.value - 0x30), 1_000_000)
      next += 1
    }
    return next > start ? value : nil
  }

  // MARK: Sets

  private mutating func escape() throws(PatternError) -> PatternSet {
    next += 1
    guard let scalar = peek else { throw fault("ends with a \"\\\"; write \"\\\\\" for the character") }
    next += 1
    switch scalar {
    case "d": return .digits
    case "D": return PatternSet.digits.negated
    case "w": return .word
    case "W": return PatternSet.word.negated
    case "s": return .space
    case "S": return PatternSet.space.negated
    case "n": return .only("\n")
    case "r": return .only("\r")
    case "t": return .only("\t")
    default:
      guard !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar) else {
        next -= 1
        throw fault("has an escape \"\\\(scalar)\" that is not known")
      }
      return .only(scalar)
    }
  }

  private mutating func bracket() throws(PatternError) -> PatternSet {
    let start = next
    next += 1
    let isNegated = take("^")
    var set = PatternSet(ranges: [], isNegated: isNegated)
    var isFirst = true
    while isFirst || peek != "]" {
      guard peek != nil else {
        next = start
        throw fault("has a \"[\" without a \"]\"")
      }
      isFirst = false
      set.ranges += try members()
    }
    next += 1
    return set
  }

  /// A character, a range, or an escape that stands for several.
  private mutating func members() throws(PatternError) -> [ClosedRange<UInt32>] {
    guard let first = try member() else { return [] }
    guard peek == "-", next + 1 < scalars.count, scalars[next + 1] != "]" else { return first }
    let start = next
    next += 1
    guard let last = try member(), first.count == 1, last.count == 1, first[0].count == 1, last[0].count == 1
    else {
      next = start
      throw fault("has a range between what is no character; write \"\\-\" for a dash")
    }
    guard first[0].lowerBound <= last[0].lowerBound else {
      next = start
      throw fault("has a range that runs backwards")
    }
    return [first[0].lowerBound...last[0].lowerBound]
  }

  private mutating func member() throws(PatternError) -> [ClosedRange<UInt32>]? {
    guard let scalar = peek else { return nil }
    if scalar == "[", next + 1 < scalars.count, ":=.".unicodeScalars.contains(scalars[next + 1]) {
      throw fault("has a class such as \"[:alpha:]\"; write the characters, or \\d, \\w, \\s")
    }
    guard scalar == "\\" else {
      next += 1
      return [scalar.value...scalar.value]
    }
    let set = try escape()
    guard !set.isNegated else {
      next -= 1
      throw fault("has a \\D, \\W or \\S in brackets; write it outside")
    }
    return set.ranges
  }
}
