import Scheduler
import Testing

@Suite struct `A length of time in words` {
  struct Row: Sendable, CustomTestStringConvertible {
    var amount: TimeAmount
    var expected: String

    var testDescription: String { expected }
  }

  static let rows: [Row] = [
    Row(amount: .zero, expected: "0s"),
    Row(amount: .seconds(1), expected: "1s"),
    Row(amount: .seconds(90), expected: "1m30s"),
    Row(amount: .minutes(90), expected: "1h30m"),
    Row(amount: .hours(48), expected: "2d"),
    Row(amount: .seconds(129_601), expected: "1d12h1s"),
    Row(amount: .milliseconds(250), expected: "250ms"),
    Row(amount: .milliseconds(1_001), expected: "1s1ms"),
    Row(amount: .nanoseconds(500_000), expected: "0.5ms"),
    Row(amount: .nanoseconds(1), expected: "0.000001ms"),
    Row(amount: .seconds(-90), expected: "-1m30s"),
    Row(amount: TimeAmount(nanoseconds: .max), expected: "106751d23h47m16s854.775807ms"),
    Row(amount: TimeAmount(nanoseconds: .min), expected: "-106751d23h47m16s854.775808ms"),
  ]

  @Test(arguments: rows)
  func `is written as the job file writes it`(_ row: Row) {
    #expect(row.amount.description == row.expected)
  }
}
