import ControlFixtures
import Foundation
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct `The unit file` {
  /// The file as lines NAME=VALUE.
  private static let lines: [String] = {
    let file = URL(filePath: #filePath).appending(path: "../../../../packaging/schedd.service").standardized
    return ((try? String(contentsOf: file, encoding: .utf8)) ?? "").components(separatedBy: "\n")
  }()

  private static func value(_ name: String) throws -> String {
    let line = try #require(lines.first { $0.hasPrefix("\(name)=") })
    return String(line.dropFirst(name.count + 1))
  }

  @Test func `starts, reloads and stops a daemon that the commands find`() async throws {
    try await story { story in
      try story.write("jobs.json", #"{ "jobs": [] }"#)
      let words = try Self.value("ExecStart").split(separator: " ").map(String.init)
      #expect(words.first?.hasSuffix("/bin/schedd") == true)
      let command = words.dropFirst().map { $0 == "/etc/schedd/jobs.json" ? story.jobFile : $0 }
      #expect(command.contains(story.jobFile))

      // What systemd makes of StateDirectory= and RuntimeDirectory=.
      #expect(try Self.value("Type") == "notify")
      #expect(try Self.value("StateDirectory") == "schedd" && Self.value("RuntimeDirectory") == "schedd")
      mkdir(story.path("lib"), 0o700)
      mkdir(story.path("run"), 0o755)
      var environment = story.environment
      environment["SCHEDD_SOCKET"] = nil
      environment["STATE_DIRECTORY"] = story.path("lib")
      environment["RUNTIME_DIRECTORY"] = story.path("run")
      let manager = try DatagramListener(path: story.path("notify"))
      environment["NOTIFY_SOCKET"] = story.path("notify")
      let daemon = try story.launch(command, environment: environment)
      try await daemon.text { $0.contains("schedd ") && $0.contains("runs 0 jobs") }
      #expect(try manager.next() == "READY=1\nSTATUS=0 jobs")
      #expect(story.exists("lib/schedd.db"))
      #expect(story.exists("run/schedd.sock"))
      let status = try await story.schedd("status", environment: environment)
      #expect(status.status == 0)
      #expect(status.output.contains("pid \(daemon.process.pid)"))

      environment["MAINPID"] = "\(daemon.process.pid)"
      let reload = try await story.run(["sh", "-c", try Self.value("ExecReload")], environment: environment)
      #expect(reload.status == 0)
      try await daemon.text { $0.contains("the job file was read again") }
      #expect(try manager.next().hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
      #expect(try manager.next() == "READY=1\nSTATUS=0 jobs")
      #expect(try Self.value("KillMode") == "mixed")
      #expect(try Self.value("Delegate") == "yes")
      #expect(try Self.value("OOMPolicy") == "continue")
      // Half of it is the loop's longest sleep, so that being watched costs no wake-up.
      #expect(try Self.value("WatchdogSec") == "300")
      #expect(try await daemon.stop() == .exited(0))
      #expect(try manager.next() == "STOPPING=1\nSTATUS=stopping")
    }
  }

  @Test func `names a command line that the program takes`() async throws {
    try await story { story in
      let words = try Self.value("ExecStart").split(separator: " ").dropFirst().map(String.init)
      let help = try await story.run([try Story.program] + words + ["--help"])
      #expect(help.status == 0)
      #expect(help.output.contains("Usage: schedd run"))
      // And each status that systemd is told not to start again for is one that help explains.
      for status in try Self.value("RestartPreventExitStatus").split(separator: " ") {
        #expect(help.output.contains("\(status) "))
      }
    }
  }

  @Test(.enabled("systemd-analyze is not there") { access("/usr/bin/systemd-analyze", X_OK) == 0 })
  func `is one that systemd takes`() async throws {
    try await story { story in
      // systemd wants the program and the manual to be where the unit says.
      let text = Self.lines.filter { !$0.hasPrefix("Documentation=") }.joined(separator: "\n")
        .replacing("/usr/local/bin/schedd", with: try Story.program)
      let unit = try story.write("schedd.service", text)
      let result = try await story.run(["systemd-analyze", "verify", "--man=no", unit])
      #expect(result.status == 0)
      #expect(result.errors == "")
    }
  }
}
