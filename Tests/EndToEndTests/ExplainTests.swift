import Testing
import schedd

@Suite struct `Explain` {
  @Test func `says what an expression means, field by field, and when it fires`() throws {
    let transcript = try Terminal().run("explain", "30 2 * * mon-fri", "--timezone=Europe/Berlin")
    #expect(
      transcript.output == """
        at 02:30 on Monday to Friday

          minute        30       minute 30
          hour          2        hour 2
          day of month  *        every day of the month
          month         *        every month
          day of week   mon-fri  Monday to Friday

        Fixed: what the clock skips fires once, right after the gap; of what it shows twice, the first counts.

        Next in Europe/Berlin:
          2026-01-01T02:30:00+01:00
          2026-01-02T02:30:00+01:00
          2026-01-05T02:30:00+01:00
          2026-01-06T02:30:00+01:00
          2026-01-07T02:30:00+01:00

        """
    )
    #expect(transcript.errors.isEmpty)
    #expect(transcript.status == .done)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var words: [String]
    var part: String

    var testDescription: String { words.joined(separator: " ") }
  }

  static let rows: [Row] = [
    Row(
      words: ["@reboot"],
      part: "once, when the scheduler starts\n\nIt names an event and no time, so no fire time follows.\n"
    ),
    Row(words: ["0 0 30 2 *"], part: "There is no such date, so it never fires.\n"),
    Row(words: ["0 0 0 1 1 * 2020"], part: "\n\nNo fire time follows.\n"),
    Row(words: ["*/15 * * * *"], part: "\nWildcard: it goes on with the clock; "),
    Row(
      words: ["*/90 9 * * *"],
      part: """

        warning: column 1: minute: the step 90 of "*/90" leads out of its range, so that only 0 matches; \
        write "0", or use an interval trigger for every 90 minutes


        """
    ),
    Row(
      words: ["30 2 29 3 *", "--timezone", "Europe/Berlin"],
      part: "  2026-03-29T03:00:00+02:00  02:30 does not exist on this day: fires at 03:00\n"
    ),
    Row(
      words: ["30 2 25 10 *", "--timezone", "Europe/Berlin"],
      part: "  2026-10-25T02:30:00+02:00  02:30 occurs twice: the first counts\n"
    ),
    Row(words: ["H 9 * * *", "--id", "backup"], part: "\n  hour          9  hour 9\n"),
    Row(
      words: ["@daily", "--json"],
      part: "\"never_fires\":false,\"next_fire_times\":[{\"fire_time\":\"2026-01-02T00:00:00Z\","
    ),
    Row(words: ["@daily", "--json"], part: "{\"daylight_saving_class\":\"fixed\",\"expression\":"),
    Row(words: ["0 0 30 2 *", "--json"], part: "\"never_fires\":true,\"next_fire_times\":[],"),
    Row(words: ["@reboot", "--json"], part: "{\"expression\":\"@reboot\",\"fields\":[],"),
  ]

  @Test(arguments: rows)
  func `says what decides`(_ row: Row) throws {
    let transcript = try Terminal().run(["explain"] + row.words)
    #expect(transcript.output.contains(row.part))
    #expect(transcript.errors.isEmpty)
    #expect(transcript.status == .done)
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    var words: [String]
    var errors: String

    var testDescription: String { words.joined(separator: " ") }
  }

  static let mistakes: [Mistake] = [
    Mistake(
      words: ["*/7 5/15 * * *"],
      errors: """
        hour: the step of "5/15" follows a single value, not a range; write "5-23/15"
          */7 5/15 * * *
               ^

        """
    ),
    Mistake(
      words: ["H * * * *"],
      errors: """
        minute: "H" is an extension, and nothing is given to hash it from; say for which job with --id
          H * * * *
          ^

        """
    ),
    Mistake(
      words: ["@daily", "--timezone", "Europe/Berln"],
      errors: "there is no zone \"Europe/Berln\"; did you mean Europe/Berlin?\n"
    ),
  ]

  @Test(arguments: mistakes)
  func `shows what is wrong under the expression`(_ row: Mistake) throws {
    let transcript = try Terminal().run(["explain"] + row.words)
    #expect(transcript.output.isEmpty)
    #expect(transcript.errors == "schedd explain: " + row.errors)
    #expect(transcript.status == .wrong)
  }
}
