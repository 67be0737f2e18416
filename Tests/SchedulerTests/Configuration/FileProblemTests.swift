import Scheduler
import Testing

@Suite struct `A mistake in a job file` {
  @Test(arguments: files + tops + jobs) func `is reported with its place and the mend`(_ row: ProblemRow) {
    #expect(JobFile.problems(row.text) == row.expected)
    #expect(JobFile.read(row.text).configuration == nil)
  }

  private static let files: [ProblemRow] = [
    ProblemRow(file: "[]", "an array", #"1:1: error: must be an object such as {"jobs": []}, not an array"#),
    ProblemRow(
      file: "{}",
      "no jobs",
      #"1:1: error: "jobs" is missing; for no jobs at all write "jobs": []"#
    ),
    ProblemRow(
      file: #"{"jobs": {"a": 1}}"#,
      "jobs as an object",
      "1:10: error: jobs: must be an array of jobs, not an object"
    ),
    ProblemRow(
      file: "{\"jobs\": [\n]\n",
      "torn",
      "3:1: error: the file ends inside the object opened at line 1, column 1; \"}\" is missing,"
        + " or the file was cut short"
    ),
    ProblemRow(
      file: #"{"jobs": [], "jobs": []}"#,
      "a key twice",
      #"1:14: error: the key "jobs" stands twice in one object, first at line 1, column 2; remove one"#
    ),
  ]

  private static let tops: [ProblemRow] = [
    ProblemRow(
      top: #""job": []"#,
      "a misspelt key",
      #"2:1: error: unknown key "job"; did you mean "jobs"?"#
    ),
    ProblemRow(
      top: #""maxConcurrentRuns": 5"#,
      "a key in another style",
      #"2:1: error: unknown key "maxConcurrentRuns"; did you mean "max_concurrent_runs"?"#
    ),
    ProblemRow(
      top: #""plugins": []"#,
      "a key that is near nothing",
      #"2:1: error: unknown key "plugins"; known here: $schema, timezone, max_concurrent_runs,"#
        + " max_queued_runs, concurrency_groups, shutdown_grace, jitter_seed, defaults, include, jobs"
    ),
    ProblemRow(
      top: #""$schema": 1"#,
      "a schema",
      #"2:12: error: $schema: must be a string, not 1; write "1""#
    ),
    ProblemRow(
      top: #""timezone": "Europe/Belin""#,
      "a misspelt zone",
      #"2:13: error: timezone: unknown zone "Europe/Belin"; did you mean "Europe/Berlin"?"#
    ),
    ProblemRow(
      top: #""timezone": "kathmandu""#,
      "a city alone",
      #"2:13: error: timezone: unknown zone "kathmandu"; did you mean "Asia/Kathmandu"?"#
    ),
    ProblemRow(
      top: #""timezone": "+01:00""#,
      "an offset as a zone",
      #"2:13: error: timezone: unknown zone "+01:00"; write an IANA name such as "Europe/Berlin", or "UTC""#
    ),
    ProblemRow(
      top: #""timezone": 1"#,
      "a number as a zone",
      #"2:13: error: timezone: must be the name of a zone such as "Europe/Berlin", not 1"#
    ),
    ProblemRow(
      top: #""timezone": "Broken/Zone""#,
      "a damaged zone",
      #"2:13: error: timezone: the file of zone "Broken/Zone" is damaged: it ends after 3 bytes"#
    ),
    ProblemRow(
      top: #""timezone": "Locked/Zone""#,
      "an unreadable zone",
      #"2:13: error: timezone: the file of zone "Locked/Zone" cannot be read: Permission denied"#
    ),
    ProblemRow(
      top: #""max_concurrent_runs": 0"#,
      "no run at all",
      "2:24: error: max_concurrent_runs: must be a whole number from 1 to 1000000, not 0"
    ),
    ProblemRow(
      top: #""max_queued_runs": -1"#,
      "a queue below zero",
      "2:20: error: max_queued_runs: must be a whole number from 0 to 10000000, not -1"
    ),
    ProblemRow(
      top: #""max_queued_runs": 1e3"#,
      "an exponent",
      "2:20: error: max_queued_runs: must be a whole number from 0 to 10000000, not 1e3"
    ),
    ProblemRow(
      top: #""max_queued_runs": 99999999999999999999"#,
      "a number beyond all",
      "2:20: error: max_queued_runs: must be a whole number from 0 to 10000000, not 99999999999999999999"
    ),
    ProblemRow(
      top: #""shutdown_grace": null"#,
      "a grace of null",
      #"2:19: error: shutdown_grace: must be a duration such as "90s" or a number of seconds, not null"#
    ),
    ProblemRow(
      top: #""defaults": []"#,
      "defaults as an array",
      "2:13: error: defaults: must be an object of job fields, not an array"
    ),
    ProblemRow(
      top: #""defaults": {"id": "x", "shell": "y", "timout": 1}"#,
      "defaults that no two jobs share",
      #"2:14: error: defaults: "id" cannot stand here; each job has its own"#,
      #"2:25: error: defaults: "shell" cannot stand here; each job has its own"#,
      #"2:39: error: defaults: unknown key "timout"; did you mean "timeout"?"#
    ),
  ]

  private static let jobs: [ProblemRow] = [
    ProblemRow(
      job: #""backup""#,
      "a job as a string",
      #"2:1: error: jobs[0]: must be a job, which is an object, not "backup""#
    ),
    ProblemRow(
      job: "{}",
      "an empty job",
      #"2:1: error: jobs[0]: "id" is missing; every job needs a name of its own"#,
      #"2:1: error: jobs[0]: what runs is missing: an array of arguments as "command","#
        + #" or a line for /bin/sh as "shell""#,
      #"2:1: error: jobs[0]: "trigger" is missing; for a job that only runs by hand write {"manual": true}"#
    ),
    ProblemRow(
      job: #"{"id": "", "trigger": "@daily", "command": ["x"]}"#,
      "an empty id",
      #"2:8: error: jobs[0].id: "" is no id; it must be 1 to 128 of A–Z, a–z, 0–9, ".", "_" and "-""#
    ),
    ProblemRow(
      job: #"{"id": "näh", "trigger": "@daily", "command": ["x"]}"#,
      "an id of other letters",
      #"2:8: error: jobs[0].id: "näh" is no id; it must be 1 to 128 of A–Z, a–z, 0–9, ".", "_" and "-""#
    ),
    ProblemRow(
      job: #"{"id": 7, "trigger": "@daily", "command": ["x"]}"#,
      "a number as an id",
      #"2:8: error: jobs[0].id: must be a string, not 7; write "7""#
    ),
    ProblemRow(
      job: #"{"id": "a", "trigger": "@daily", "command": ["x"]},"# + "\n"
        + #"{"trigger": "@daily", "command": ["x"], "id": "a"}"#,
      "an id twice",
      #"3:47: error: job "a": id: the job on line 2 has the same id; give each its own"#
    ),
    ProblemRow(
      job: #"{"name": "a", "schedule": "@daily", "args": ["x"], "colour": 3}"#,
      "words of other schedulers",
      #"2:1: error: jobs[0]: "id" is missing; every job needs a name of its own"#,
      #"2:1: error: jobs[0]: what runs is missing: an array of arguments as "command","#
        + #" or a line for /bin/sh as "shell""#,
      #"2:1: error: jobs[0]: "trigger" is missing; for a job that only runs by hand write {"manual": true}"#,
      #"2:2: error: jobs[0]: unknown key "name"; did you mean "id"?"#,
      #"2:15: error: jobs[0]: unknown key "schedule"; did you mean "trigger"?"#,
      #"2:37: error: jobs[0]: unknown key "args"; did you mean "command"?"#,
      #"2:52: error: jobs[0]: unknown key "colour"; known here: id, description, trigger, command, shell,"#
        + " environment, working_directory, umask, nice, stdin, resource_limits, environment_file,"
        + " secrets, parameters, user, group, misfire_grace_time, coalesce, max_catch_up, max_instances, overlap, max_queued,"
        + " concurrency_group, priority, timeout, kill_after, success_exit_codes, retry,"
        + " on_abandoned, history, output, notify, enabled, tags"
    ),
  ]

  @Test func `may be a zone of the machine that is not known`() {
    let zones = FixedZones(hasLocalZone: false)
    #expect(
      JobFile.problems(#"{"jobs": []}"#, zones: zones) == [
        #"1:1: error: the machine's own zone cannot be used (the file of zone "localtime" cannot be read:"#
          + #" No such file or directory); name one with "timezone""#
      ]
    )
    #expect(JobFile.problems(#"{"timezone": "UTC", "jobs": []}"#, zones: zones) == [])
  }
}

