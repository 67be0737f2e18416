import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A daemon's places` {
  private let jobs = #"{ "jobs": [] }"#

  @Test func `a state directory has one daemon`() async throws {
    try await story { story in
      let daemon = try await story.start(jobs)
      let second = try await story.schedd(
        "run",
        story.jobFile,
        "--state-dir",
        story.stateDirectory,
        "--socket",
        story.path("other")
      )
      #expect(second.status == 69)
      #expect(second.output == "")
      #expect(second.errors.contains("the daemon with pid \(daemon.process.pid) uses it"))
      #expect(second.errors.contains("--state-dir"))
      // The first one has taken no harm.
      #expect(try await story.schedd("status").status == 0)
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  @Test func `a socket that a daemon listens on is not taken away from it`() async throws {
    try await story { story in
      let daemon = try await story.start(jobs)
      let second = try await story.schedd("run", story.jobFile, "--state-dir", story.path("state2"))
      #expect(second.status == 69)
      #expect(second.errors.contains(story.socket))
      #expect(second.errors.contains("(pid \(daemon.process.pid))"))
      let status = try await story.schedd("status")
      #expect(status.status == 0)
      #expect(status.output.contains("pid \(daemon.process.pid)"))
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  @Test func `a socket that nobody listens on any more is replaced`() async throws {
    try await story { story in
      let daemon = try await story.start(jobs)
      daemon.send(SIGKILL)
      #expect(try await daemon.end() == .killed(signal: SIGKILL))
      #expect(story.exists("socket"))
      #expect(try await story.schedd("status").status == 3)
      let next = try await story.start()
      #expect(try await story.schedd("status").status == 0)
      #expect(try await next.stop() == .exited(0))
      #expect(!story.exists("socket"))
    }
  }

  @Test func `what is no socket is left alone`() async throws {
    try await story { story in
      try story.write("jobs.json", jobs)
      try story.write("socket", "somebody's")
      let result = try await story.schedd("run", story.jobFile, "--state-dir", story.stateDirectory)
      #expect(result.status == 69)
      #expect(result.errors.contains("something else is there"))
      #expect(try story.text(of: "socket") == "somebody's")
    }
  }

  @Test func `a socket's path may be too long for the kernel`() async throws {
    try await story { story in
      try story.write("jobs.json", jobs)
      let path = story.path(String(repeating: "x", count: 120))
      let result = try await story.schedd(
        "run",
        story.jobFile,
        "--state-dir",
        story.stateDirectory,
        "--socket",
        path
      )
      #expect(result.status == 69)
      #expect(result.errors.contains("the kernel takes at most 107"))
    }
  }

  @Test(arguments: ["file/state", "/proc/schedd-state", "/proc/1/schedd-state"])
  func `a state directory that cannot be made ends the start`(_ place: String) async throws {
    try await story { story in
      try story.write("jobs.json", jobs)
      try story.write("file", "")
      let directory = place.hasPrefix("/") ? place : story.path(place)
      let result = try await story.schedd("run", story.jobFile, "--state-dir", directory)
      #expect(result.status == 73)
      #expect(result.output == "")
      #expect(result.errors.hasPrefix("schedd run: state directory: cannot create \(directory): "))
      #expect(!story.exists("socket"))
    }
  }

  @Test func `a state directory on a file system that is read-only ends the start`() async throws {
    try await story { story in
      try story.write("jobs.json", jobs)
      // Root may write wherever modes forbid it; sysfs takes no new files from anybody.
      let result = try await story.schedd("run", story.jobFile, "--state-dir", "/sys/kernel")
      #expect(result.status == 73)
      #expect(result.errors.contains("/sys/kernel"))
    }
  }
}
