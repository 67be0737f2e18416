import CronParser
import Testing

/// An expression and its meaning in words.
struct WordsRow: Sendable, CustomTestStringConvertible {
  let expression: String
  let words: String

  init(_ expression: String, _ words: String) {
    self.expression = expression
    self.words = words
  }

  var testDescription: String { expression }
}

@Suite struct `An explanation` {
  private static let options = CronOptions(allowsExtendedDays: true, hashKey: "nightly-report")

  /// Times of day.
  static let times = [
    WordsRow("* * * * *", "every minute"),
    WordsRow("*/5 * * * *", "every 5 minutes"),
    WordsRow("*/7 * * * *", "at every 7th minute from 0 to 56 of every hour"),
    WordsRow("5-59/15 * * * *", "every 15 minutes from minute 5"),
    WordsRow("0,30 * * * *", "every 30 minutes"),
    WordsRow("5,17 * * * *", "at minutes 5 and 17 of every hour"),
    WordsRow("0 * * * *", "at minute 0 of every hour"),
    WordsRow("15 * * * *", "at minute 15 of every hour"),
    WordsRow("0 0 * * *", "at 00:00 every day"),
    WordsRow("30 2 * * *", "at 02:30 every day"),
    WordsRow("0 9,17 * * *", "at 09:00 and 17:00 every day"),
    WordsRow("0 */6 * * *", "at 00:00, 06:00, 12:00 and 18:00 every day"),
    WordsRow("15 */2 * * *", "every 2 hours from 00:15 to 22:15 every day"),
    WordsRow("5 8-18/2 * * *", "at 08:05, 10:05, 12:05, 14:05, 16:05 and 18:05 every day"),
    WordsRow("*/15 9 * * *", "at 09:00, 09:15, 09:30 and 09:45 every day"),
    WordsRow("* 9 * * *", "every minute from 09:00 to 09:59 every day"),
    WordsRow("* 9-17 * * *", "every minute from 09:00 to 17:59 every day"),
    WordsRow("* 9,12,15 * * *", "every minute in hours 9, 12 and 15 every day"),
    WordsRow("* */2 * * *", "every minute in every 2nd hour from 0 to 22 every day"),
    WordsRow("*/7 9-17 * * *", "at every 7th minute from 0 to 56 from 09:00 to 17:59 every day"),
    WordsRow("5,20,50 9-17 * * *", "at minutes 5, 20 and 50 from 09:00 to 17:59 every day"),
    WordsRow("5,20,50 1,5,9,20 * * *", "at minutes 5, 20 and 50 in hours 1, 5, 9 and 20 every day"),
    WordsRow("10 1,3,4,9,12,20,23 * * *", "at minute 10 in hours 1, 3, 4, 9, 12, 20 and 23 every day"),
    WordsRow("*/10 * * * * *", "every 10 seconds"),
    WordsRow("* * * * * *", "every second"),
    WordsRow("30 * * * * *", "at second 30 of every minute"),
    WordsRow("5,20 * * * * *", "at seconds 5 and 20 of every minute"),
    WordsRow("15 30 2 * * *", "at 02:30:15 every day"),
    WordsRow("0 30 2 * * *", "at 02:30 every day"),
    WordsRow("*/10 30 2 * * *", "at 02:30:00, 02:30:10, 02:30:20, 02:30:30, 02:30:40 and 02:30:50 every day"),
    WordsRow("*/10 */5 * * * *", "every 10 seconds in every 5th minute from 0 to 55 of every hour"),
    WordsRow("*/10 * 9-17 * * *", "every 10 seconds from 09:00 to 17:59 every day"),
    WordsRow("30 * 9-17 * * *", "at second 30 of every minute from 09:00 to 17:59 every day"),
    WordsRow("H H * * *", "at 19:21 every day"),
    WordsRow("H/15 * * * *", "every 15 minutes from minute 5"),
    WordsRow("H(0-29)/10 * * * *", "at minutes 3, 13 and 23 of every hour"),
  ]

  /// Days.
  static let days = [
    WordsRow("30 2 * * 1-5", "at 02:30 on Monday to Friday"),
    WordsRow("0 9-17 * * 1-5", "every hour from 09:00 to 17:00 on Monday to Friday"),
    WordsRow("*/15 9-17 * * MON-FRI", "every 15 minutes from 09:00 to 17:59 on Monday to Friday"),
    WordsRow("0 0 1 * *", "at 00:00 on the 1st"),
    WordsRow("0 0 1,15 * *", "at 00:00 on the 1st and the 15th"),
    WordsRow("0 0 1-7 * *", "at 00:00 on the 1st to the 7th"),
    WordsRow("0 0 */2 * *", "at 00:00 on every 2nd day from the 1st to the 31st"),
    WordsRow("0 0 L * *", "at 00:00 on the last day of the month"),
    WordsRow("0 0 LW * *", "at 00:00 on the last workday (Monday to Friday) of the month"),
    WordsRow("0 0 L-3 * *", "at 00:00 on the 3rd day before the last of the month"),
    WordsRow("0 0 15W * *", "at 00:00 on the workday (Monday to Friday) nearest to the 15th"),
    WordsRow("0 0 1,L * *", "at 00:00 on the 1st and the last day of the month"),
    WordsRow("0 0 * * 0", "at 00:00 on Sunday"),
    WordsRow("0 0 * * 6,0", "at 00:00 on Saturday and Sunday"),
    WordsRow("0 0 * * 5-7", "at 00:00 on Friday to Sunday"),
    WordsRow("0 0 * * 1,3,5", "at 00:00 on Monday, Wednesday and Friday"),
    WordsRow("0 0 * * 1#2", "at 00:00 on the 2nd Monday of the month"),
    WordsRow("0 0 * * 1#1,3#3", "at 00:00 on the 1st Monday of the month and the 3rd Wednesday of the month"),
    WordsRow("0 0 * * 5L", "at 00:00 on the last Friday of the month"),
    WordsRow("0 0 * * mon,5L", "at 00:00 on Monday and the last Friday of the month"),
    WordsRow("0 0 13 * 5", "at 00:00 on the 13th or on Friday"),
    WordsRow("0 0 13 * +5", "at 00:00 on the 13th if it is Friday"),
    WordsRow("0 0 */2 * 1", "at 00:00 on every 2nd day from the 1st to the 31st if it is Monday"),
    WordsRow("0 0 1-7 * +MON", "at 00:00 on the 1st to the 7th if it is Monday"),
    WordsRow("0 0 1-31 * 1", "at 00:00 every day"),
    WordsRow("0 0 * * 0-7", "at 00:00 every day"),
    WordsRow("0 0 31 * *", "at 00:00 on the 31st"),
    WordsRow("0 0 30 * *", "at 00:00 on the 30th"),
    WordsRow("0 0 29 * *", "at 00:00 on the 29th"),
    WordsRow("0 0 13 * */2", "at 00:00 on the 13th if it is Tuesday, Thursday, Saturday or Sunday"),
  ]

