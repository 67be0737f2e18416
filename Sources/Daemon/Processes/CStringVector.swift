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
      for byte in string.utf8 {
        next.initialize(to: CChar(bitPattern: byte))
        next += 1
      }
      next.initialize(to: 0)
      next += 1
    }
  }

  deinit {
    addresses.deallocate()
    characters.deallocate()
  }
}
