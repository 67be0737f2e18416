import Daemon
import Glibc
import Scheduler
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A request that is repeated with its key` {
  private let jobs = """
    { "shutdown_grace": "0s", "jobs": [
      { "id": "good", "trigger": { "manual": true }, "command": ["true"], "tags": ["hand"] },
      { "id": "endless", "trigger": { "manual": true }, "shell": "echo pid $$; exec sleep 1000" }
    ] }
    """

  private func trigger(_ story: Story, _ job: String, _ key: String, _ more: String...) async throws
    -> (run: Int64?, output: String, errors: String, status: Int32)
  {
    let words = ["trigger", job, "--idempotency-key", key] + more
    let result = try await story.run([try Story.program] + words)
    let run = result.output.split(separator: " ").dropFirst().first.flatMap { Int64($0) }
    return (run, result.output, result.errors, result.status)
  }

  @Test func `makes one run, also across a kill and a restart`() async throws {
    try await story { story in
      let daemon = try await story.start(jobs)
      let first = try await trigger(story, "good", "k-1", "--wait")
      #expect(first.status == 0)
      #expect(first.run == 1)
      let skipped = try await trigger(story, "endless", "k-2")
      #expect(skipped.run == 2)
      let pid = try await daemon.number("pid", job: "endless")
      #expect(try await trigger(story, "endless", "k-3").errors.contains("run 3 of \"endless\" was skipped"))
      #expect(try await trigger(story, "good", "later", "--in", "1h").status == 0)
      daemon.send(SIGKILL)
      #expect(try await daemon.end() == .killed(signal: SIGKILL))

      let second = try await story.start(jobs)
      let again = try await trigger(story, "good", "k-1", "--wait")
      #expect(again.run == 1)
      #expect(again.status == 0)
      #expect(again.errors == "the same was asked for with this key before\n")
      // The run that the daemon died in has its outcome; it is not made again.
      let lost = try await trigger(story, "endless", "k-2")
      #expect(lost.output.hasPrefix("run 2 of endless: abandoned"), "\(lost)")
      // What the dead daemon left behind is nobody's but ours.
      #expect(Glibc.kill(pid, SIGKILL) == 0)
      #expect(await LiveProcesses.end(of: pid))
      let refused = try await trigger(story, "endless", "k-3")
      #expect(refused.status == 1)
      #expect(refused.errors.contains("run 3 of \"endless\" was skipped: max_instances"))
      #expect(try await trigger(story, "good", "later", "--in", "1h").status == 0)
      #expect(try await story.schedd("deferred", "--json").output.split(separator: "\"at\"").count == 2)
      // It promises nothing a second time: that may have been cancelled since.
      let later = try await trigger(story, "good", "later", "--in", "1h")
      #expect(later.output.hasPrefix("good was to run at "))
      let other = try await trigger(story, "endless", "k-1")
      #expect(other.status == 1)
      #expect(other.errors.contains("which made run 1 of \"good\"; give each request a key of its own"))
      #expect(try await story.history().count == 3)
      #expect(try await second.stop() == .exited(0))
    }
  }

  @Test func `is one of ten that come at once`() async throws {
    try await story { story in
      let daemon = try await story.start(jobs)
      let runs = try await withThrowingTaskGroup(of: Int64?.self) { group in
        for _ in 0..<10 { group.addTask { try await trigger(story, "good", "k").run } }
        return try await group.reduce(into: [Int64?]()) { $0.append($1) }
      }
      #expect(runs == Array(repeating: 1, count: 10))
      #expect(try await story.history().count == 1)
      #expect(try await daemon.stop() == .exited(0))
    }
  }
}
