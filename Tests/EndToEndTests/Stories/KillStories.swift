import Glibc
import Scheduler
import Testing

/// The daemon is killed again and again, at moments that nothing in it can foresee, and its account must add up.
///
/// SCHEDD_KILLS says how often; `scripts/crash` makes it thousands.
@Suite(.timeLimit(.minutes(600))) struct `A daemon that is killed again and again` {
  private static let kills = getenv("SCHEDD_KILLS").flatMap { Int(String(cString: $0)) } ?? 50

  private static let jobs: String = {
    let kinds = [
      "\"command\": [\"true\"]",
      "\"command\": [\"true\"], \"coalesce\": \"all\", \"max_catch_up\": 3, \"overlap\": \"queue\"",
      "\"command\": [\"false\"], \"coalesce\": \"earliest\", \"retry\": {\"max_attempts\": 2, \"delay\": \"50ms\"}",
      "\"command\": [\"sleep\", \"0.1\"], \"on_abandoned\": \"rerun\"",
      "\"command\": [\"sleep\", \"0.1\"], \"overlap\": \"replace\"",
      "\"command\": [\"true\"], \"misfire_grace_time\": \"20ms\"",
    ]
    let jobs = (0..<18).map { number in
      let interval = ["100ms", "250ms", "1s"][number / kinds.count]
      return
        "{\"id\": \"job-\(number)\", \"trigger\": {\"interval\": \"\(interval)\"}, \(kinds[number % kinds.count])}"
    }
    return "{\"max_concurrent_runs\": 6, \"jobs\": [\(jobs.joined(separator: ",\n"))]}"
  }()

  @Test func `loses no fire time and takes none twice`() async throws {
    var seed = getenv("SCHEDD_SEED").flatMap { UInt64(String(cString: $0)) } ?? .random(in: 1...(.max))
    let firstSeed = seed
    func draw(_ limit: UInt64) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((seed >> 33) % limit)
    }
    try await story { story in
      try story.write("jobs.json", Self.jobs)
      for _ in 0..<Self.kills {
        let daemon = try story.launch(
          ["run", story.jobFile, "--state-dir", story.stateDirectory, "--log-format", "json"]
        )
        // The fewest lines are those of its start: some of the kills fall into that.
        let lines = draw(3) == 0 ? draw(4) : draw(150)
        await daemon.reach(lines: lines)
        daemon.send(SIGKILL)
        let end = try await daemon.end()
        #expect(end == .killed(signal: SIGKILL), "\(daemon.failure("it has ended by itself"))")
      }
      let last = try await story.start()
      try await last.lines("ended", job: "job-0", count: 2)
      #expect(try await last.stop() == .exited(0))

      let audit = try await story.schedd("audit", "--state-dir", story.stateDirectory)
      #expect(audit.status == 0, "seed \(firstSeed)\n\(audit.output)\(audit.errors)")
      let verdict = try #require(audit.output.split(separator: "\n").last)
      #expect(verdict.hasSuffix("fire times of 18 jobs: each is accounted for exactly once"))
      #expect(verdict.split(separator: " ").first.flatMap { Int($0) } ?? 0 > Self.kills)
      let open = try story.recorded().filter { $0.outcome == nil }
      #expect(open.allSatisfy { $0.state == .queued || $0.state == .waitingRetry }, "seed \(firstSeed)")
      #expect(try story.recorded().contains { $0.reason == .daemonDied }, "seed \(firstSeed)")
    }
  }
}
