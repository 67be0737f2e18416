import Scheduler
import Testing

@Suite struct `A mistake in a job's parameters` {
  @Test(arguments: [
    ProblemRow(
      field: #""parameters": []"#,
      "no object",
      #"2:15: error: job "j": parameters: must be an object such as {"date": {"pattern": "\\d{4}-\\d{2}-\\d{2}"}},"#
        + " not an array"
    ),
    ProblemRow(
      field: #""parameters": {"2nd": {"pattern": "x", "default": "x"}}"#,
      "a name that is none",
      #"2:16: error: job "j": parameters: "2nd" is no name of a parameter; it is 1 to 64 of A–Z, a–z, 0–9,"#
        + #" "_" and "-", a letter first"#
    ),
    ProblemRow(
      field: #""parameters": {"d": {"default": "x"}}"#,
      "no pattern",
      #"2:21: error: job "j": parameters.d: "pattern" is missing, which says what its values look like,"#
        + #" such as "[a-z]+""#,
      #"2:16: error: job "j": parameters.d: needs a "default": only a run by hand is given a value,"#
        + " and this job has a trigger"
    ),
    ProblemRow(
      field: #""parameters": {"d": {"pattern": "(a", "regex": 1, "default": "x"}}"#,
      "a pattern that is none",
      #"2:16: error: job "j": parameters.d: needs a "default": only a run by hand is given a value,"#
        + " and this job has a trigger",
      #"2:33: error: job "j": parameters.d.pattern: has a "(" without a ")" at character 3"#,
      #"2:39: error: job "j": parameters.d: unknown key "regex"; did you mean "pattern"?"#
    ),
    ProblemRow(
      field: #""parameters": {"d": {"pattern": "[0-9]+", "default": "x"}}"#,
      "a default that does not match",
      #"2:16: error: job "j": parameters.d: needs a "default": only a run by hand is given a value,"#
        + " and this job has a trigger",
      #"2:54: error: job "j": parameters.d.default: "x" does not match the pattern [0-9]+"#
    ),
    ProblemRow(
      field:
        #""parameters": {"a-b": {"pattern": "x", "default": "x"}, "A_B": {"pattern": "x", "default": "x"}}"#,
      "two that are one variable",
      #"2:57: error: job "j": parameters: would be SCHEDD_PARAM_A_B as "a-b" is; give one of them another name"#
    ),
    ProblemRow(
      job: #"{"id": "j", "trigger": {"manual": true}, "parameters": {"date": {"pattern": "x"}},"#
        + #" "command": ["x", "${dat}", "${HOME}", "${", "${a b}"]}"#,
      "what is no parameter",
      #"2:101: error: job "j": command[1]: there is no parameter "dat"; did you mean "date"?"#,
      #"2:111: error: job "j": command[2]: there is no parameter "HOME"; declare it in "parameters","#
        + #" or for the characters themselves write "$${""#,
      #"2:122: error: job "j": command[3]: has a "${" without a "}"; for the characters themselves write "$${""#,
      #"2:128: error: job "j": command[4]: "a b" is no name of a parameter; for the characters themselves"#
        + #" write "$${""#
    ),
    ProblemRow(
      file: #"{"jobs": [], "defaults": {"parameters": {}}}"#,
      "parameters for every job",
      #"1:27: error: defaults: "parameters" cannot stand here; each job has its own"#
    ),
  ])
  func `is reported with its place and the mend`(_ row: ProblemRow) {
    #expect(JobFile.problems(row.text).sorted() == row.expected.sorted())
  }

  @Test func `does not include what only a shell would read`() throws {
    let job = try JobFile.job(fields: #""shell": "echo ${HOME} ${x:-y}""#)
    #expect(job.kind.parameters.isEmpty)
  }
}

@Suite struct `An argument of a command` {
  @Test(arguments: [
    ("plain", "plain"), ("${name}", "V W"), ("--n=${name}x", "--n=V Wx"), ("${name}${other}", "V W2"),
    ("$${name}", "${name}"), ("$name $ $$ a$", "$name $ $$ a$"), ("$$${name}", "$${name}"), ("", ""),
  ])
  func `has parameters put in, and nothing else`(_ element: String, _ expected: String) throws {
    let values = [ParameterValue(name: "name", value: "V W"), ParameterValue(name: "other", value: "2")]
    let command = CommandJob(invocation: .arguments(["x", element]))
    #expect(command.words(with: values) == ["x", expected])
  }

