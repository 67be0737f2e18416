import Foundation
import Scheduler
import Testing

@Suite struct `The table of the job file's keys` {
  @Test(arguments: JobFileReference.sections.map(\.name))
  func `has each key that the reader knows once, and no other`(_ name: String) throws {
    let section = try #require(JobFileReference.sections.first { $0.name == name })
    #expect(section.keys.map(\.key).sorted() == section.knownKeys.sorted())
  }

  @Test func `has a section for each kind of object that the reader knows`() throws {
    let source = Repository.root.appending(
      path: "Sources/Scheduler/Configuration/Reading/JobFileKeys.swift"
    )
    let kinds = try String(contentsOf: source, encoding: .utf8)
      .matches(of: /(?:enum|extension) ([A-Za-z.]+)(?:: String)?(?:,|:) JobFileKey/).map { String($0.1) }
    #expect(kinds.count > 10)
    let known = JobFileReference.sections.map(\.keyType)
    #expect(kinds.filter { !known.contains(String($0.split(separator: ".").last ?? "")) } == [])
  }

  @Test(arguments: JobFileReference.sections.map(\.name))
  func `says something of each key, with a value to look at`(_ name: String) throws {
    let section = try #require(JobFileReference.sections.first { $0.name == name })
    for key in section.keys {
      #expect(key.meaning.hasSuffix("."), "\(key.key)")
      guard case .json = key.fallback else {
        #expect(!key.examples.isEmpty, "\(key.key) has neither a default nor an example")
        continue
      }
    }
  }

  /// A row of the table and where in a job file it stands.
  struct Row: Sendable, CustomTestStringConvertible {
    let section: String
    let key: KeyReference

    var testDescription: String { "\(section).\(key.key)" }

    /// A job file in which the key has a value; nil for none.
    func file(with value: String?) -> String {
      let member = value.map { "\"\(key.key)\": \($0)" } ?? ""
      switch section {
      case "file": return file([member])
      case "job": return job(jobMembers + [member])
      case "trigger": return trigger(triggerMembers + [member])
      case "cron_fields": return trigger(["\"cron\": {\(member)}"])
      case "interval":
        let other = key.key == "hours" ? "minutes" : "hours"
        return trigger(["\"interval\": {\(members(["\"\(other)\": 1", member]))}"])
      case "calendar_interval":
        let other = key.key == "days" ? "weeks" : "days"
        return trigger(["\"calendar_interval\": {\(members(["\"\(other)\": 1", member]))}"])
      case "after":
        let upstream = key.key == "job" ? "" : "\"job\": \"extract\""
        return trigger(["\"after\": {\(members([upstream, member]))}"])
      case "day_range":
        let other = key.key == "from" ? "\"to\": \"2027-12-31\"" : "\"from\": \"2027-12-01\""
        return trigger(["\"cron\": \"@daily\"", "\"exclude\": [{\(members([other, member]))}]"])
      // It has nothing that a job file could not have.
      case "included": return file([member])
      case "dst": return trigger(["\"cron\": \"@daily\"", "\"dst\": {\(member)}"])
      case "retry":
        let attempts = key.key == "max_attempts" ? "" : "\"max_attempts\": 3"
        return job(usual + ["\"retry\": {\(members([attempts, member]))}"])
      case "variable":
        let value = key.key == "value" ? "" : "\"value\": \"x\""
        return job(usual + ["\"environment\": {\"A\": {\(members([value, member]))}}"])
      case "parameter":
        let pattern = key.key == "pattern" ? "" : "\"pattern\": \".*\""
        let manual = ["\"trigger\": {\"manual\": true}", usual[1]]
        return job(manual + ["\"parameters\": {\"p\": {\(members([pattern, member]))}}"])
      case "notify":
        let on = key.key == "on" ? "" : "\"on\": \"failed\""
        let told = ["command", "shell"].contains(key.key) ? "" : "\"shell\": \"x\""
        return job(usual + ["\"notify\": {\(members([on, told, member]))}"])
      default: return job(usual + ["\"\(section)\": {\(member)}"])
      }
    }

    private func file(_ all: [String]) -> String {
      let zone = key.key == "timezone" ? "" : "\"timezone\": \"UTC\""
      return "{\(members([zone, key.key == "jobs" ? "" : "\"jobs\": []"] + all))}"
    }

    private var usual: [String] { ["\"trigger\": \"@daily\"", "\"command\": [\"x\"]"] }

    /// What a job needs besides the key.
    private var jobMembers: [String] {
      var members = key.key == "id" ? [] : ["\"id\": \"j\""]
      if key.key != "trigger" { members.append(usual[0]) }
      if !["command", "shell"].contains(key.key) { members.append(usual[1]) }
      if key.key == "group" { members.append("\"user\": \"nobody\"") }
      return members
    }

    /// What a trigger needs besides the key.
    private var triggerMembers: [String] {
      if case .words("one kind") = key.fallback { return [] }
      return ["\"cron\": \"@daily\""]
    }

    private func trigger(_ all: [String]) -> String {
      job(["\"command\": [\"x\"]", "\"trigger\": {\(members(all))}"])
    }

    private func job(_ all: [String]) -> String {
      let id = section == "job" ? [] : ["\"id\": \"j\""]
      let extract = "{\"id\": \"extract\", \"trigger\": {\"manual\": true}, \"command\": [\"x\"]}"
      return "{\"concurrency_groups\": {\"database\": 2}, \"jobs\": [{\(members(id + all))}, \(extract)]}"
    }

    private func members(_ all: [String]) -> String { all.filter { !$0.isEmpty }.joined(separator: ", ") }
  }

  static let rows = JobFileReference.sections.flatMap { section in
    section.keys.map { Row(section: section.name, key: $0) }
  }

  @Test(arguments: rows)
  func `has only examples that the reader accepts`(_ row: Row) {
    for example in row.key.examples {
      let reading = JobFile.read(row.file(with: example))
      #expect(reading.errors.map(\.message) == [], "\(row.file(with: example))")
    }
  }

  @Test(arguments: rows)
  func `has the defaults that the reader has`(_ row: Row) throws {
    guard case .json(let text) = row.key.fallback else { return }
    let said = JobFile.read(row.file(with: text))
    #expect(said.errors.map(\.message) == [], "\(row.file(with: text))")
    // A field of a kind that has no other cannot be left out.
    let silent = JobFile.read(row.file(with: nil))
    #expect(silent.configuration == said.configuration)
  }
}