@Suite struct `The problems of a job file` {
  private static let text = """
    {
    \t"max_concurrent_runs": 0,
      "jobs": [
        { "id": "café", "trigger": "@daily", "command": ["x"] },
        {
          "description": "größer", "id": "backup", "timeout": true,
          "trigger": { "cron": "5/15 * * * *", "timezone": "Mars/Base" },
          "command": []
        },
        { "id": "slow", "trigger": { "interval": "7h" }, "shell": "true", "priority": "high" }
      ]
    }
    """

  private static let expected = [
    "jobs.json:2:25: error: max_concurrent_runs: must be a whole number from 1 to 1000000, not 0",
    #"jobs.json:4:13: error: jobs[0].id: "café" is no id; it must be 1 to 128 of A–Z, a–z, 0–9, ".", "_""#
      + #" and "-""#,
    #"jobs.json:6:59: error: job "backup": timeout: must be a duration such as "90s" or a number of seconds,"#
      + " not true",
    #"jobs.json:7:30: error: job "backup": trigger.cron: minute: the step of "5/15" follows a single value,"#
      + #" not a range; write "5-59/15""#,
    #"jobs.json:7:56: error: job "backup": trigger.timezone: unknown zone "Mars/Base"; write an IANA name"#
      + #" such as"#
      + #" "Europe/Berlin", or "UTC""#,
    #"jobs.json:8:18: error: job "backup": command: must not be empty; its first element is the program"#,
    #"jobs.json:10:46: warning: job "slow": trigger.interval: 7h does not divide a day, so its times of"#
      + #" day differ"#
      + #" from day to day; it counts from 1970-01-01 00:00 UTC unless a "start_date" is named"#,
    #"jobs.json:10:83: error: job "slow": priority: must be a whole number from -2147483648 to 2147483647,"#
      + #" not "high""#,
  ]

