import Glibc

/// Says how long the slowest of many inputs takes: each is run several times, and its best time counts.
@main struct Slowest {
  private static let runs = 5

  static func main() {
    guard CommandLine.argc == 2, let folder = opendir(CommandLine.arguments[1]) else {
      print("usage: slowest FOLDER")
      exit(2)
    }
    var times: [(nanoseconds: UInt64, name: String)] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard let bytes = contents(of: "\(CommandLine.arguments[1])/\(name)") else { continue }
      times.append((best(of: bytes), name))
    }
    times.sort { $0 > $1 }
    guard let slowest = times.first else { return print("there are no inputs") }
    let median = times[times.count / 2].nanoseconds
    print(
      "\(times.count) inputs: median \(median / 1000) µs, slowest \(slowest.nanoseconds / 1000) µs (\(slowest.name))"
    )
  }

  private static func best(of bytes: [UInt8]) -> UInt64 {
    (0..<runs).reduce(UInt64.max) { best, _ in
      let start = nanoseconds()
      _ = bytes.withUnsafeBufferPointer { fuzz($0.baseAddress, $0.count) }
      return min(best, nanoseconds() - start)
    }
  }

  private static func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  private static func contents(of path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    // A folder opens and cannot be read.
    guard ferror(file) == 0 else { return nil }
    return Array(bytes.prefix(count))
  }
}
