import Scheduler
import Testing

@Suite struct `The policies of a job file` {
  @Test func `are read as they are written`() throws {
    let job = try JobFile.job(
      fields: #"""
        "command": ["x"], "overlap": "queue", "max_queued": 3, "success_exit_codes": [3, 0, 3],
        "retry": {"max_attempts": 4, "delay": "10s", "backoff": "exponential", "max_delay": "5m", "jitter": 1.5,
                  "on_exit_codes": [75]},
        "on_abandoned": "rerun", "history": {"keep_runs": 20, "keep_for": "7d"}
        """#
    )
    #expect(
      job.policies
        == Policies(
          overlap: .queue,
          maxQueued: 3,
          successExitCodes: [0, 3],
          retry: Retry(
            maxAttempts: 4,
            delay: .seconds(10),
            backoff: .exponential,
            maxDelay: .minutes(5),
            jitter: .milliseconds(1500),
            onExitCodes: [75]
          ),
          onAbandoned: .rerun,
          history: HistoryLimits(keepRuns: 20, keepFor: .hours(168))
        )
    )
  }

  @Test func `say how much is kept, each limit by itself`() throws {
    let file = JobFile.read(
      #"""
      {"defaults": {"history": {"keep_for": "10d"}},
       "jobs": [{"id": "a", "trigger": "@daily", "command": ["x"], "history": {"keep_runs": null}},
                {"id": "b", "trigger": "@daily", "command": ["x"]}]}
      """#
    )
    let configuration = try #require(file.configuration)
    let common = HistoryLimits(keepRuns: 1000, keepFor: .hours(240))
    #expect(configuration.history == common)
    let own = HistoryLimits(keepRuns: nil, keepFor: .hours(240))
    #expect(configuration.jobs.map(\.policies.history) == [own, common])
    #expect(Policies().history == HistoryLimits(keepRuns: 1000, keepFor: .hours(2160)))
  }

  @Test(arguments: [
    (#"{"keep_runs": 0}"#, "must be a whole number from 1 to 1000000000, not 0"),
    (#"{"keep_for": 0}"#, "must be longer than zero; for no limit write null"),
    (#"{"keep_run": 3}"#, #"unknown key "keep_run"; did you mean "keep_runs"?"#),
    ("7", #"must be an object such as {"keep_runs": 1000, "keep_for": "90d"}, not 7"#),
  ])
  func `refuse a history that keeps nothing or something else`(_ text: String, _ problem: String) {
    let job = #"{"id": "a", "trigger": "@daily", "command": ["x"], "history": \#(text)}"#
    let problems = JobFile.problems(#"{"jobs": [\#(job)]}"#)
    #expect(problems.count == 1)
    #expect(problems.first?.contains(problem) == true, "\(problems)")
  }

  @Test func `share named caps, ordered by name`() throws {
    let file = JobFile.read(
      #"""
      {"concurrency_groups": {"net": 3, "disk": 1}, "jitter_seed": 7,
       "jobs": [{"id": "a", "trigger": "@daily", "command": ["x"], "concurrency_group": "disk"}]}
      """#
    )
    let configuration = try #require(file.configuration)
    #expect(
      configuration.concurrencyGroups == [
        ConcurrencyGroup(name: "disk", limit: 1), ConcurrencyGroup(name: "net", limit: 3),
      ]
    )
    #expect(configuration.jitterSeed == 7)
    #expect(configuration.jobs.map(\.policies.concurrencyGroup) == ["disk"])
  }

  @Test(arguments: [
    (#""succeeded""#, Outcome?.some(.succeeded)), (#""timed_out""#, .timedOut), (#""any""#, nil),
  ])
  func `may follow another job`(_ text: String, _ outcome: Outcome?) throws {
    let file = JobFile.read(
      #"""
      {"jobs": [
        {"id": "load", "trigger": {"after": {"job": "extract", "outcome": \#(text)}}, "command": ["x"]},
        {"id": "extract", "trigger": "@daily", "command": ["x"]}
      ]}
      """#
    )
    let trigger = try #require(file.configuration).jobs[0].trigger
    #expect(trigger == .after(AfterTrigger(job: JobID("extract"), outcome: outcome)))
    let zones = FixedZones()
    #expect(try Trigger(text: trigger.text(in: .utc), zones: zones, jobID: JobID("load")) == trigger)
  }

  @Test(arguments: rows)
  func `are refused with their place and the mend`(_ row: ProblemRow) {
    #expect(JobFile.problems(row.text) == row.expected)
  }

  private static let rows: [ProblemRow] = [
    ProblemRow(
      field: #""overlap": "wait""#,
      "an overlap that is none",
      #"2:12: error: job "j": overlap: must be "skip", "queue" or "replace", not "wait""#
    ),
    ProblemRow(
      field: #""concurrency_group": "disk""#,
      "a group that is not there",
      #"2:22: error: job "j": concurrency_group: there is no concurrency group "disk"; define it in"#
        + #" "concurrency_groups""#
    ),
    ProblemRow(
      field: #""retry": 3"#,
      "a number as a retry",
      #"2:10: error: job "j": retry: must be an object such as {"max_attempts": 3, "delay": "10s"}, not 3"#
    ),
    ProblemRow(
      field: #""retry": {"delay": "1s"}"#,
      "a retry without a count",
      #"2:10: error: job "j": retry: needs "max_attempts", the first attempt counted"#
    ),
    ProblemRow(
      field: #""success_exit_codes": [0, 256]"#,
      "an exit code that cannot be",
      #"2:27: error: job "j": success_exit_codes[1]: must be an exit code from 0 to 255, not 256"#
    ),
    ProblemRow(
      field: #""success_exit_codes": []"#,
      "no exit code",
      #"2:23: error: job "j": success_exit_codes: names no exit code"#
    ),
    ProblemRow(
      top: #""concurrency_groups": {"a b": 1, "c": 0}"#,
      "groups that cannot be",
      #"2:24: error: concurrency_groups: "a b" is no name; it must be like a job's id"#,
      #"2:39: error: concurrency_groups.c: must be a whole number from 1 to 1000000, not 0"#
    ),
    ProblemRow(
      job: #"{"id": "a", "trigger": {"after": {"job": "b"}}, "command": ["x"]}"#,
      "a job that is not there",
      #"2:42: error: job "a": trigger.after.job: there is no job "b"; did you mean "a"?"#
    ),
    ProblemRow(
      job: #"{"id": "a", "trigger": {"after": {"job": "b"}}, "command": ["x"]},"# + "\n"
        + #"{"id": "b", "trigger": {"after": {"job": "a", "outcome": "good"}}, "command": ["x"]}"#,
      "jobs that follow each other, and an outcome that is none",
      #"2:42: error: job "a": trigger.after.job: follows itself: a → b → a; one of them needs another trigger"#,
      #"3:58: error: job "b": trigger.after.outcome: must be "succeeded", "failed", "timed_out", "cancelled","#
        + #" "abandoned", "skipped", "missed" or "any", not "good""#
    ),
    ProblemRow(
      job: #"{"id": "a", "trigger": {"any": ["@daily", {"after": {"job": "b"}}]}, "command": ["x"]}"#,
      "a combination with what names no instant",
      #"2:44: error: job "a": trigger.any[1]: "after" cannot be combined, since it names no instant"#
    ),
  ]
}

@Suite struct `The output of a job file` {
  @Test func `says how much is kept, a job's own before what holds for all`() throws {
    let file = JobFile.read(
      #"""
      {"defaults": {"output": {"max_bytes": 0}},
       "jobs": [{"id": "a", "trigger": "@daily", "command": ["x"], "output": {"max_bytes": 4096}},
                {"id": "b", "trigger": "@daily", "command": ["x"]}]}
      """#
    )
    let configuration = try #require(file.configuration)
    #expect(configuration.jobs.map(\.policies.output.maxBytes) == [4096, 0])
    #expect(Policies().output.maxBytes == 1_048_576)
  }

  @Test(arguments: [
    (#"{"max_bytes": 4095}"#, "must be 0, which keeps none, or at least 4096, not 4095"),
    (#"{"max_bytes": -1}"#, "must be from 0 to 1073741824 bytes, not -1"),
    (#"{"max_byte": 0}"#, #"unknown key "max_byte"; did you mean "max_bytes"?"#),
    ("7", #"must be an object such as {"max_bytes": 1048576}, not 7"#),
  ])
  func `is refused where it is too little, or something else`(_ text: String, _ problem: String) {
    let job = #"{"id": "a", "trigger": "@daily", "command": ["x"], "output": \#(text)}"#
    let problems = JobFile.problems(#"{"jobs": [\#(job)]}"#)
    #expect(problems.count == 1)
    #expect(problems.first?.contains(problem) == true, "\(problems)")
  }
}
