import Glibc

/// What libFuzzer gives, taken apart.
struct Input {
  private var bytes: ArraySlice<UInt8>

  /// The bytes of one call.
  init(_ start: UnsafePointer<UInt8>?, _ count: Int) {
    bytes = Array(UnsafeBufferPointer(start: start, count: count))[...]
  }

  /// What has not been taken.
  var rest: [UInt8] { Array(bytes) }

  /// Takes a byte from the end, so that the text in front is what a person reads; 0 where none is left.
  mutating func byte() -> UInt8 {
    bytes.popLast() ?? 0
  }

  /// Takes a number of eight bytes.
  mutating func number() -> UInt64 {
    (0..<8).reduce(0) { number, _ in number << 8 | UInt64(byte()) }
  }
}

/// A law that must hold for every input; the input that breaks it is kept by libFuzzer.
func law(_ name: StaticString, _ holds: Bool, _ context: @autoclosure () -> String = "") {
  guard !holds else { return }
  print("broken: \(name): \(context().debugDescription)")
  fflush(nil)
  preconditionFailure("a law is broken")
}
