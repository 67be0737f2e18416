import Foundation
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A job file that is watched` {
  private func jobs(_ ids: String...) -> String {
    let jobs = ids.map { "{ \"id\": \"\($0)\", \"trigger\": { \"manual\": true }, \"command\": [\"true\"] }" }
    return "{ \"jobs\": [\(jobs.joined(separator: ", "))] }\n"
  }

  private func start(_ story: Story, _ path: String) async throws -> RunningDaemon {
    let daemon = try story.launch(
      ["run", path, "--state-dir", story.stateDirectory, "--log-format", "json"]
    )
    try await daemon.isUp()
    return daemon
  }

  @Test func `is read again when another is renamed over it, or when it is written in place`() async throws {
    try await story { story in
      let path = try story.write("jobs.json", jobs("a"))
      let daemon = try await start(story, path)
      rename(try story.write("jobs.json.new", jobs("a", "b")), path)
      let (renamed, first) = try await daemon.logLine("reloaded")
      #expect(first.added == 1)
      #expect(first.unchanged == 1)
      try story.write("jobs.json", jobs("b"))
      let (_, second) = try await daemon.logLine("reloaded", after: renamed)
      #expect(second.removed == 1)
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  @Test func `is read again behind a link that leads elsewhere, as Kubernetes changes it`() async throws {
    try await story { story in
      for (folder, text) in [("..one", jobs("a")), ("..two", jobs("a", "b"))] {
        mkdir(story.path(folder), 0o755)
        try story.write("\(folder)/jobs.json", text)
      }
      symlink("..one", story.path("..data"))
      symlink("..data/jobs.json", story.path("jobs.json"))
      let daemon = try await start(story, story.path("jobs.json"))
      symlink("..two", story.path("..data_tmp"))
      rename(story.path("..data_tmp"), story.path("..data"))
      #expect(try await daemon.line("reloaded").added == 1)
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  @Test func `stays in force while the new one is bad, and says so until it is good`() async throws {
    try await story { story in
      let path = try story.write("jobs.json", jobs("a"))
      let daemon = try await start(story, path)
      try story.write("jobs.json", "{ \"jobs\": [ {} ] }")
      let (refused, _) = try await daemon.logLine("reload_refused")
      let status = try await story.schedd("status")
      #expect(status.output.contains("jobs.json has "))
      #expect(status.output.contains("jobs       1\n"))
      #expect(status.status == 0)
      #expect(try await story.schedd("status", "--check").status == 4)
      try story.write("jobs.json", jobs("a", "b"))
      #expect(try await daemon.line("reloaded", after: refused).added == 1)
      let mended = try await story.schedd("status", "--check")
      #expect(mended.status == 0 && !mended.output.contains("jobs.json has "))
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  @Test func `is read again when a file that it includes changes, comes or goes`() async throws {
    try await story { story in
      let main = "{ \"include\": [\"jobs.d/*.json\"], \"jobs\": [] }"
      let daemon = try await start(story, try story.write("jobs.json", main))
      // A folder that was not there, then a file, another in its place, a second one, and none.
      mkdir(story.path("jobs.d"), 0o755)
      try story.write("jobs.d/a.json", jobs("a"))
      let (first, come) = try await daemon.logLine("reloaded")
      #expect(come.added == 1)
      rename(try story.write("jobs.d/a.json.new", jobs("a", "b")), story.path("jobs.d/a.json"))
      let (second, changed) = try await daemon.logLine("reloaded", after: first)
      #expect(changed.added == 1 && changed.unchanged == 1)
      try story.write("jobs.d/z.json", jobs("a"))
      let (third, refused) = try await daemon.logLine("reload_refused", after: second)
      #expect(refused.text.contains("1 error"))
      let problem = try await daemon.line("problem", after: second)
      #expect(problem.text.contains("jobs.d/z.json:1:20: error: job \"a\": id: the job in "))
      try story.write("jobs.d/z.json", jobs("z"))
      let (fourth, mended) = try await daemon.logLine("reloaded", after: third)
      #expect(mended.added == 1 && mended.unchanged == 2)
      unlink(story.path("jobs.d/a.json"))
      #expect(try await daemon.line("reloaded", after: fourth).removed == 2)
      #expect(try await story.schedd("list", "--json").output.contains(#""id":"z""#))
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  @Test func `is found again in a folder that was removed and made again`() async throws {
    try await story { story in
      mkdir(story.path("etc"), 0o755)
      let path = try story.write("etc/jobs.json", jobs("a"))
      let daemon = try await start(story, path)
      unlink(path)
      rmdir(story.path("etc"))
      let (refused, _) = try await daemon.logLine("reload_refused")
      mkdir(story.path("etc"), 0o755)
      try story.write("etc/jobs.json", jobs("a", "b"))
      #expect(try await daemon.line("reloaded", after: refused).added == 1)
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  @Test func `is not read again where it says the same, nor where nobody wants it`() async throws {
    try await story { story in
      let path = try story.write("jobs.json", jobs("a"))
      let daemon = try await start(story, path)
      // The same, and then something else: had the first been read again, that would have come before.
      rename(try story.write("same", jobs("a")), path)
      await story.outage(of: .milliseconds(800))
      rename(try story.write("other", jobs("a", "b")), path)
      #expect(try await daemon.line("reloaded").added == 1)
      #expect(try await daemon.stop() == .exited(0))

      let deaf = try story.launch(
        ["run", path, "--no-watch", "--state-dir", story.stateDirectory, "--log-format", "json"]
      )
      try await deaf.isUp()
      try story.write("jobs.json", jobs("a"))
      await story.outage(of: .milliseconds(800))
      deaf.send(SIGHUP)
      #expect(try await deaf.line("reloaded").removed == 1)
      #expect(try await deaf.stop() == .exited(0))
      #expect(!deaf.lines.contains { $0.event == "job_file_changed" })
    }
  }
}
