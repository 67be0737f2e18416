import Scheduler
import Testing

@Suite struct `A duration in a job file` {
  struct Row: Sendable, CustomTestStringConvertible {
    let text: String
    let nanoseconds: Int64
    var testDescription: String { text }
  }

  @Test(arguments: [
    Row(text: "90s", nanoseconds: 90_000_000_000),
    Row(text: "1h30m", nanoseconds: 5_400_000_000_000),
    Row(text: "2d", nanoseconds: 172_800_000_000_000),
    Row(text: "1w1d", nanoseconds: 691_200_000_000_000),
    Row(text: "250ms", nanoseconds: 250_000_000),
    Row(text: "1h90m", nanoseconds: 9_000_000_000_000),
    Row(text: "0s", nanoseconds: 0),
    Row(text: "007s", nanoseconds: 7_000_000_000),
    Row(text: "0.5ms", nanoseconds: 500_000),
    Row(text: "1s0.000001ms", nanoseconds: 1_000_000_001),
    Row(text: "106751d23h47m16s854.775807ms", nanoseconds: .max),
  ]) func `is read to the nanosecond`(_ row: Row) throws {
    #expect(try TimeAmount(row.text) == TimeAmount(nanoseconds: row.nanoseconds))
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let text: String
    let expected: String
    var testDescription: String { text }
  }

  @Test(arguments: [
    Refusal(text: "", expected: malformed),
    Refusal(text: "s", expected: malformed),
    Refusal(text: "soon", expected: malformed),
    Refusal(text: "1h30", expected: malformed),
    Refusal(text: "1h-30m", expected: malformed),
    Refusal(text: "1..5h", expected: malformed),
    Refusal(text: "1.h", expected: malformed),
    Refusal(text: "5 parsecs", expected: malformed),
    Refusal(text: "٣s", expected: malformed),
    Refusal(
      text: String(repeating: "1", count: 100) + "s",
      expected: "is longer than 292 years, the most there is"
    ),
    Refusal(text: "90", expected: #"has no unit; write "90s" for seconds"#),
    Refusal(text: "-5m", expected: "is negative; a duration must not be"),
    Refusal(text: "1.5h", expected: #"is no duration; write "1h30m""#),
    Refusal(text: "30m1h", expected: #"is no duration; write "1h30m""#),
    Refusal(text: "1h1h", expected: #"is no duration; write "2h""#),
    Refusal(text: "1h 30m", expected: #"is no duration; write "1h30m""#),
    Refusal(text: "1H", expected: #"is no duration; write "1h""#),
    Refusal(text: "90 seconds", expected: #"is no duration; write "1m30s""#),
    Refusal(text: "5min", expected: #"is no duration; write "5m""#),
    Refusal(text: "PT1H30M", expected: #"is no duration; write "1h30m""#),
    Refusal(text: "P1DT12H", expected: #"is no duration; write "1d12h""#),
    Refusal(text: "1month", expected: "is no duration, since a month has no fixed length; write days"),
    Refusal(text: "2 years", expected: "is no duration, since a year has no fixed length; write days"),
    Refusal(text: "106752d", expected: "is longer than 292 years, the most there is"),
    Refusal(text: "99999999999999999999s", expected: "is longer than 292 years, the most there is"),
    Refusal(text: "0.0000001ms", expected: "is finer than a nanosecond"),
  ]) func `is refused with what was meant`(_ refusal: Refusal) {
    let error = #expect(throws: DurationError.self) { try TimeAmount(refusal.text) }
    #expect(error?.description == refusal.expected)
  }

  private static let malformed = #"is no duration; write one such as "90s", "1h30m", "2d" or "250ms""#

  /// Seconds as JSON writes them, read through a job's timeout.
  @Test(arguments: [
    Row(text: "90", nanoseconds: 90_000_000_000),
    Row(text: "0.25", nanoseconds: 250_000_000),
    Row(text: "0.1", nanoseconds: 100_000_000),
    Row(text: "1.5e2", nanoseconds: 150_000_000_000),
    Row(text: "15E-1", nanoseconds: 1_500_000_000),
    Row(text: "1e-9", nanoseconds: 1),
    Row(text: "1.50000000000000000000000000", nanoseconds: 1_500_000_000),
    Row(text: "100e-11", nanoseconds: 1),
    Row(text: "9223372036.854775807", nanoseconds: .max),
  ]) func `may be a number of seconds, taken exactly`(_ row: Row) throws {
    let job = try JobFile.job(fields: #""command": ["x"], "timeout": \#(row.text)"#)
    #expect(job.policies.timeout == TimeAmount(nanoseconds: row.nanoseconds))
  }

  @Test func `is read back from what is shown of it`() throws {
    var nanoseconds: Int64 = 1
    while nanoseconds < .max / 7 {
      let amount = TimeAmount(nanoseconds: nanoseconds)
      #expect(try TimeAmount(amount.description) == amount)
      nanoseconds = nanoseconds * 7 + 3
    }
  }
}
