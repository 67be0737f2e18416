import Scheduler
import Testing

/// A question and its answer.
private struct Row: Sendable, CustomTestStringConvertible {
  let question: String
  let answer: String

  init(_ question: String, _ answer: String) {
    self.question = question
    self.answer = answer
  }

  /// A question with something wrong.
  init(_ question: String, error: String) {
    self.init(question, "{\"error\":\"\(error.replacing("\"", with: "\\\""))\"}")
  }

  var testDescription: String { question }
}

/// The machine's zones on a machine that keeps UTC.
private struct RealZones: ZoneSource {
  let names: [String] = []

  func zone(named name: String) throws(ZoneError) -> Zone {
    guard let zone = try? TestZones.read(name) else { throw .unknown(name) }
    return zone
  }

  func localZone() throws(ZoneError) -> Zone { .utc }
}

@Suite struct `A question for fire times` {
  private static let now: Instant = "2027-03-27T12:00:00Z"

  @Test(arguments: rows)
  fileprivate func `has one answer`(_ row: Row) {
    var questions = FireTimeQuestions(zones: RealZones())
    #expect(questions.answer(Array(row.question.utf8), now: Self.now) == row.answer)
  }

  @Test func `is answered as if none had been asked before`() {
    var questions = FireTimeQuestions(zones: RealZones())
    for _ in 1...2 {
      for row in Self.rows {
        #expect(questions.answer(Array(row.question.utf8), now: Self.now) == row.answer, "\(row.question)")
      }
    }
  }

  private static let rows: [Row] = [
    Row(#"{"cron": "30 2 * * *"}"#, #"{"next":["2027-03-28T02:30:00+00:00"]}"#),
    Row(
      #"{"cron": "30 2 * * *", "timezone": "Europe/Berlin", "n": 2}"#,
      #"{"next":["2027-03-28T03:00:00+02:00","2027-03-29T02:30:00+02:00"]}"#
    ),
    Row(
      #"{"cron": "30 2 * * *", "after": "2027-10-30T23:00:00Z", "timezone": "Europe/Berlin", "n": 2}"#,
      #"{"next":["2027-10-31T02:30:00+02:00","2027-11-01T02:30:00+01:00"]}"#
    ),
    Row(
      #"{"cron": "0 0 * * *", "after": "2027-05-01", "timezone": "Europe/Berlin"}"#,
      #"{"next":["2027-05-02T00:00:00+02:00"]}"#
    ),
    Row(#"{"cron": {"hour": 9}}"#, #"{"next":["2027-03-28T09:00:00+00:00"]}"#),
    Row(#"{"trigger": "@hourly"}"#, #"{"next":["2027-03-27T13:00:00+00:00"]}"#),
    Row(
      #"{"trigger": {"interval": "15m", "start_date": "2027-06-01", "jitter": "5m"}, "n": 2}"#,
      #"{"next":["2027-06-01T00:00:00+00:00","2027-06-01T00:15:00+00:00"]}"#
    ),
    Row(
      #"{"trigger": {"cron": "0 6 * * *", "timezone": "America/New_York"}, "timezone": "Europe/Berlin"}"#,
      #"{"next":["2027-03-28T06:00:00-04:00"]}"#
    ),
    Row(
      #"{"trigger": {"all": ["*/20 * * * *", "*/30 * * * *"], "exclude": ["2027-03-27"]}}"#,
      #"{"next":["2027-03-28T00:00:00+00:00"]}"#
    ),
    Row(#"{"cron": "H H * * *", "id": "backup"}"#, #"{"next":["2027-03-28T09:27:00+00:00"]}"#),

    // What fires no more, never, or at no instant.
    Row(#"{"trigger": {"date": "2027-03-27T12:00:00Z"}, "n": 5}"#, #"{"next":[]}"#),
    Row(#"{"cron": "0 0 30 2 *"}"#, #"{"next":[]}"#),
    Row(#"{"trigger": {"all": ["0 * * * *", "1 * * * *"]}}"#, #"{"next":[]}"#),
    Row(#"{"cron": "@reboot"}"#, #"{"next":[]}"#),
    Row(#"{"trigger": {"manual": true}}"#, #"{"next":[]}"#),

    // What is wrong.
    Row("", error: #"the line is empty; a question is an object such as {"cron": "30 2 * * *"}"#),
    Row("[]", error: #"column 1: must be an object such as {"cron": "30 2 * * *"}, not an array"#),
    Row("{}", error: #"column 1: needs "cron" or "trigger""#),
    Row(
      #"{"cron": "@daily", "trigger": "@daily"}"#,
      error: #"column 20: "cron" and "trigger" stand in one question; keep one"#
    ),
    Row(#"{"cron": "61 * * * *"}"#, error: "column 11: cron: minute: 61 is not in 0-59"),
    Row(
      #"{"trigger": {"cron": "* 24 * * *"}}"#,
      error: #"column 25: trigger.cron: hour: 24 is not in 0-23; write "0""#
    ),
    Row(
      #"{"cron": "H * * * *"}"#,
      error: #"column 11: cron: minute: "H" is an extension, and nothing is given to hash it from"#
    ),
    Row(
      #"{"cron": "@daily", "n": 0}"#,
      error: "column 25: n: must be a whole number from 1 to 100000, not 0"
    ),
    Row(
      #"{"cron": "@daily", "after": "1969-12-31"}"#,
      error: #"column 29: after: "1969-12-31" lies outside the years 1970 to 2199"#
    ),
    Row(
      #"{"cron": "@daily", "tz": "UTC"}"#,
      error: #"column 20: unknown key "tz"; did you mean "timezone"?"#
    ),
    Row(
      #"{"cron": "@daily", "cron": "@hourly"}"#,
      error: #"column 20: the key "cron" stands twice in one object, first at line 1, column 2; remove one"#
    ),
  ]
}
