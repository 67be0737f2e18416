import Scheduler
import Testing

@Suite struct `The tags of a job` {
  @Test(arguments: [
    ("{}", "", [String]()),
    (
      "{}", #""tags": ["nightly", "team:payments", "site/berlin", "A.b_c-9"]"#,
      ["nightly", "team:payments", "site/berlin", "A.b_c-9"]
    ),
    (#"{"tags": ["common"]}"#, "", ["common"]),
    (#"{"tags": ["common"]}"#, #""tags": ["own"]"#, ["own"]),
    (#"{"tags": ["common"]}"#, #""tags": []"#, []),
  ])
  func `are its own, or else those of "defaults"`(_ defaults: String, _ field: String, _ tags: [String])
    throws
  {
    let fields = field.isEmpty ? #""command": ["x"]"# : #""command": ["x"], "# + field
    #expect(try JobFile.job(fields: fields, defaults: defaults).tags == tags)
  }

  @Test(arguments: rows)
  func `are refused with their place and the mend`(_ row: ProblemRow) {
    #expect(JobFile.problems(row.text) == row.expected)
    #expect(JobFile.read(row.text).configuration == nil)
  }

  private static let rule = #"it must be 1 to 64 of A–Z, a–z, 0–9, ".", "_", "-", ":" and "/""#

  private static let rows: [ProblemRow] = [
    ProblemRow(
      field: #""tags": "nightly""#,
      "a text",
      #"2:9: error: job "j": tags: must be an array of tags such as ["nightly"], not "nightly""#
    ),
    ProblemRow(
      field: #""tags": null"#,
      "null",
      #"2:9: error: job "j": tags: must be an array of tags such as ["nightly"], not null"#
    ),
    ProblemRow(
      field: #""tags": ["", "two words", 7, "ä"]"#,
      "what is no tag",
      #"2:10: error: job "j": tags[0]: "" is no tag; \#(rule)"#,
      #"2:14: error: job "j": tags[1]: "two words" is no tag; \#(rule)"#,
      #"2:27: error: job "j": tags[2]: must be a string, not 7; write "7""#,
      #"2:30: error: job "j": tags[3]: "ä" is no tag; \#(rule)"#
    ),
    ProblemRow(
      field: #""tags": ["a", "b", "a"]"#,
      "one twice",
      #"2:20: error: job "j": tags[2]: "a" stands here twice; remove one"#
    ),
    ProblemRow(
      top: #""defaults": {"tags": ["a b"]}"#,
      "one in the defaults",
      #"2:23: error: defaults.tags[0]: "a b" is no tag; \#(rule)"#
    ),
    ProblemRow(
      field: #""labels": ["a"]"#,
      "another scheduler's word",
      #"2:1: error: job "j": unknown key "labels"; did you mean "tags"?"#
    ),
  ]

  @Test(arguments: [(64, true), (65, false)])
  func `have at most 64 characters`(_ count: Int, _ isGood: Bool) {
    let tag = String(repeating: "x", count: count)
    let job = #"{"id": "j", "trigger": "@daily", "command": ["x"], "tags": ["\#(tag)"]}"#
    #expect(JobFile.problems(#"{"jobs": [\#(job)]}"#).isEmpty == isGood)
  }
}
