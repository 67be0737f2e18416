/// The problems of a file, as they are found.
struct ProblemList {
  private let bytes: [UInt8]
  private var found: [(offset: Int, problem: Problem)] = []

  /// How many of them make the file unusable; what has added to it is no good.
  private(set) var errorCount = 0

  /// Made when the first place is asked for: a good file never needs it.
  private var map: SourceMap?

  /// No problems yet, of a file with these bytes.
  init(of bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Adds a problem at an offset.
  mutating func add(
    _ severity: Problem.Severity,
    at offset: Int,
    job: String? = nil,
    path: String? = nil,
    message: String
  ) {
    if severity == .error { errorCount += 1 }
    let place = place(at: offset)
    let problem = Problem(
      severity: severity,
      line: place.line,
      column: place.column,
      job: job,
      path: path,
      message: message
    )
    found.append((offset, problem))
  }

  /// Adds what the JSON parser found.
  mutating func add(_ fault: JSONFault) {
    let map = sourceMap()
    add(.error, at: fault.offset, message: fault.message(in: map))
  }

  /// The line and column of an offset.
  mutating func place(at offset: Int) -> SourceMap.Place {
    sourceMap().place(at: offset)
  }

  /// The problems in the order of their places; where one place has several, in the order they were found.
  func sorted() -> [Problem] {
    let order = found.indices.sorted { (found[$0].offset, $0) < (found[$1].offset, $1) }
    return order.map { found[$0].problem }
  }

  private mutating func sourceMap() -> SourceMap {
    if let map { return map }
    let made = SourceMap(bytes)
    map = made
    return made
  }
}
