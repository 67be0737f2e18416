import Glibc

/// Reads clocks and makes one figure of many.
enum Stopwatch {
  /// The processor time of this process, in nanoseconds: what else the machine does hardly moves it.
  static var processorTime: Int64 { read(CLOCK_PROCESS_CPUTIME_ID) }

  /// The monotonic clock, in nanoseconds: for what waits for a disk or another process.
  static var wallTime: Int64 { read(CLOCK_MONOTONIC) }

  /// The processor time of one call.
  ///
  /// - Parameters:
  ///   - calls: How many calls `batch` makes.
  ///   - batch: What is measured.
  /// - Returns: Nanoseconds: the median of nine rounds of at least five milliseconds each.
  static func nanoseconds(perCallOf calls: Int = 1, _ batch: () throws -> Void) rethrows -> Double {
    var batches = 1
    while try time(batches, batch) < 5_000_000 { batches *= 2 }
    var rounds: [Double] = []
    for _ in 0..<9 { rounds.append(Double(try time(batches, batch)) / Double(batches * calls)) }
    return median(rounds)
  }

  private static func time(_ batches: Int, _ batch: () throws -> Void) rethrows -> Int64 {
    let start = processorTime
    for _ in 0..<batches { try batch() }
    return processorTime - start
  }

  /// The value in the middle.
  static func median(_ values: [Double]) -> Double {
    percentile(50, of: values)
  }

  /// The value that so many percent of the values do not exceed; 0 where there is none.
  static func percentile(_ percent: Int, of values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    return values.sorted()[(values.count - 1) * percent / 100]
  }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

/// Takes a value, so that the compiler cannot leave out what made it.
@inline(never) func consume<Value>(_ value: borrowing Value) {}
