import Glibc
import Scheduler
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A job with parameters` {
  private let jobs = #"""
    { "jobs": [
      { "id": "report", "trigger": { "manual": true },
        "command": ["sh", "-c", "printf '<%s>' \"$@\"; echo \" $SCHEDD_PARAM_DATE\"", "sh", "${date}",
          "--mode=${mode}"],
        "parameters": {
          "date": { "pattern": "\\d{4}-\\d{2}-\\d{2}" },
          "mode": { "pattern": "fast|slow", "default": "slow" }
        } }
    ] }
    """#

  @Test func `gets them from the command line, and the run says which`() async throws {
    try await story { story in
      let daemon = try await story.start(jobs)
      let result = try await story.schedd(
        "trigger",
        "report",
        "-p",
        "date=2026-11-24",
        "-p",
        "mode=fast",
        "--wait"
      )
      #expect(result.status == 0, "\(result)")
      let line = try await daemon.line("output", job: "report")
      #expect(line.text == "<2026-11-24><--mode=fast> 2026-11-24")
      #expect(try await daemon.stop() == .exited(0))
      #expect(
        try story.recorded("report").map(\.parameters.json) == [#"{"date":"2026-11-24","mode":"fast"}"#]
      )
    }
  }

  @Test func `refuses what does not match, in words that help`() async throws {
    try await story { story in
      let daemon = try await story.start(jobs)
      for (words, message) in [
        (["-p", "date=today"], #"parameter "date" cannot be "today"; it must match \d{4}-\d{2}-\d{2}"#),
        ([], #"parameter "date" has no default; give a value that matches \d{4}-\d{2}-\d{2}"#),
        (["-p", "day=x"], #"the job has no parameter "day"; it has "date", "mode""#),
      ] {
        let result = try await story.run([try Story.program, "trigger", "report", "--wait"] + words)
        #expect(result.status == 1)
        #expect(result.errors.contains(message), "\(result.errors)")
      }
      #expect(try await story.history().isEmpty)
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  @Test func `keeps them for later, over a restart`() async throws {
    try await story { story in
      let first = try await story.start(jobs)
      let result = try await story.schedd("trigger", "report", "-p", "date=2026-11-24", "--in", "3s")
      #expect(result.status == 0, "\(result)")
      #expect(try await first.stop() == .exited(0))
      let second = try await story.start(jobs)
      let line = try await second.line("output", job: "report")
      #expect(line.text == "<2026-11-24><--mode=slow> 2026-11-24")
      #expect(try await second.stop() == .exited(0))
    }
  }
}

@Suite(.timeLimit(.minutes(1))) struct `The environment of a job` {
  @Test func `is shown without secrets, and is what a run gets, by hand and by its trigger`() async throws {
    try await story { story in
      let file = try story.write("app.env", "export FROM_FILE=hush\n")
      let daemon = try await story.start(
        """
        { "defaults": { "environment": { "COMMON": "c" } }, "jobs": [
          { "id": "look", "trigger": { "startup": true }, "environment": { "OWN": "o o",
              "TOKEN": { "value": "hush", "secret": true }, "KEY": "hush" }, "secrets": ["KEY"],
            "environment_file": "\(file)",
            "shell": "env | grep -Ev '^_=|^PWD=|^SCHEDD_(RUN_ID|CAUSE)=' | sort; echo end" }
        ] }
        """
      )
      try await daemon.line("output", job: "look") { $0.text == "end" }
      let result = try await story.schedd("trigger", "look", "--wait")
      #expect(result.status == 0)
      let written = daemon.lines.compactMap(\.entry).filter { $0.event == "output" }.map(\.text)
      let runs = written.split(separator: "end")
      #expect(runs.count == 2 && runs[0] == runs[1])
      let shown = try await story.schedd("show", "look", "--environment")
      #expect(shown.status == 0)
      #expect(!shown.output.contains("hush"))
      for line in [
        "defaults  COMMON=c", "job       OWN='o o'", "job       TOKEN=(secret)", "job       KEY=(secret)",
        "file      FROM_FILE=(secret)", "schedd    SCHEDD_JOB_ID=look", "schedd    SCHEDD_RUN_ID=(the run's)",
      ] {
        #expect(shown.output.contains(line + "\n"), "\(line)")
      }
      let names = shown.output.split(separator: "\n").compactMap {
        $0.dropFirst(10).split(separator: "=").first
      }
      for line in runs[0] { #expect(names.contains { line.hasPrefix($0 + "=") }, "\(line)") }
      #expect(try await daemon.stop() == .exited(0))
    }
  }
}
