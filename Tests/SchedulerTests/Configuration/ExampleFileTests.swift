import Foundation
import Scheduler
import Testing

/// The job file that newcomers begin with.
enum ExampleFile {
  static func bytes(_ path: String = "examples/jobs.json") throws -> [UInt8] {
    var folder = URL(filePath: #filePath)
    for _ in 0..<4 { folder.deleteLastPathComponent() }
    return try [UInt8](Data(contentsOf: folder.appending(path: path)))
  }

  static func configuration() throws -> Configuration {
    let reading = JobFile.read(try bytes(), zones: FixedZones())
    try #require(reading.problems.map { $0.rendered(file: "examples/jobs.json") } == [])
    return try #require(reading.configuration)
  }
}

@Suite struct `The example job file` {
  @Test func `is good, without a warning`() throws {
    #expect(try ExampleFile.configuration().jobs.count >= 8)
  }

  @Test func `shows each kind of trigger and each policy`() throws {
    let text = String(decoding: try ExampleFile.bytes(), as: UTF8.self)
    let keys = [
      "cron", "interval", "calendar_interval", "date", "any", "startup", "manual", "timezone", "start_date",
      "exclude",
      "jitter", "dst", "command", "shell", "environment", "working_directory", "misfire_grace_time",
      "coalesce",
      "max_catch_up", "max_instances", "timeout", "kill_after", "priority", "enabled", "tags", "defaults",
      "max_concurrent_runs", "shutdown_grace",
    ]
    #expect(keys.filter { !text.contains("\"\($0)\": ") } == [])
  }

  @Test func `has something to watch within five seconds of any start`() throws {
    let jobs = try ExampleFile.configuration().jobs.filter(\.isEnabled)
    let start = try #require(Instant(rfc3339: "2027-01-04T10:00:00.3Z"))
    let soon = jobs.filter { job in
      switch job.trigger {
      case .timed(let trigger): trigger.next(after: start).map { $0 <= start + .seconds(5) } ?? false
      case .startup: true
      case .after, .manual: false
      }
    }
    #expect(soon.count >= 5)
  }

  @Test func `starts nothing but what every Debian has`() throws {
    for job in try ExampleFile.configuration().jobs {
      guard case .command(let command) = job.kind, case .arguments(let arguments) = command.invocation else {
        continue
      }
      #expect(["/bin/echo", "/bin/date", "/bin/sleep", "/bin/false"].contains(arguments.first))
    }
  }

  @Test func `that is installed is good as well`() throws {
    let reading = JobFile.read(try ExampleFile.bytes("packaging/jobs.json"), zones: FixedZones())
    #expect(reading.problems == [])
    #expect(reading.configuration?.jobs.isEmpty == false)
  }
}
