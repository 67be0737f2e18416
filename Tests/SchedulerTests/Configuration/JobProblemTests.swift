import Scheduler
import Testing

@Suite struct `A mistake in a job` {
  @Test(arguments: commands + environments + policies + durations)
  func `is reported with its place and the mend`(_ row: ProblemRow) {
    #expect(JobFile.problems(row.text) == row.expected)
    #expect(JobFile.read(row.text).configuration == nil)
  }

  private static let commands: [ProblemRow] = [
    ProblemRow(
      field: #""shell": "y""#,
      "both command and shell",
      #"2:10: error: job "j": a job has either "command" or "shell", not both; remove one"#
    ),
    ProblemRow(
      job: #"{"id": "j", "trigger": "@daily", "command": "echo hello"}"#,
      "a line as a command",
      #"2:45: error: job "j": command: must be an array such as ["/bin/echo", "hello"], not "echo hello";"#
        + #" a line for a shell goes into "shell""#
    ),
    ProblemRow(
      job: #"{"id": "j", "trigger": "@daily", "command": {}}"#,
      "an object as a command",
      #"2:45: error: job "j": command: must be an array such as ["/bin/echo", "hello"], not an object"#
    ),
    ProblemRow(
      job: #"{"id": "j", "trigger": "@daily", "command": []}"#,
      "no arguments",
      #"2:45: error: job "j": command: must not be empty; its first element is the program"#
    ),
    ProblemRow(
      job: #"{"id": "j", "trigger": "@daily", "command": ["", 5, "a\u0000b", null]}"#,
      "arguments that are none",
      #"2:46: error: job "j": command[0]: must name the program, not be empty"#,
      #"2:50: error: job "j": command[1]: must be a string, not 5; write "5""#,
      #"2:53: error: job "j": command[2]: must not hold a NUL (\u0000)"#,
      #"2:65: error: job "j": command[3]: must be a string, not null"#
    ),
    ProblemRow(
      job: #"{"id": "j", "trigger": "@daily", "shell": " \t"}"#,
      "an empty line",
      #"2:43: error: job "j": shell: must not be empty; write what /bin/sh runs"#
    ),
    ProblemRow(
      job: #"{"id": "j", "trigger": "@daily", "shell": ["ls"]}"#,
      "arguments for a shell",
      #"2:43: error: job "j": shell: must be a string, not an array"#
    ),
    ProblemRow(
      field: #""description": ["x"]"#,
      "a description of many lines",
      #"2:16: error: job "j": description: must be a string, not an array"#
    ),
    ProblemRow(
      field: #""working_directory": "reports""#,
      "a relative folder",
      #"2:22: error: job "j": working_directory: "reports" is no absolute path; write the whole path,"#
        + #" from "/" on"#
    ),
    ProblemRow(
      field: #""working_directory": true"#,
      "no folder",
      #"2:22: error: job "j": working_directory: must be a folder such as "/srv/reports", not true"#
    ),
  ]

  private static let environments: [ProblemRow] = [
    ProblemRow(
      field: #""environment": ["A=1"]"#,
      "an environment as a list",
      #"2:16: error: job "j": environment: must be an object of strings such as {"LANG": "C.UTF-8"},"#
        + " not an array"
    ),
    ProblemRow(
      field: #""environment": {"": "x", "A=B": "x", "C\u0000": "x"}"#,
      "names that are none",
      #"2:17: error: job "j": environment: "" is no name of a variable; it must not be empty nor hold"#
        + #" "=" or NUL"#,
      #"2:26: error: job "j": environment: "A=B" is no name of a variable; it must not be empty nor hold"#
        + #" "=" or NUL"#,
      #"2:38: error: job "j": environment: "C\u{0}" is no name of a variable;"#
        + #" it must not be empty nor hold "=" or NUL"#
    ),
    ProblemRow(
      field: #""environment": {"PORT": 8080, "a b": false}"#,
      "values that are no strings",
      #"2:25: error: job "j": environment.PORT: must be a string, not 8080; write "8080""#,
      #"2:38: error: job "j": environment["a b"]: must be a string, not false"#
    ),
    ProblemRow(
      field: #""environment": {"A": "1", "A": "2"}"#,
      "a name twice",
      #"2:27: error: the key "A" stands twice in one object, first at line 2, column 17; remove one"#
    ),
  ]

  private static let policies: [ProblemRow] = [
    ProblemRow(
      field: #""coalesce": true"#,
      "coalesce as APScheduler has it",
      #"2:13: error: job "j": coalesce: must be "latest", "earliest" or "all", not true"#
    ),
    ProblemRow(
      field: #""max_catch_up": 0"#,
      "nothing to catch up",
      #"2:17: error: job "j": max_catch_up: must be a whole number from 1 to 1000000, not 0"#
    ),
    ProblemRow(
      field: #""max_instances": 1.0"#,
      "a fraction of instances",
      #"2:18: error: job "j": max_instances: must be a whole number from 1 to 1000000, not 1.0"#
    ),
    ProblemRow(
      field: #""priority": 2147483648"#,
      "a priority beyond all",
      #"2:13: error: job "j": priority: must be a whole number from -2147483648 to 2147483647, not"#
        + #" 2147483648"#
    ),
    ProblemRow(
      field: #""enabled": "no""#,
      "a word for a boolean",
      #"2:12: error: job "j": enabled: must be true or false, not "no""#
    ),
    ProblemRow(
      field: #""timeout": 0"#,
      "no time at all",
      #"2:12: error: job "j": timeout: must be longer than zero; for no limit write null"#
    ),
    ProblemRow(
      field: #""misfire_grace_time": "0s""#,
      "no grace at all",
      #"2:23: error: job "j": misfire_grace_time: must be longer than zero; for no limit write null"#
    ),
  ]

  private static let durations: [ProblemRow] = [
    ProblemRow(
      field: #""timeout": true"#,
      "a boolean for a duration",
      #"2:12: error: job "j": timeout: must be a duration such as "90s" or a number of seconds, not true"#
    ),
    ProblemRow(
      field: #""timeout": "soon""#,
      "a word for a duration",
      #"2:12: error: job "j": timeout: "soon" is no duration; write one such as "90s", "1h30m", "2d" or"#
        + #" "250ms""#
    ),
    ProblemRow(
      field: #""timeout": -5"#,
      "a negative number of seconds",
      #"2:12: error: job "j": timeout: -5 is negative; a duration must not be"#
    ),
    ProblemRow(
      field: #""timeout": 1e10"#,
      "more seconds than there are",
      #"2:12: error: job "j": timeout: 1e10 is longer than 292 years, the most there is"#
    ),
    ProblemRow(
      field: #""timeout": 0.0000000001"#,
      "less than a nanosecond",
      #"2:12: error: job "j": timeout: 0.0000000001 is finer than a nanosecond"#
    ),
  ]
}
