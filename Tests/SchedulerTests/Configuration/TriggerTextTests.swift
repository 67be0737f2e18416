import CronParser
import Scheduler
import Testing

@Suite struct `The text of a trigger` {
  /// A trigger as a job file says it, and as the ledger keeps it in UTC.
  struct Row: Sendable, CustomTestStringConvertible {
    let written: String
    let kept: String
    var testDescription: String { written }

    init(_ written: String, _ kept: String) {
      self.written = written
      self.kept = kept
    }
  }

  static let rows: [Row] = [
    Row(#"{"startup": true}"#, #"{"startup":true}"#),
    Row(#""@reboot""#, #"{"startup":true}"#),
    Row(#"{"manual": true}"#, #"{"manual":true}"#),
    Row(#""  30 2 * *  1-5 ""#, #"{"cron":"30 2 * *  1-5"}"#),
    Row(#""@hourly""#, #"{"cron":"@hourly"}"#),
    Row(#""H H(0-7) * * *""#, #"{"cron":"H H(0-7) * * *"}"#),
    Row(
      #"{"timezone": "Europe/Berlin", "cron": "0 9 * * *"}"#,
      #"{"cron":"0 9 * * *","timezone":"Europe/Berlin"}"#
    ),
    Row(
      #"{"cron": {"minute": "*/5", "hour": 9, "day_of_week": "mon-fri"}}"#,
      #"{"cron":{"day_of_week":"mon-fri","hour":"9","minute":"*/5"}}"#
    ),
    Row(#"{"interval": 5400}"#, #"{"interval":"1h30m"}"#),
    Row(
      #"{"start_date": "2027-01-01T00:00:00.25+01:00", "interval": {"seconds": 0.25}}"#,
      #"{"interval":"250ms","start_date":"2026-12-31T23:00:00.25Z"}"#
    ),
    Row(
      #"{"calendar_interval": {"second": 5, "months": 1, "hour": 3}, "start_date": "2027-01-31"}"#,
      #"{"calendar_interval":{"months":1,"hour":3,"second":5},"start_date":"2027-01-31"}"#
    ),
    Row(
      #"{"calendar_interval": {"years": 1, "weeks": 2, "days": 3, "minute": 4}, "start_date":"#
        + #" "2027-01-31T12:00:00Z"}"#,
      #"{"calendar_interval":{"years":1,"weeks":2,"days":3,"minute":4},"start_date":"2027-01-31T12:00:00Z"}"#
    ),
    Row(
      #"{"calendar_interval": {"days": 1}, "start_date": "2027-01-31", "timezone": "Europe/Berlin"}"#,
      #"{"calendar_interval":{"days":1},"timezone":"Europe/Berlin","start_date":"2027-01-31"}"#
    ),
    Row(#"{"date": "2027-01-01", "timezone": "UTC"}"#, #"{"date":"2027-01-01T00:00:00Z"}"#),
    Row(
      #"{"any": ["@daily", {"cron": "@daily", "timezone": "Asia/Kathmandu"}], "timezone": "Europe/Berlin"}"#,
      #"{"any":[{"cron":"@daily"},{"cron":"@daily","timezone":"Asia/Kathmandu"}],"timezone":"Europe/Berlin"}"#
    ),
    Row(
      #"{"all": ["0 * * * *", {"any": ["*/2 * * * *", {"interval": "3h"}]}]}"#,
      #"{"all":[{"cron":"0 * * * *"},{"any":[{"cron":"*/2 * * * *"},{"interval":"3h"}]}]}"#
    ),
    Row(
      #"{"dst": {"fold": "second", "gap": "skip"}, "jitter": 90, "exclude": ["2027-12-25", {"to":"#
        + #" "2028-01-02","#
        + #" "from": "2027-12-30"}, {"cron": "0 0 1 * *", "dst": {"gap": "run"}}], "end_date": "2027-12-31","#
        + #" "start_date": "2027-01-01", "cron": "@daily"}"#,
      #"{"cron":"@daily","start_date":"2027-01-01T00:00:00Z","end_date":"2027-12-31T23:59:59.999999999Z","#
        + #""exclude":["2027-12-25",{"from":"2027-12-30","to":"2028-01-02"},{"cron":"0 0 1 * *","#
        + #""dst":{"gap":"run"}}],"jitter":"1m30s","dst":{"gap":"skip","fold":"second"}}"#
    ),
  ]

  @Test(arguments: rows) func `is canonical`(_ row: Row) throws {
    let trigger = try JobFile.job(trigger: row.written).trigger
    #expect(trigger.text(in: .utc) == TriggerText(json: row.kept, zone: "UTC"))
  }

  @Test(arguments: rows) func `is read back to the same trigger, from any zone`(_ row: Row) throws {
    let trigger = try JobFile.job(trigger: row.written).trigger
    for name in FixedZones().names.prefix(3) {
      let zone = try FixedZones().zone(named: name)
      let text = trigger.text(in: zone)
      let again = try Trigger(text: text, zones: FixedZones(), jobID: JobID("j"))
      #expect(again == trigger)
      #expect(again.text(in: zone) == text)
    }
  }

  @Test func `names the zone that it leaves out`() throws {
    let job = try JobFile.job(trigger: #"{"cron": "@daily", "timezone": "Europe/Berlin"}"#)
    #expect(job.trigger.text(in: job.zone) == TriggerText(json: #"{"cron":"@daily"}"#, zone: "Europe/Berlin"))
  }

  @Test func `of every job of the example is read back`() throws {
    for job in try ExampleFile.configuration().jobs {
      let text = job.trigger.text(in: job.zone)
      #expect(try Trigger(text: text, zones: FixedZones(), jobID: job.id) == job.trigger)
    }
  }

  @Test(arguments: [
    (#"{"cron": "H H * * *"}"#, true), (#"{"any": ["@daily", {"cron": "H 4 * * *"}]}"#, true),
    (#"{"cron": "@daily", "exclude": [{"cron": "0 0 H * *"}]}"#, true),
    (#"{"cron": "0 4 * mar thu"}"#, false),
  ]) func `keeps the seed that H was hashed with, and no other`(_ written: String, _ isHashed: Bool) throws {
    let seeded = try JobFile.job(trigger: written, file: #""jitter_seed": 42, "#).trigger
    let text = seeded.text(in: .utc, seed: 42)
    #expect(text.seed == (isHashed ? 42 : 0))
    #expect(try Trigger(text: text, zones: FixedZones(), jobID: JobID("j")) == seeded)
    #expect((try JobFile.job(trigger: written).trigger == seeded) == !isHashed)
  }

  @Test func `is read back in the zones of its time`() throws {
    let berlin = try Zone(name: "Europe/Berlin", bytes: TestZones.bytes(of: "Europe/Berlin"))
    let old = try Zone(name: "Asia/Kathmandu", bytes: TestZones.bytes(of: "Asia/Kolkata"))
    let noon = try TimedTrigger(.cron(CronExpression("0 12 * * *")), zone: old)
    let night = try TimedTrigger(.cron(CronExpression("0 0 * * *")), zone: berlin)
    let trigger = Trigger.timed(try TimedTrigger(.any([night, noon]), zone: berlin))
    let text = trigger.text(in: berlin)
    #expect(text.editions.map(\.name) == ["Asia/Kathmandu", "Europe/Berlin"])
    #expect(try Trigger(text: text, zones: FixedZones(), jobID: JobID("j")) == trigger)

    let forgotten = TriggerText(json: text.json, zone: text.zone)
    #expect(forgotten.says(text) && forgotten != text)
    #expect(try Trigger(text: forgotten, zones: FixedZones(), jobID: JobID("j")) != trigger)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let json: String
    let zone: String
    let expected: String
    var testDescription: String { json }
  }

  @Test(arguments: [
    Refusal(json: "", zone: "UTC", expected: #""" is not JSON"#),
    Refusal(
      json: #"{"cron":"@daily","cron":"@daily"}"#,
      zone: "UTC",
      expected: #""{\"cron\":\"@daily\",\"cron\":\"@daily\"}" is not JSON"#
    ),
    Refusal(
      json: #"{"cron":"@daily"}"#,
      zone: "Mars/Base",
      expected: #"unknown zone "Mars/Base"; write an IANA name such as "Europe/Berlin", or "UTC""#
    ),
    Refusal(json: #"{"interval":"0s"}"#, zone: "UTC", expected: "an interval must be at least 10ms"),
  ]) func `that cannot be read says why`(_ refusal: Refusal) {
    let text = TriggerText(json: refusal.json, zone: refusal.zone)
    let error = #expect(throws: TriggerTextError.self) {
      try Trigger(text: text, zones: FixedZones(), jobID: JobID("j"))
    }
    #expect(error?.description == refusal.expected)
  }
}
