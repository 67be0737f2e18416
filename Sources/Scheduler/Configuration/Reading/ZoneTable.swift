/// The zones that a job file has named so far, so that each is asked for once.
struct ZoneTable {
  private let source: any ZoneSource

  /// How many answers are kept; there are some six hundred zones, but no end of names that are none.
  private static let limit = 2000
  private var answers: [String: Result<Zone, ZoneError>] = [:]
  private lazy var names = source.names

  /// How many more unknown names are compared with all the known ones: a file of nothing but unknown zones
  /// must not keep its reader busy.
  private var suggestionsLeft = 100

  /// A table over a source that has not been asked yet.
  init(_ source: any ZoneSource) {
    self.source = source
  }

  /// The zone of a name.
  mutating func zone(named name: String) throws(ZoneError) -> Zone {
    if let answer = answers[name] { return try answer.get() }
    let answer: Result<Zone, ZoneError>
    do throws(ZoneError) {
      answer = .success(try source.zone(named: name))
    } catch {
      answer = .failure(error)
    }
    if answers.count < Self.limit { answers[name] = answer }
    return try answer.get()
  }

  /// The zone that the machine keeps.
  func localZone() throws(ZoneError) -> Zone {
    try source.localZone()
  }

  /// What is wrong and the mend, in words.
  mutating func message(for error: ZoneError) -> String {
    switch error {
    case .unknown(let name):
      guard let near = nearest(to: name) else {
        return "unknown zone \(name.quoted); write an IANA name such as \"Europe/Berlin\", or \"UTC\""
      }
      return "unknown zone \(name.quoted); did you mean \(near.quoted)?"
    case .malformed(let name, let detail):
      return "the file of zone \(name.quoted) is damaged: \(detail)"
    case .unreadable(let name, let detail):
      return "the file of zone \(name.quoted) cannot be read: \(detail)"
    }
  }

  /// The known name nearest to an unknown one, which may also be a city alone.
  private mutating func nearest(to name: String) -> String? {
    guard suggestionsLeft > 0 else { return nil }
    suggestionsLeft -= 1
    if let near = Spelling.nearest(to: name, among: names) { return near }
    let cities = names.filter { $0.contains("/") }
    let places = cities.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    guard let place = Spelling.nearest(to: name, among: places) else { return nil }
    return places.firstIndex(of: place).map { cities[$0] }
  }
}