  @Test func `are all reported at once, in the order of the file`() {
    #expect(JobFile.read(Self.text).problems.map { $0.rendered(file: "jobs.json") } == Self.expected)
  }

  @Test func `have the same places in a file of another system's lines`() {
    let text = Self.text.replacing("\n", with: "\r\n")
    #expect(JobFile.read(text).problems.map { $0.rendered(file: "jobs.json") } == Self.expected)
  }

  @Test func `are told apart by what they mean for the file`() {
    let reading = JobFile.read(Self.text)
    #expect(reading.configuration == nil)
    #expect(reading.errors.count == 7)
    #expect(reading.warnings.count == 1)
  }

  @Test func `show nothing that a terminal would act on`() {
    let text =
      #"{"jobs": [], "\u001b[31mred\n\u202e": 1, ""# + String(repeating: "k", count: 100_000) + #"": 1}"#
    let problems = JobFile.problems(text)
    #expect(problems.count == 2)
    #expect(
      problems[0].hasPrefix(#"1:14: error: unknown key "\u{1B}[31mred\n\u{202E}"; known here: $schema"#)
    )
    #expect(
      problems[1].hasPrefix("1:42: error: unknown key \"" + String(repeating: "k", count: 60) + "…\"; known")
    )
  }

  @Test func `do not keep a reading from giving what a file with warnings says`() {
    let reading = JobFile.read(#"{"jobs": [{"id": "j", "trigger": {"interval": "1d"}, "command": ["x"]}]}"#)
    #expect(reading.problems.map(\.severity) == [.warning])
    #expect(reading.configuration?.jobs.count == 1)
  }
}
