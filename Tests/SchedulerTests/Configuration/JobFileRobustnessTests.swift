import Scheduler
import Testing

/// Seeded chance (SplitMix64), the same in every process.
private struct Seeded {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }
}

/// What must hold of every reading, whatever the bytes.
@discardableResult
private func check(_ bytes: [UInt8], _ name: String) -> Configuration? {
  let reading = JobFile.read(bytes, zones: FixedZones())
  #expect((reading.configuration == nil) == !reading.errors.isEmpty, "\(name)")
  let places = reading.problems.map { ($0.line, $0.column) }
  #expect(zip(places, places.dropFirst()).allSatisfy { $0 <= $1 }, "\(name)")
  let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
  let isInside = places.allSatisfy { (1...lines).contains($0.0) && (1...bytes.count + 1).contains($0.1) }
  #expect(isInside, "\(name)")
  #expect(reading.problems.allSatisfy { !$0.rendered(file: "f").contains("\n") }, "\(name)")
  return reading.configuration
}

@Suite struct `Reading any bytes` {
  @Test func `answers for the example torn at every byte`() throws {
    let bytes = try ExampleFile.bytes()
    let end = try #require(bytes.lastIndex(of: UInt8(ascii: "}")))
    for count in 0..<bytes.count {
      let configuration = check(Array(bytes[..<count]), "the first \(count) bytes")
      #expect((configuration != nil) == (count > end))
    }
  }

  @Test(arguments: 0..<8) func `answers for the example with bytes changed`(_ seed: UInt64) throws {
    let example = try ExampleFile.bytes()
    // What breaks syntax, and what changes the meaning and not the syntax.
    let alphabet =
      Array("{}[]\",:\\/*#'0123456789.-+eEutf nNa\u{0}\u{7F}\n\t".utf8) + [
        0x80, 0xC3, 0xE2, 0xED, 0xF4, 0xFF,
      ]
    var chance = Seeded(state: seed)
    for round in 0..<150 {
      var bytes = example
      for _ in 0...chance.below(4) {
        let place = chance.below(bytes.count)
        switch chance.below(4) {
        case 0: bytes[place] = alphabet[chance.below(alphabet.count)]
        case 1: bytes.insert(alphabet[chance.below(alphabet.count)], at: place)
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + chance.below(12)))
        default:
          bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + chance.below(40))], at: place)
        }
      }
      check(bytes, "seed \(seed), round \(round)")
    }
  }

  @Test(arguments: 0..<4) func `answers for values in each other's places`(_ seed: UInt64) {
    // Every key with every kind of value: what decodes must be refused in words, not in a trap.
    let keys = [
      "id", "description", "trigger", "command", "shell", "environment", "working_directory",
      "umask", "nice", "stdin", "resource_limits", "cpu_time", "file_size", "open_files", "user", "group",
      "environment_file", "secrets", "parameters", "pattern", "default",
      "misfire_grace_time",
      "coalesce", "max_catch_up", "max_instances", "timeout", "kill_after", "priority", "enabled", "cron",
      "interval",
      "calendar_interval", "date", "any", "all", "startup", "manual", "timezone", "start_date", "end_date",
      "exclude",
      "jitter", "dst", "gap", "fold", "hours", "days", "months", "hour", "from", "to", "jobs", "defaults",
    ]
    let scalars = [
      "null", "true", "0", "-1", "1.5", "1e999", "99999999999999999999", "\"\"", "\"1h\"", "\"* * * * *\"",
      "\"2027-01-01\"", "\"2199-12-31T23:59:59.999999999-23:59\"", "\"UTC\"", "\"\\u0000\"", "\"H/7 L W *\"",
      "\"all\"",
    ]
    var chance = Seeded(state: seed)
    func value(_ depth: Int) -> String {
      let kind = depth > 4 ? 9 : chance.below(10)
      if kind < 4 {
        let members = (0..<chance.below(6)).map { _ in
          "\"\(keys[chance.below(keys.count)])\": \(value(depth + 1))"
        }
        return "{" + members.joined(separator: ", ") + "}"
      }
      guard kind > 5 else {
        return "[" + (0..<chance.below(4)).map { _ in value(depth + 1) }.joined(separator: ", ") + "]"
      }
      return scalars[chance.below(scalars.count)]
    }
    for _ in 0..<300 {
      let jobs = (0..<3).map { _ in value(0) }.joined(separator: ", ")
      let text = "{\"timezone\": \"UTC\", \"jobs\": [\(jobs), {\"id\": \"j\", \"trigger\": \(value(1))}]}"
      check(Array(text.utf8), text)
    }
  }

  @Test func `refuses more than 64 MiB at once`() {
    let reading = JobFile.read([UInt8](repeating: 0x20, count: JobFile.sizeLimit + 1), zones: FixedZones())
    #expect(reading.configuration == nil)
    #expect(
      reading.problems.map { $0.rendered(file: "jobs.json") } == [
        "jobs.json:1:1: error: the file is larger than 64 MiB, the most that is read"
      ]
    )
  }
}

@Suite struct `A large job file` {
  private func text(_ count: Int, _ trigger: (Int) -> String) -> [UInt8] {
    var text = "{\"timezone\": \"UTC\", \"jobs\": ["
    for number in 0..<count {
      text +=
        "{\"id\": \"job-\(number)\", \"trigger\": \"\(trigger(number))\", \"command\": [\"/bin/true\"]}, "
    }
    return Array((text + "]}").utf8)
  }

  @Test func `of 100,000 jobs is read like any other`() throws {
    let reading = JobFile.read(text(100_000) { "\($0 % 60) \($0 % 24) * * *" }, zones: FixedZones())
    #expect(reading.problems == [])
    let jobs = try #require(reading.configuration?.jobs)
    #expect(jobs.count == 100_000)
    #expect(jobs.last?.id == JobID("job-99999"))
  }

  @Test func `may be wrong in each job, on one line`() {
    let reading = JobFile.read(text(5_000) { _ in "x" }, zones: FixedZones())
    #expect(reading.errors.count == 5_000)
    #expect(reading.problems.last?.line == 1)
  }
}
