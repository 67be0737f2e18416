import Scheduler
import Testing

@Suite struct `Whom a job file tells` {
  @Test func `is one rule or several, each with its limits`() throws {
    let one = try JobFile.job(fields: #""command": ["x"], "notify": {"on": "failed", "shell": "mail x"}"#)
    #expect(one.policies.notify == [NotificationRule(events: [.failed], invocation: .shell("mail x"))])
    let two = try JobFile.job(
      fields: #"""
        "command": ["x"], "notify": [
          {"on": ["failed", "timed_out", "failed"], "command": ["page", "now"], "after_failures": 3,
           "cooldown": "1h", "timeout": 5},
          {"on": ["recovered"], "shell": "true"}]
        """#
    )
    #expect(
      two.policies.notify == [
        NotificationRule(
          events: [.failed, .timedOut],
          invocation: .arguments(["page", "now"]),
          afterFailures: 3,
          coolDown: .hours(1),
          timeout: .seconds(5)
        ),
        NotificationRule(events: [.recovered], invocation: .shell("true")),
      ]
    )
  }

  @Test(arguments: [
    ("succeeded", true), ("missed", true), ("failed", false), ("recovered", false), ("timed_out", false),
  ])
  func `is doubted where it waits for failures that it does not tell of`(_ event: String, _ isDoubted: Bool) {
    let rule = #"{"on": ["\#(event)"], "after_failures": 3, "shell": "x"}"#
    let problems = JobFile.problems(
      #"{"jobs": [{"id": "j", "trigger": "@daily", "command": ["x"], "notify": \#(rule)}]}"#
    )
    let doubts = problems.filter { $0.contains("warning") && $0.contains("after_failures") }
    #expect(problems.count == doubts.count)
    #expect(doubts.count == (isDoubted ? 1 : 0))
    #expect(doubts.allSatisfy { $0.contains(#"changes nothing: "on" names no failure ("failed","#) })
  }

  @Test func `is what defaults say, unless the job says otherwise`() throws {
    let configuration = try #require(
      JobFile.read(
        #"""
        {"defaults": {"notify": {"on": ["failed"], "shell": "x"}},
         "jobs": [{"id": "a", "trigger": "@daily", "command": ["x"]},
                  {"id": "b", "trigger": "@daily", "command": ["x"], "notify": null}]}
        """#
      ).configuration
    )
    #expect(configuration.jobs.map(\.policies.notify.count) == [1, 0])
  }

  @Test(arguments: [
    (
      "7",
      #"job "a": notify: must be an object such as {"on": ["failed"], "command": ["/usr/local/bin/page"]}, or an array of such, not 7"#
    ),
    (#"{"on": ["failed"]}"#, #"job "a": notify: needs "command" or "shell": what is run to tell it"#),
    (#"{"shell": "x"}"#, #"job "a": notify: needs "on": of what it tells, such as ["failed", "recovered"]"#),
    (#"{"on": [], "shell": "x"}"#, #"job "a": notify.on: names nothing to tell of"#),
    (
      #"[{"on": ["failed", "fail"], "shell": "x"}]"#,
      #"job "a": notify[0].on[1]: must be "recovered", "succeeded", "failed", "timed_out", "abandoned" or "missed", not "fail""#
    ),
    (
      #"{"on": ["failed"], "shell": "x", "command": ["y"]}"#,
      #"job "a": notify: a rule has either "command" or "shell", not both; remove one"#
    ),
    (
      #"{"on": ["failed"], "shell": "x", "cool_down": "1h"}"#,
      #"job "a": notify: unknown key "cool_down"; did you mean "cooldown"?"#
    ),
    (
      #"{"on": ["failed"], "shell": "x", "timeout": 0}"#,
      #"job "a": notify.timeout: must be longer than zero; the usual is "30s""#
    ),
    (
      #"{"on": ["failed"], "shell": "x", "after_failures": 0}"#,
      #"job "a": notify.after_failures: must be a whole number from 1 to 1000, not 0"#
    ),
  ]) func `is refused with its place and the mend`(_ text: String, _ problem: String) {
    let job = #"{"id": "a", "trigger": "@daily", "command": ["x"], "notify": \#(text)}"#
    let problems = JobFile.problems(#"{"jobs": [\#(job)]}"#)
    #expect(problems.count == 1)
    #expect(problems.first?.hasSuffix("error: " + problem) == true, "\(problems)")
  }
}