  @Test func `has no value put in a second time`() {
    let values = [ParameterValue(name: "a", value: "${b}"), ParameterValue(name: "b", value: "no")]
    #expect(CommandJob(invocation: .arguments(["${a}"])).words(with: values) == ["${b}"])
  }
}

@Suite struct `The values of a run's parameters` {
  private let parameters: [Parameter]

  init() throws {
    parameters = [
      Parameter(name: "date", pattern: try Pattern(#"\d{4}"#)),
      Parameter(name: "mode", pattern: try Pattern("fast|slow"), defaultValue: "slow"),
    ]
  }

  @Test func `are given or have their default, in the order of the file`() throws {
    let values = try parameters.values(given: [ParameterValue(name: "date", value: "2026")])
    #expect(values.json == #"{"date":"2026","mode":"slow"}"#)
    #expect([ParameterValue](json: values.json) == values)
  }

  @Test(arguments: [
    (["dat": "2026"], #"the job has no parameter "dat"; it has "date", "mode""#),
    ([:], #"parameter "date" has no default; give a value that matches \d{4}"#),
    (["date": "26"], #"parameter "date" cannot be "26"; it must match \d{4}"#),
    (
      ["date": String(repeating: "1", count: 5000)],
      #"parameter "date" has 5000 bytes; at most 4096 are taken"#
    ),
  ])
  func `are refused with the mend`(_ given: [String: String], _ message: String) {
    let values = given.map { ParameterValue(name: $0.key, value: $0.value) }
    #expect {
      try parameters.values(given: values)
    } throws: { error in
      (error as? ParameterFault)?.message == message
    }
  }
}

@Suite struct `Parameters in the core` {
  private let job: Job

  init() throws {
    let parameters = [
      Parameter(name: "mode", pattern: try Pattern("fast|slow"), defaultValue: "slow")
    ]
    let command = CommandJob(
      invocation: .arguments(["x", "${mode}"]),
      settings: ProcessSettings(parameters: parameters)
    )
    let policies = Policies(retry: Retry(maxAttempts: 2))
    job = Job(id: JobID("j"), trigger: .startup, kind: .command(command), policies: policies)
  }

  private func run(_ actions: [Action]) -> Run? {
    actions.lazy.compactMap { if case .start(let start) = $0 { start.run } else { nil } }.first
  }

  private let fast = [ParameterValue(name: "mode", value: "fast")]

  @Test func `are those that were asked for, and stay so over a retry and a restart`() throws {
    var core = SchedulerCore(Configuration(jobs: [job]), recovering: .empty)
    var now = Moment(wall: CoreStory.start, uptime: Uptime(nanoseconds: 0))
    let first = core.handle(.launched, at: now) + core.handle(.woke, at: now)
    #expect(run(first)?.parameters == [ParameterValue(name: "mode", value: "slow")])
    for event in [CoreStory.started(1), CoreStory.ended(1)] { _ = core.handle(event, at: now) }

    let request = Request.trigger(job.id, actor: nil, parameters: fast)
    let asked = core.handle(.requested(RequestID(1), request), at: now)
    let second = try #require(run(asked))
    #expect(second.parameters == fast)
    _ = core.handle(CoreStory.started(second.id.number), at: now)
    now.uptime = now.uptime + .seconds(1)
    let failed = core.handle(CoreStory.ended(second.id.number, 1), at: now) + core.handle(.woke, at: now)
    #expect(run(failed)?.parameters == fast)
    #expect(run(failed)?.attempt == 2)
  }

  @Test func `are kept for a run at a later instant`() throws {
    var core = SchedulerCore(Configuration(jobs: [job]), recovering: .empty)
    var now = Moment(wall: CoreStory.start, uptime: Uptime(nanoseconds: 0))
    _ = core.handle(.launched, at: now)
    for event in [Event.woke, CoreStory.started(1), CoreStory.ended(1)] { _ = core.handle(event, at: now) }
    let at = now.wall + .seconds(60)
    let request = Request.triggerLater(job.id, at: at, actor: nil, parameters: fast)
    let asked = core.handle(.requested(RequestID(1), request), at: now)
    #expect(
      asked.contains {
        if case .record(.deferred(let trigger)) = $0 { trigger.parameters == fast } else { false }
      }
    )
    now.wall = at
    #expect(run(core.handle(.woke, at: now))?.parameters == fast)
  }

  @Test func `that are wrong make no run`() {
    var core = SchedulerCore(Configuration(jobs: [job]), recovering: .empty)
    let now = Moment(wall: CoreStory.start, uptime: Uptime(nanoseconds: 0))
    for event in [Event.launched, .woke] { _ = core.handle(event, at: now) }
    let wrong = [ParameterValue(name: "mode", value: "rm -rf")]
    for request in [
      Request.trigger(job.id, actor: nil, parameters: wrong),
      Request.triggerLater(job.id, at: now.wall + .seconds(9), actor: nil, parameters: wrong),
    ] {
      let actions = core.handle(.requested(RequestID(1), request), at: now)
      #expect(actions.count == 1)
      guard case .reply(_, .badParameters(job.id, _))? = actions.first else {
        Issue.record("\(actions)")
        return
      }
    }
  }
}

@Suite struct `The environment in a job file` {
  @Test(arguments: [
    ProblemRow(
      field: #""environment_file": "app.env""#,
      "a relative file",
      #"2:21: error: job "j": environment_file: "app.env" is no absolute path; write the whole path, from "/" on"#
    ),
    ProblemRow(
      field: #""environment_file": ["/a", 5]"#,
      "a number as a file",
      #"2:28: error: job "j": environment_file[1]: must be a file such as "/etc/app.env", not 5"#
    ),
    ProblemRow(
      field: #""environment_file": {}"#,
      "an object as a file",
      #"2:21: error: job "j": environment_file: must be a file such as "/etc/app.env", or an array of them,"#
        + " not an object"
    ),
    ProblemRow(
      field: #""secrets": "TOKEN""#,
      "one name",
      #"2:12: error: job "j": secrets: must be an array of names such as ["API_TOKEN"], not "TOKEN""#
    ),
    ProblemRow(
      field: #""environment": {"T": {"secret": 1}}"#,
      "a marked variable without a value",
      #"2:22: error: job "j": environment.T: "value" is missing; write {"value": "…", "secret": true}"#
    ),
  ])
  func `is reported with its place and the mend`(_ row: ProblemRow) {
    #expect(JobFile.problems(row.text) == row.expected)
  }

  @Test func `is read whole`() throws {
    let job = try JobFile.job(
      fields: #"""
        "command": ["x"], "environment": {"OWN": "1", "T": {"value": "t", "secret": true}},
        "environment_file": ["/etc/a.env", "-/etc/b.env"], "secrets": ["OWN"]
        """#,
      defaults: #"{"environment": {"COMMON": "c", "OWN": "0"}}"#
    )
    guard case .command(let command) = job.kind else { return }
    #expect(
      command.environment == [
        EnvironmentVariable(name: "COMMON", value: "c", isDefault: true),
        EnvironmentVariable(name: "OWN", value: "1"),
        EnvironmentVariable(name: "T", value: "t", isSecret: true),
      ]
    )
    #expect(
      command.settings.environmentFiles == [
        EnvironmentFile(path: "/etc/a.env"), EnvironmentFile(path: "/etc/b.env", isOptional: true),
      ]
    )
    #expect(command.settings.secrets == ["OWN"])
  }

  @Test func `has files that are looked at when it is read`() {
    let text =
      #"{"jobs": [{"id": "j", "trigger": "@daily", "command": ["x"], "environment_file": "/etc/bad.env"}]}"#
    let reading = JobFile.read(Array(text.utf8), zones: FixedZones(), surroundings: TestSurroundings())
    #expect(
      reading.problems.map { String($0.rendered(file: "").dropFirst()) } == [
        #"1:82: warning: job "j": environment_file: /etc/bad.env:3: must be NAME=VALUE"#
      ]
    )
  }
}
