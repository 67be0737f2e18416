/// What the jobs of a file say alike, so that it stands in memory once.
///
/// Large files are written by programs: a hundred thousand jobs have a few programs and settings between them.
struct CommonValues<Value: Hashable> {
  /// How many are kept; the others stand in memory as often as they are said.
  private static var limit: Int { 1024 }
  private var values: Set<Value> = []

  /// The value that was said first of those that equal a given one.
  mutating func common(_ value: Value) -> Value {
    guard values.count < Self.limit else { return values.firstIndex(of: value).map { values[$0] } ?? value }
    return values.insert(value).memberAfterInsert
  }
}
