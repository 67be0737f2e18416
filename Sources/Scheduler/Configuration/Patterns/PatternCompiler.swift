/// Turns a tree into a program.
struct PatternCompiler {
  /// Ample for what people write; a value of the greatest length is looked at in some milliseconds.
  private static var sizeLimit: Int { 1000 }
  private var program: [PatternInstruction] = []

  /// How many nodes were looked at: repetitions of nothing in each other make no program, but take time.
  private var steps = 0

  static func program(for node: PatternNode) throws(PatternError) -> [PatternInstruction] {
    var compiler = PatternCompiler()
    try compiler.add(node)
    compiler.program.append(.accept)
    return compiler.program
  }

  private mutating func add(_ node: PatternNode) throws(PatternError) {
    steps += 1
    guard program.count < Self.sizeLimit, steps < 10 * Self.sizeLimit else {
      throw PatternError("is too large; write smaller numbers of repetitions")
    }
    switch node {
    case .set(let set): program.append(.character(set))
    case .sequence(let nodes): for node in nodes { try add(node) }
    case .choice(let nodes): try addChoice(nodes)
    case .repetition(let node, let least, let most): try addRepetition(node, least, most)
    }
  }

  private mutating func addChoice(_ nodes: [PatternNode]) throws(PatternError) {
    var jumps: [Int] = []
    for (index, node) in nodes.enumerated() {
      guard index + 1 < nodes.count else {
        try add(node)
        break
      }
      let split = program.count
      program.append(.split(split + 1, 0))
      try add(node)
      jumps.append(program.count)
      program.append(.jump(0))
      program[split] = .split(split + 1, program.count)
    }
    for jump in jumps { program[jump] = .jump(program.count) }
  }

  private mutating func addRepetition(_ node: PatternNode, _ least: Int, _ most: Int?) throws(PatternError) {
    for _ in 0..<least { try add(node) }
    guard let most else {
      let split = program.count
      program.append(.split(split + 1, 0))
      try add(node)
      program.append(.jump(split))
      program[split] = .split(split + 1, program.count)
      return
    }
    var splits: [Int] = []
    for _ in least..<max(least, most) {
      splits.append(program.count)
      program.append(.split(program.count + 1, 0))
      try add(node)
    }
    for split in splits { program[split] = .split(split + 1, program.count) }
  }
}
