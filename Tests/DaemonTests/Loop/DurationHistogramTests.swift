import Daemon
import Scheduler
import Testing

@Suite struct `A histogram of durations` {
  private func histogram(_ milliseconds: [Int64]) -> DurationHistogram {
    var histogram = DurationHistogram([.milliseconds(1), .milliseconds(10), .milliseconds(100)])
    for duration in milliseconds { histogram.add(.milliseconds(duration)) }
    return histogram
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var durations: [Int64]
    var counts: [Int]
    var half: Int64?
    var most: Int64?
    var testDescription: String { "\(durations)" }
  }

  @Test(arguments: [
    Row(durations: [], counts: [0, 0, 0, 0], half: nil, most: nil),
    Row(durations: [0], counts: [1, 0, 0, 0], half: 0, most: 0),
    // A bound is in its bucket.
    Row(durations: [1, 10, 100], counts: [1, 1, 1, 0], half: 10, most: 100),
    // No percentile is longer than the longest.
    Row(durations: [2, 3], counts: [0, 2, 0, 0], half: 3, most: 3),
    Row(durations: [1, 1, 1, 700], counts: [3, 0, 0, 1], half: 1, most: 700),
    Row(durations: [-5], counts: [1, 0, 0, 0], half: 0, most: 0),
    Row(durations: Array(repeating: 1, count: 99) + [50], counts: [99, 0, 1, 0], half: 1, most: 1),
    Row(durations: Array(repeating: 1, count: 98) + [50, 50], counts: [98, 0, 2, 0], half: 1, most: 50),
  ]) func `counts by bounds, and knows percentiles`(_ row: Row) {
    let histogram = histogram(row.durations)
    #expect(histogram.counts == row.counts)
    #expect(histogram.count == row.durations.count)
    #expect(histogram.bound(of: 0.5) == row.half.map { .milliseconds($0) })
    #expect(histogram.bound(of: 0.99) == row.most.map { .milliseconds($0) })
    #expect(histogram.longest == .milliseconds(max(0, row.durations.max() ?? 0)))
    #expect(histogram.sum == .milliseconds(row.durations.map { max(0, $0) }.reduce(0, +)))
  }
}
