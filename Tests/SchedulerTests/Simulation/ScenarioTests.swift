import Scheduler
import Testing

@Suite struct `A scenario` {
  private static let hourly = """
    "jobs": [{"id": "hourly", "trigger": "0 * * * *", "command": ["true"]}]
    """

  @Test func `says what the processes of a job do, and the last entry repeats`() throws {
    let story = try SimulationStory(
      Self.hourly,
      """
      {"runs": {"hourly": [{"duration": "5m"}, {"exit": 3}, {"signal": 9}, {"spawn_error": "no such file"}]}}
      """,
      from: "2027-01-01T01:00:00Z",
      to: "2027-01-01T05:00:00Z"
    )
    #expect(
      story.lines() == [
        "01:00:00 started hourly#1 @01:00:00",
        "01:05:00 ended hourly#1 @01:00:00 succeeded exit_code",
        "02:00:00 started hourly#2 @02:00:00",
        "02:00:00 ended hourly#2 @02:00:00 failed exit_code",
        "03:00:00 started hourly#3 @03:00:00",
        "03:00:00 ended hourly#3 @03:00:00 failed signal",
        "04:00:00 started hourly#4 @04:00:00",
        "04:00:00 ended hourly#4 @04:00:00 failed spawn_failed (no such file)",
        "05:00:00 started hourly#5 @05:00:00",
        "05:00:00 ended hourly#5 @05:00:00 failed spawn_failed (no such file)",
      ]
    )
  }

  @Test func `lets the daemon be dead for a while, and its runs with it`() throws {
    let story = try SimulationStory(
      Self.hourly,
      """
      {"runs": {"hourly": [{"duration": "10m"}]}, "outages": [["2027-01-01T01:05:00Z", "2027-01-01T03:30:00Z"]]}
      """,
      from: "2027-01-01T01:00:00Z",
      to: "2027-01-01T03:35:00Z"
    )
    #expect(
      story.lines() == [
        "01:00:00 started hourly#1 @01:00:00",
        "01:05:00 outage until 03:30:00",
        "03:30:00 ended hourly#1 @01:00:00 abandoned daemon_died",
        "03:30:00 coalesced hourly#2 @02:00:00",
        "03:30:00 started hourly#2 @03:00:00",
      ]
    )
  }

  @Test func `sees what is due at the very beginning of an outage, and at its end`() throws {
    let story = try SimulationStory(
      Self.hourly,
      """
      {"outages": [["2027-01-01T01:00:00Z", "2027-01-01T02:00:00Z"], ["2027-01-01T02:30:00Z", "2027-01-01T02:30:00Z"]]}
      """,
      from: "2027-01-01T01:00:00Z",
      to: "2027-01-01T02:59:00Z"
    )
    #expect(
      story.lines() == [
        "01:00:00 started hourly#1 @01:00:00",
        "01:00:00 ended hourly#1 @01:00:00 succeeded exit_code",
        "01:00:00 outage until 02:00:00",
        "02:00:00 started hourly#2 @02:00:00",
        "02:00:00 ended hourly#2 @02:00:00 succeeded exit_code",
        "02:30:00 outage until 02:30:00",
      ]
    )
  }

  @Test func `lets the machine sleep, and processes go on after it`() throws {
    let story = try SimulationStory(
      Self.hourly,
      """
      {"runs": {"hourly": [{"duration": "30m"}]}, "suspended": [["2027-01-01T01:10:00Z", "2027-01-01T04:10:00Z"]]}
      """,
      from: "2027-01-01T01:00:00Z",
      to: "2027-01-01T04:40:00Z"
    )
    #expect(
      story.lines() == [
        "01:00:00 started hourly#1 @01:00:00",
        "01:10:00 suspended until 04:10:00",
        "04:10:00 coalesced hourly#2 @02:00:00",
        "04:10:00 coalesced hourly#2 @03:00:00",
        "04:10:00 skipped hourly#2 @04:00:00 max_instances",
        "04:30:00 ended hourly#1 @01:00:00 succeeded exit_code",
      ]
    )
  }

  @Test func `sets the clock either way`() throws {
    let story = try SimulationStory(
      Self.hourly,
      """
      {"clock": [{"at": "2027-01-01T01:30:00Z", "to": "2027-01-01T00:30:00Z"},
                 {"at": "2027-01-01T02:10:00Z", "to": "2027-01-01T03:10:00Z"}]}
      """,
      from: "2027-01-01T01:00:00Z",
      to: "2027-01-01T03:30:00Z"
    )
    #expect(
      story.lines() == [
        "01:00:00 started hourly#1 @01:00:00",
        "01:00:00 ended hourly#1 @01:00:00 succeeded exit_code",
        "01:30:00 clock_set until 00:30:00",
        "02:00:00 started hourly#2 @02:00:00",
        "02:00:00 ended hourly#2 @02:00:00 succeeded exit_code",
        "02:10:00 clock_set until 03:10:00",
        "03:10:00 started hourly#3 @03:00:00",
        "03:10:00 ended hourly#3 @03:00:00 succeeded exit_code",
      ]
    )
  }

  @Test func `asks for things, in the order of the file where several fall on one instant`() throws {
    let story = try SimulationStory(
      Self.hourly,
      """
      {"runs": {"hourly": [{"duration": null}]},
       "requests": [
         {"at": "2027-01-01T01:10:00Z", "finish": "hourly", "exit": 2},
         {"at": "2027-01-01T01:20:00Z", "pause": "hourly", "until": "2027-01-01T02:30:00Z", "reason": "works"},
         {"at": "2027-01-01T01:30:00Z", "trigger": "hourly"},
         {"at": "2027-01-01T01:40:00Z", "cancel": "hourly"},
         {"at": "2027-01-01T01:40:00Z", "pause_all": true},
         {"at": "2027-01-01T01:50:00Z", "resume_all": true},
         {"at": "2027-01-01T02:40:00Z", "cancel": 77},
         {"at": "2027-01-01T02:41:00Z", "finish": "hourly"},
         {"at": "2027-01-01T02:42:00Z", "reload": {"timezone": "UTC", "jobs": []}}
       ]}
      """,
      from: "2027-01-01T01:00:00Z",
      to: "2027-01-01T03:30:00Z"
    )
    #expect(
      story.lines() == [
        "01:00:00 started hourly#1 @01:00:00",
        "01:10:00 ended hourly#1 @01:00:00 failed exit_code",
        "01:20:00 paused hourly works until 02:30:00",
        "01:30:00 started hourly#2",
        "01:40:00 ended hourly#2 cancelled requested",
        "01:40:00 paused",
        "01:50:00 resumed",
        "02:30:00 resumed hourly",
        "02:30:00 skipped hourly @02:00:00 paused",
        "02:42:00 reloaded (1 removed)",
        "2027-01-01T02:40:00Z: cancel: run 77 has ended, or never was",
        "2027-01-01T02:41:00Z: no run of hourly was there to finish",
      ]
    )
  }

  @Test func `changes the file of a daemon that is down, which hears nothing else`() throws {
    let story = try SimulationStory(
      Self.hourly,
      """
      {"outages": [["2027-01-01T01:30:00Z", "2027-01-01T04:30:00Z"]],
       "requests": [
         {"at": "2027-01-01T02:30:00Z", "trigger": "hourly"},
         {"at": "2027-01-01T02:30:00Z", "reload": {"timezone": "UTC", "jobs": [
           {"id": "hourly", "trigger": "30 * * * *", "command": ["true"]}]}}
       ]}
      """,
      from: "2027-01-01T01:00:00Z",
      to: "2027-01-01T04:40:00Z"
    )
    #expect(
      story.lines() == [
        "01:00:00 started hourly#1 @01:00:00",
        "01:00:00 ended hourly#1 @01:00:00 succeeded exit_code",
        "01:30:00 outage until 04:30:00",
        "04:30:00 missed hourly @02:00:00 trigger_changed",
        "04:30:00 missed hourly @03:00:00 trigger_changed",
        "04:30:00 missed hourly @04:00:00 trigger_changed",
        "04:30:00 started hourly#2 @04:30:00",
        "04:30:00 ended hourly#2 @04:30:00 succeeded exit_code",
        "2027-01-01T02:30:00Z: the daemon was down and heard no trigger",
      ]
    )
  }

  @Test func `tells many fire times that passed together in one event`() throws {
    let story = try SimulationStory(
      "\"jobs\": [{\"id\": \"often\", \"trigger\": \"* * * * *\", \"command\": [\"true\"]}]",
      "{\"suspended\": [[\"2027-01-01T01:00:30Z\", \"2027-01-01T03:00:30Z\"]]}",
      from: "2027-01-01T01:00:10Z",
      to: "2027-01-01T03:00:40Z"
    )
    #expect(
      story.lines() == [
        "01:00:30 suspended until 03:00:30",
        "03:00:30 coalesced often#1 @01:01:00 to 02:59:00, 119 in all",
        "03:00:30 started often#1 @03:00:00",
        "03:00:30 ended often#1 @03:00:00 succeeded exit_code",
      ]
    )
  }

  @Test func `may begin before what is looked at, and end behind it`() throws {
    let outage = try SimulationStory(
      Self.hourly,
      "{\"outages\": [[\"2026-12-31\", \"2027-01-01T01:30:00\"], [\"2027-01-01T02:30:00\", \"2027-01-02\"]]}",
      from: "2027-01-01T01:00:00Z",
      to: "2027-01-01T04:00:00Z"
    )
    #expect(
      outage.lines() == [
        "01:00:00 outage until 01:30:00",
        "02:00:00 started hourly#1 @02:00:00",
        "02:00:00 ended hourly#1 @02:00:00 succeeded exit_code",
        "02:30:00 outage until 00:00:00",
      ]
    )
    let sleep = try SimulationStory(
      Self.hourly,
      "{\"suspended\": [[\"2027-01-01T01:30:00\", \"2027-01-01T09:30:00\"]]}",
      from: "2027-01-01T01:00:00Z",
      to: "2027-01-01T04:00:00Z"
    )
    #expect(
      sleep.lines() == [
        "01:00:00 started hourly#1 @01:00:00",
        "01:00:00 ended hourly#1 @01:00:00 succeeded exit_code",
        "01:30:00 suspended until 09:30:00",
      ]
    )
  }

  @Test(arguments: ["clock", "suspended"])
  func `means the second showing of a time by an entry that falls back`(_ key: String) throws {
    let leap =
      key == "clock"
      ? "{\"at\": \"2027-01-01T01:30:00\", \"to\": \"2027-01-01T00:50:00\"}"
      : "[\"2027-01-01T01:30:00\", \"2027-01-01T00:50:00\"]"
    let story = try SimulationStory(
      Self.hourly,
      """
      {"\(key)": [\(leap)], "requests": [
        {"at": "2027-01-01T01:20:00", "trigger": "hourly"}, {"at": "2027-01-01T01:10:00", "trigger": "hourly"}
      ]}
      """,
      from: "2027-01-01T01:00:00Z",
      to: "2027-01-01T01:15:00Z"
    )
    #expect(
      story.lines().filter { !$0.contains("ended") } == [
        "01:00:00 started hourly#1 @01:00:00",
        "01:20:00 started hourly#2",
        "01:30:00 clock_set until 00:50:00",
        "01:10:00 started hourly#3",
      ]
    )
  }

  @Test func `says that a retry which is due waits for a slot`() throws {
    let story = try SimulationStory(
      """
      "max_concurrent_runs": 1, "jobs": [
        {"id": "again", "trigger": {"date": "2027-01-01T01:00:00"}, "command": ["true"],
         "retry": {"max_attempts": 2, "delay": "10m"}},
        {"id": "long", "trigger": {"date": "2027-01-01T01:05:00"}, "command": ["true"]}
      ]
      """,
      "{\"runs\": {\"again\": [{\"exit\": 1}, {\"exit\": 0}], \"long\": [{\"duration\": \"20m\"}]}}",
      from: "2027-01-01T01:00:00Z",
      to: "2027-01-01T02:00:00Z"
    )
    #expect(
      story.lines() == [
        "01:00:00 started again#1 @01:00:00",
        "01:00:00 retry again#1 @01:00:00 failed exit_code until 01:10:00",
        "01:05:00 started long#2 @01:05:00",
        "01:10:00 queued again#1 @01:00:00 max_concurrent_runs",
        "01:25:00 ended long#2 @01:05:00 succeeded exit_code",
        "01:25:00 started again#1 @01:00:00",
        "01:25:00 ended again#1 @01:00:00 succeeded exit_code",
      ]
    )
  }

  @Test func `counts how long processes take by the clock that nobody sets`() throws {
    let story = try SimulationStory(
      Self.hourly,
      """
      {"runs": {"hourly": [{"duration": "20m"}]}, "suspended": [["2027-01-01T01:10:00", "2027-01-01T01:50:00"]],
       "clock": [{"at": "2027-01-01T02:10:00", "to": "2027-01-01T02:05:00"}]}
      """,
      from: "2027-01-01T01:00:00Z",
      to: "2027-01-01T02:30:00Z"
    )
    #expect(story.events().compactMap(\.duration) == [.minutes(20), .minutes(20)])
    #expect(story.totals().jobs[0].busy == .minutes(40))
  }

  @Test func `is the same every time`() throws {
    let story = try SimulationStory(
      """
      "max_concurrent_runs": 2, "jobs": [
        {"id": "a", "trigger": {"interval": "7m", "jitter": "2m"}, "command": ["true"], "overlap": "queue"},
        {"id": "b", "trigger": "*/5 * * * *", "command": ["true"], "retry": {"max_attempts": 3, "delay": "1m", "jitter": "9s"}},
        {"id": "c", "trigger": {"after": {"job": "b", "outcome": "any"}}, "command": ["true"]}
      ]
      """,
      "{\"runs\": {\"a\": [{\"duration\": \"9m\"}], \"b\": [{\"exit\": 1}, {\"duration\": \"30s\"}]}}",
      from: "2027-01-01T00:00:00Z",
      to: "2027-01-02T00:00:00Z"
    )
    #expect(story.events().count > 1_000)
    #expect(story.events() == story.events())
  }
}