  /// Months, years and nicknames.
  static let months = [
    WordsRow("0 0 1 1 *", "at 00:00 on the 1st in January"),
    WordsRow("0 0 1 1,4,7,10 *", "at 00:00 on the 1st in January, April, July and October"),
    WordsRow("0 0 * mar-oct *", "at 00:00 every day in March to October"),
    WordsRow("* * * 1 *", "every minute in January"),
    WordsRow("0 0 0 1 1 * *", "at 00:00 on the 1st in January"),
    WordsRow("0 0 0 1 1 * 2027", "at 00:00 on the 1st in January in 2027"),
    WordsRow("0 0 0 1 1 * 2027-2030", "at 00:00 on the 1st in January in 2027 to 2030"),
    WordsRow("0 0 0 29 2 * */2", "at 00:00 on the 29th in February in every 2nd year from 1970 to 2198"),
    WordsRow("0 0 29 2 *", "at 00:00 on the 29th in February"),
    WordsRow("0 0 30 2 *", "at 00:00 on the 30th in February"),
    WordsRow("@hourly", "at minute 0 of every hour"),
    WordsRow("@daily", "at 00:00 every day"),
    WordsRow("@weekly", "at 00:00 on Sunday"),
    WordsRow("@yearly", "at 00:00 on the 1st in January"),
    WordsRow("@monthly", "at 00:00 on the 1st"),
    WordsRow("@reboot", "once, when the scheduler starts"),
  ]

  @Test(arguments: times + days + months) func `sums up when it fires`(_ row: WordsRow) throws {
    #expect(try CronExpression(row.expression, options: Self.options).explanation.summary == row.words)
  }

  @Test func `tells what each field says`() throws {
    let explanation = try CronExpression("*/20 0 9-17 1,L 1-3 MON-FRI 2026-2030").explanation
    #expect(explanation.fields.map(\.field) == CronField.allCases)
    #expect(explanation.fields.map(\.text) == ["*/20", "0", "9-17", "1,L", "1-3", "MON-FRI", "2026-2030"])
    #expect(
      explanation.fields.map(\.words) == [
        "seconds 0, 20 and 40", "minute 0", "hours 9 to 17", "the 1st and the last day of the month",
        "January to March", "Monday to Friday", "2026 to 2030",
      ]
    )
  }

  @Test func `tells what a nickname stands for`() throws {
    let explanation = try CronExpression("@weekly").explanation
    #expect(explanation.fields.map(\.text) == ["0", "0", "*", "*", "0"])
    #expect(
      explanation.fields.map(\.words) == [
        "minute 0", "hour 0", "every day of the month", "every month", "Sunday",
      ]
    )
  }

  private static let fixed =
    "Fixed: what the clock skips fires once, right after the gap; of what it shows twice, the first counts."
  private static let wildcard =
    "Wildcard: it goes on with the clock; what is skipped does not fire, what is shown twice fires twice."

  @Test(arguments: [
    ("0 0 13 * 5", "A day that matches one of the two day fields is enough."),
    ("0 0 13 * +5", "A day has to match both day fields, since the weekdays begin with +."),
    ("0 0 */2 * 5", "A day has to match both day fields, since one of them begins with *."),
    ("0 0 30 2 *", "There is no such date, so it never fires."),
    ("30 2 * * *", fixed),
    ("*/30 2 * * *", wildcard),
    ("H H * * *", fixed),
  ])
  func `notes the rules that decide`(_ expression: String, _ note: String) throws {
    #expect(try CronExpression(expression, options: Self.options).explanation.notes.first == note)
  }

  @Test func `stands on a few lines`() throws {
    #expect(
      try CronExpression("30 2 * * 1-5").explanation.description == """
        at 02:30 on Monday to Friday
        minute: 30 (minute 30)
        hour: 2 (hour 2)
        day of month: * (every day of the month)
        month: * (every month)
        day of week: 1-5 (Monday to Friday)
        Fixed: what the clock skips fires once, right after the gap; of what it shows twice, the first counts.
        """
    )
  }
}
