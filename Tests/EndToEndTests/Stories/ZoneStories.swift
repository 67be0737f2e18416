import Foundation
import Glibc
import Scheduler
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A daemon with a zone database of its own` {
  private let jobs = """
    { "timezone": "UTC", "jobs": [
      { "id": "noon", "trigger": { "cron": "0 12 * * *", "timezone": "Test/Zone" }, "command": ["true"] },
      { "id": "tick", "trigger": { "interval": "300ms" }, "command": ["true"] }
    ] }
    """

  @Test func `reads TZDIR, and a file that was replaced when it is told to read again`() async throws {
    try await story { story in
      var environment = story.environment
      environment["TZDIR"] = story.path("zoneinfo")
      mkdir(story.path("zoneinfo"), 0o755)
      mkdir(story.path("zoneinfo/Test"), 0o755)
      try install("Etc/GMT-1", in: story)

      let file = try story.write("jobs.json", jobs)
      let words = ["next", file, "--job", "noon", "-n1", "--after", "2027-01-01T00:00:00Z"]
      let next = try await story.run([Story.program] + words, environment: environment)
      #expect(next.output == "2027-01-01T12:00:00+01:00\n")
      // The usual database has no such zone.
      #expect(try await story.run([Story.program] + words).status == 1)

      let options = ["--state-dir", story.stateDirectory, "--log-format", "json"]
      let daemon = try story.launch(["run", file] + options, environment: environment)
      try await daemon.isUp()
      #expect(try await hour(of: story) == "T11:00:00Z")
      try await daemon.lines("ended", job: "tick", count: 2)

      try install("Etc/GMT-5", in: story)
      daemon.send(SIGHUP)
      let (reloaded, summary) = try await daemon.logLine("reloaded")
      #expect(summary.changed == 1)
      #expect(summary.unchanged == 1)
      #expect(try await hour(of: story) == "T07:00:00Z")
      try await daemon.lines("ended", job: "tick", after: reloaded, count: 2)
      #expect(try await daemon.stop() == .exited(0))
      #expect(Account(try story.recorded("tick")).fault(every: .milliseconds(300)) == nil)
    }
  }

  @Test func `loses nothing when a zone's file was replaced while it was down`() async throws {
    try await story { story in
      var environment = story.environment
      environment["TZDIR"] = story.path("zoneinfo")
      mkdir(story.path("zoneinfo"), 0o755)
      mkdir(story.path("zoneinfo/Test"), 0o755)
      let file = try story.write(
        "jobs.json",
        """
        { "timezone": "Test/Zone", "jobs": [
          { "id": "tick", "trigger": "* * * * * *", "coalesce": "all", "command": ["true"] }
        ] }
        """
      )
      for zone in ["Etc/GMT-1", "Etc/GMT-5"] {
        try install(zone, in: story)
        let options = ["--state-dir", story.stateDirectory, "--log-format", "json"]
        let daemon = try story.launch(["run", file] + options, environment: environment)
        try await daemon.lines("ended", job: "tick", count: 2)
        #expect(try await daemon.stop() == .exited(0))
      }
      #expect(Account(try story.recorded("tick")).fault(every: .seconds(1)) == nil)
      // Neither file is there any more.
      let audit = try await story.schedd("audit", "--state-dir", story.stateDirectory)
      #expect(audit.status == 0)
    }
  }

  /// Puts a copy of one of the machine's zones in place, as a package manager does: by renaming.
  private func install(_ zone: String, in story: Story) throws {
    let bytes = try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(zone)"))
    let new = story.path("zoneinfo/Test/New")
    try bytes.write(to: URL(filePath: new))
    try #require(rename(new, story.path("zoneinfo/Test/Zone")) == 0)
  }

  /// At which hour of UTC it is noon in the zone, as the daemon has it.
  private func hour(of story: Story) async throws -> String {
    let shown = try await story.schedd("show", "noon", "--json").output
    let key = #""next_fire_time":""#
    let start = try #require(shown.firstRange(of: key)?.upperBound)
    return String(shown[start...].prefix(20).suffix(10))
  }
}
