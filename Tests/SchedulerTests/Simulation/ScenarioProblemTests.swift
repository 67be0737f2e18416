import Scheduler
import Testing

@Suite struct `A scenario that is wrong` {
  /// A scenario and everything that is said about it.
  struct Row: Sendable, CustomTestStringConvertible {
    let scenario: String
    let problems: [String]

    var testDescription: String { scenario }

    init(_ scenario: String, _ problems: String...) {
      self.scenario = scenario
      self.problems = problems
    }
  }

  private static let rows: [Row] = [
    Row(
      "[]",
      "1:1: error: must be a scenario, an object such as {\"runs\": {\"backup\": [{\"duration\": \"5m\"}]}}, not an array"
    ),
    Row(
      "{\"runs\": {}",
      "1:12: error: the file ends inside the object opened at line 1, column 1; \"}\" is missing, or the file was cut short"
    ),
    Row("{\"run\": {}}", "1:2: error: unknown key \"run\"; did you mean \"runs\"?"),
    Row("{\"runs\": []}", "1:10: error: runs: must be an object with a member for each job, not an array"),
    Row("{\"runs\": {\"bakcup\": []}}", "1:11: error: there is no job \"bakcup\"; did you mean \"backup\"?"),
    Row(
      "{\"runs\": {\"backup\": [{\"duration\": \"soon\", \"exit\": 256}]}}",
      "1:35: error: runs.backup[0].duration: \"soon\" is no duration; write one such as \"90s\", \"1h30m\", \"2d\" or \"250ms\"",
      "1:51: error: runs.backup[0].exit: must be a whole number from 0 to 255, not 256"
    ),
    Row(
      "{\"runs\": {\"backup\": [{\"exit\": 1, \"signal\": 9}]}}",
      "1:34: error: runs.backup[0]: \"exit\" and \"signal\" stand in one entry; keep one"
    ),
    Row(
      "{\"outages\": [[\"2027-01-01T02:00:00Z\"]]}",
      "1:14: error: outages[0]: must be two times, as in [\"2027-01-01T02:00:00Z\", \"2027-01-01T03:00:00Z\"]"
    ),
    Row(
      "{\"outages\": [[\"2027-01-01T02:00:00Z\", \"2027-01-01T01:00:00Z\"]]}",
      "1:39: error: outages[0]: ends before it begins"
    ),
    Row(
      "{\"suspended\": [[\"2027-01-01\", \"2027-01-03\"], [\"2027-01-02\", \"2027-01-04\"]]}",
      "1:15: error: outages and suspended stretches overlap: 2027-01-03T00:00:00Z comes after 2027-01-02T00:00:00Z"
    ),
    Row(
      "{\"clock\": [{\"at\": \"2027-01-01\"}]}",
      "1:12: error: clock[0]: needs \"at\", what the clock says, and \"to\", what it is set to"
    ),
    Row(
      "{\"requests\": [{\"at\": \"2027-01-01\"}]}",
      "1:15: error: requests[0]: asks for nothing; say one of \"pause\", \"resume\", \"pause_all\", \"resume_all\", \"trigger\", \"cancel\", \"finish\", \"reload\""
    ),
    Row(
      "{\"requests\": [{\"at\": \"2027-01-01\", \"pause\": \"backup\", \"resume\": \"backup\"}]}",
      "1:15: error: requests[0]: asks for several things; keep one"
    ),
    Row("{\"requests\": [{\"trigger\": \"backup\"}]}", "1:15: error: requests[0]: needs \"at\", its time"),
    Row(
      "{\"requests\": [{\"at\": \"2027-01-01\", \"trigger\": \"backup\", \"until\": \"2027-01-02\"}]}",
      "1:57: error: requests[0]: \"until\" means nothing beside \"trigger\"; remove it"
    ),
    Row(
      "{\"requests\": [{\"at\": \"2027-01-01\", \"pause_all\": \"backup\"}]}",
      "1:49: error: requests[0].pause_all: must be true, not \"backup\"; else leave it out"
    ),
    Row(
      "{\"requests\": [{\"at\": \"2027-01-01\", \"finish\": \"restore\"}]}",
      "1:46: error: requests[0].finish: there is no job \"restore\"; name a job of the job file"
    ),
    Row(
      "{\"requests\": [{\"at\": \"2027-01-01\",\n \"reload\": {\"jobs\": [{\"id\": \"x\", \"command\": [\"true\"]}]}}]}",
      "2:22: error: job \"x\": \"trigger\" is missing; for a job that only runs by hand write {\"manual\": true}"
    ),
  ]

  @Test(arguments: rows)
  func `says where and what, all at once`(_ row: Row) throws {
    let file =
      "{\"timezone\": \"UTC\", \"jobs\": [{\"id\": \"backup\", \"trigger\": \"@daily\", \"command\": [\"true\"]}]}"
    let configuration = try #require(JobFile.read(Array(file.utf8), zones: DatabaseZones()).configuration)
    let reading = ScenarioFile.read(Array(row.scenario.utf8), for: configuration, zones: DatabaseZones())
    #expect(reading.scenario == nil)
    #expect(reading.problems.map { String($0.rendered(file: "").dropFirst()) } == row.problems)
  }
}
