import Glibc

/// Strings as execve wants them: each ended by NUL, their addresses ended by NULL, in two pieces of memory.
struct CStringVector: ~Copyable {
  /// The addresses, ended by NULL; `spare` unused ones come first.
  let addresses: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

  private let characters: UnsafeMutablePointer<CChar>

  /// Copies strings without a NUL in them.
  init(_ strings: [String], spare: Int = 0) {
    characters = .allocate(capacity: max(1, strings.reduce(0) { $0 + $1.utf8.count + 1 }))
    addresses = .allocate(capacity: spare + strings.count + 1)
    addresses.initialize(repeating: nil, count: spare + strings.count + 1)
    var next = characters
    for (index, string) in strings.enumerated() {
      addresses[spare + index] = next
      next = Self.append(string, to: next, end: 0)
    }
  }

  /// Copies variables as `NAME=VALUE`.
  init(_ variables: [(name: String, value: String)]) {
    let size = variables.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 2 }
    characters = .allocate(capacity: max(1, size))
    addresses = .allocate(capacity: variables.count + 1)
    addresses.initialize(repeating: nil, count: variables.count + 1)
    var next = characters
    for (index, variable) in variables.enumerated() {
      addresses[index] = next
      next = Self.append(variable.name, to: next, end: CChar(UInt8(ascii: "=")))
      next = Self.append(variable.value, to: next, end: 0)
    }
  }

  /// Copies a string and what ends it, and answers where the next one begins.
  private static func append(
    _ string: String,
    to start: UnsafeMutablePointer<CChar>,
    end: CChar
  ) -> UnsafeMutablePointer<CChar> {
    var string = string
    let count = string.withUTF8 { bytes in
      UnsafeMutableRawBufferPointer(start: start, count: bytes.count).copyMemory(from: .init(bytes))
      return bytes.count
    }
    start[count] = end
    return start + count + 1
  }

  deinit {
    addresses.deallocate()
    characters.deallocate()
  }
}
