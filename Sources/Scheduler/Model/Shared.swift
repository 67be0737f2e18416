/// A value that stands in memory once, however many hold it.
///
/// Each copy is one word. A change gives whoever makes it a value of its own, so that to all others it stays as it was.
/// For what is large, seldom changed and held by many: the definitions and policies of a hundred thousand jobs.
struct Shared<Value: Hashable & Sendable>: Hashable, Sendable {
  /// Never changed, so that it may be read from everywhere.
  private final class Box: Sendable {
    let value: Value

    init(_ value: Value) {
      self.value = value
    }
  }

  private var box: Box

  /// The value itself.
  var value: Value {
    get { box.value }
    set { box = Box(newValue) }
  }

  /// A value that nobody else holds yet.
  init(_ value: Value) {
    box = Box(value)
  }

  /// Whether the values are equal; not looked at where they are one.
  static func == (one: Shared, other: Shared) -> Bool {
    one.box === other.box || one.box.value == other.box.value
  }

  /// Hashes the value.
  func hash(into hasher: inout Hasher) {
    hasher.combine(box.value)
  }
}

extension Shared: CustomStringConvertible {
  /// The value in words.
  var description: String { String(describing: value) }
}
