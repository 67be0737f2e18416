/// The problems of a job file, as they are found; the files that it includes are further texts of it.
struct ProblemList {
  private struct Text {
    /// Nil for the job file itself.
    let name: String?
    let bytes: [UInt8]

    /// Made when the first place is asked for: a good file never needs it.
    var map: SourceMap?
  }

  private var texts: [Text]
  private var found: [(text: Int, offset: Int, problem: Problem)] = []

  /// How many of them make the file unusable; what has added to it is no good.
  private(set) var errorCount = 0

  /// Which of the texts problems are found in, in the order in which they were begun; 0 is the job file.
  var current = 0

  /// No problems yet, of a file with these bytes.
  init(of bytes: [UInt8]) {
    texts = [Text(name: nil, bytes: bytes)]
  }

  /// Goes on with a further text.
  mutating func begin(_ bytes: [UInt8], named name: String) {
    texts.append(Text(name: name, bytes: bytes))
    current = texts.count - 1
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
    let place = sourceMap(of: current).place(at: offset)
    let problem = Problem(
      severity: severity,
      file: texts[current].name,
      line: place.line,
      column: place.column,
      job: job,
      path: path,
      message: message
    )
    found.append((current, offset, problem))
  }

  /// Adds what the JSON parser found.
  mutating func add(_ fault: JSONFault) {
    let map = sourceMap(of: current)
    add(.error, at: fault.offset, message: fault.message(in: map))
  }

  /// Where a value stands, seen from the text that is being read: "on line 3", "in jobs.d/a.json on line 3".
  mutating func words(for place: JobFilePlace) -> String {
    let text = Int(place.text)
    let line = "on line \(sourceMap(of: text).place(at: Int(place.offset)).line)"
    guard text != current else { return line }
    return texts[text].name.map { "in \($0) \(line)" } ?? "\(line) of the job file"
  }

  /// The problems in the order of their places; where one place has several, in the order they were found.
  func sorted() -> [Problem] {
    let order = found.indices.sorted {
      (found[$0].text, found[$0].offset, $0) < (found[$1].text, found[$1].offset, $1)
    }
    return order.map { found[$0].problem }
  }

  private mutating func sourceMap(of text: Int) -> SourceMap {
    if let map = texts[text].map { return map }
    let made = SourceMap(texts[text].bytes)
    texts[text].map = made
    return made
  }
}
