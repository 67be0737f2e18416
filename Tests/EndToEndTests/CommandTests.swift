import ControlFixtures
import Daemon
import Foundation
import Scheduler
import Testing
import schedd

@Suite struct `The program` {
  struct Row: Sendable, CustomTestStringConvertible {
    var words: [String]
    var status: ExitCode
    var errors: String

    var testDescription: String { words.joined(separator: " ") }
  }

  static let rows: [Row] = [
    Row(
      words: ["lst"],
      status: .usage,
      errors: "schedd: there is no command \"lst\"; did you mean list?\n\"schedd help\" lists the commands\n"
    ),
    Row(
      words: ["help", "frobnicate"],
      status: .usage,
      errors: "schedd: there is no command \"frobnicate\"\n\"schedd help\" lists the commands\n"
    ),
    Row(
      words: ["--versoin"],
      status: .usage,
      errors:
        "schedd: there is no command \"--versoin\"; did you mean --version?\n\"schedd help\" lists the commands\n"
    ),
    Row(
      words: ["show"],
      status: .usage,
      errors: "schedd show: JOB is missing\nUsage: schedd show JOB [--environment] [--json] [--socket PATH]\n"
    ),
    Row(
      words: ["history", "-n", "0"],
      status: .usage,
      errors: """
        schedd history: -n 0: must be a whole number from 1 to 100000
        Usage: schedd history [JOB] [-n N] [--outcome OUTCOME] [--json] [--socket PATH]
               schedd history [JOB] [--cause CAUSE] [--since TIME] [--until TIME]
               schedd history --tag TAG [--absolute] [OPTION]...

        """
    ),
    Row(
      words: ["history", "--outcome=succeded"],
      status: .usage,
      errors: """
        schedd history: --outcome succeded: must be one of succeeded, failed, timed_out, cancelled, abandoned, skipped, \
        missed; did you mean succeeded?
        Usage: schedd history [JOB] [-n N] [--outcome OUTCOME] [--json] [--socket PATH]
               schedd history [JOB] [--cause CAUSE] [--since TIME] [--until TIME]
               schedd history --tag TAG [--absolute] [OPTION]...

        """
    ),
  ]

  @Test(arguments: rows)
  func `says what is wrong with its command line`(_ row: Row) throws {
    let transcript = try Terminal().run(row.words)
    #expect(transcript.status == row.status)
    #expect(transcript.errors == row.errors)
    #expect(transcript.output.isEmpty)
  }

  @Test func `without a command prints its help where complaints go`() throws {
    let transcript = try Terminal().run([])
    #expect(transcript.status == .usage)
    #expect(transcript.errors == "schedd: a command is missing\n\n" + Help.overview)
  }

  @Test func `says which one it is`() throws {
    let transcript = try Terminal().run("--version")
    #expect(transcript.output == "schedd \(Version.current)\n")
    #expect(transcript.status == .done)
  }

  @Test(arguments: [
    ["status"], ["list"], ["show", "x"], ["trigger", "x"], ["history"], ["reload"], ["stop"],
  ])
  func `says where it has looked for a daemon`(_ words: [String]) throws {
    let terminal = try Terminal()
    let transcript = terminal.run(words)
    #expect(transcript.status == .unreachable)
    #expect(transcript.output.isEmpty)
    #expect(
      transcript.errors == """
        schedd \(words[0]): no daemon can be reached; tried
          \(terminal.socket): there is no socket
        start one with "schedd run", or say where it listens with --socket or SCHEDD_SOCKET

        """
    )
  }
}

@Suite struct `The commands that ask the daemon` {
  @Test func `say how it is`() throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in
      target.overview = Overview(isStopping: false, isLedgerWritable: true, jobs: 3, running: 2, queued: 1)
    }
    let transcript = terminal.run("status")
    #expect(
      transcript.output == """
        state      running
        version    \(Version.current), pid 4711
        started    2026-01-01T00:00:00+00:00 (10 s ago)
        job file   jobs.json, read 2026-01-01T00:00:01+00:00 (9 s ago)
        jobs       3
        runs       2 of at most 10 under way, 1 waiting
        timezone   UTC
        state dir  /var/lib/schedd
        socket     \(terminal.socket)
        cgroups    not used: this is a test

        """
    )
    #expect(transcript.status == .done)
    let status = JSON.value(StatusObject.self, from: Array(terminal.run("status", "--json").output.utf8))
    #expect(status?.running == 2)
    daemon.stop()
  }

  @Test func `list jobs with what comes and what was`() throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in
      var backup = JobStatus.sample("backup")
      backup.nextFireTime = Instant(seconds: 1_767_225_670)
      var old = JobStatus.sample("old", tags: ["retired"])
      old.job.isEnabled = false
      target.statuses = [
        backup, old, .sample("busy", openRuns: [.open(3, job: "busy")]), .sample("failing"), .sample("new"),
      ]
      target.endedRuns = [.ended(1), .ended(2, job: "failing", .failed)]
    }
    // The sample's runs end ninety seconds from now.
    #expect(
      terminal.run("list").output == """
        JOB      NEXT FIRE TIME                  LAST RUN            TRIGGER
        backup   2026-01-01 00:01:10 (in 1 min)  succeeded in 1 min  by hand only
        old      disabled                        -                   by hand only
        busy     -                               running             by hand only
        failing  -                               failed in 1 min     by hand only
        new      -                               -                   by hand only

        """
    )
    let jobs = JSON.value([JobObject].self, from: Array(terminal.run("list", "--json").output.utf8))
    #expect(jobs?.map(\.id) == ["backup", "old", "busy", "failing", "new"])
    #expect(
      terminal.run("list", "--tag", "retired").output == """
        JOB  NEXT FIRE TIME  LAST RUN  TRIGGER
        old  disabled        -         by hand only

        """
    )
    let unknown = terminal.run("list", "--tag", "retierd")
    #expect(unknown.errors == "schedd list: no job has the tag \"retierd\"; did you mean \"retired\"?\n")
    #expect(unknown.status == .wrong)
    daemon.stop()
  }

  @Test func `show one job`() throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in
      var status = JobStatus.sample("backup", openRuns: [.open(3)], tags: ["nightly", "db"])
      status.job.kind = .command(
        CommandJob(invocation: .arguments(["/bin/echo", "it's", "two words", ""]), workingDirectory: "/srv")
      )
      status.job.policies.timeout = .minutes(90)
      status.job.policies.concurrencyGroup = "database"
      status.job.policies.retry.maxAttempts = 3
      status.job.policies.retry.delay = .seconds(5)
      status.job.policies.retry.backoff = .exponential
      status.job.policies.misfireGraceTime = .seconds(30)
      target.statuses = [status]
      target.endedRuns = [.ended(2, .failed)]
      let now = Instant(seconds: 1_767_225_609)
      let runs = (0..<4).map { number in
        RunStatistics.Entry(
          outcome: number < 2 ? .failed : .succeeded,
          startedAt: now - .minutes(number + 1),
          endedAt: now - .minutes(number)
        )
      }
      let window = RunStatistics(runs, isComplete: true)
      target.statistics = JobStatistics(window: window, pruned: 200, prunedSuccesses: 199)
    }
    let output = terminal.run("show", "backup").output
    #expect(
      output == """
        job          backup
        description  what backup does
        tags         nightly, db
        trigger      by hand only
        timezone     UTC
        next         none
        command      /bin/echo 'it'\\''s' 'two words' ''
        directory    /srv
        grace        30s
        coalesce     latest
        instances    at most 1
        overlap      skip
        group        database
        timeout      1h30m, then 10s until it is killed
        retry        up to 3 attempts, after 5s, then twice as long each time
        priority     0
        history      kept for 1000 runs and 90d
        tells        nobody
        success      50.0 %, 2 of 4 runs
        took         mean 1 min 0 s, p50 1 min 0 s, p95 1 min 0 s
        streak       2 failures in a row since 2025-12-31T23:59:09+00:00 (1 min ago)
        last success 2025-12-31T23:58:09+00:00 (2 min ago)
        pruned       199 of 200 older runs succeeded
        last run     run 2 of backup: failed, exit code 1, 1 min 39 s, 2026-01-01T00:01:40+00:00 (in 1 min)
        open run     run 3 of backup: running, 2026-01-01T00:00:00+00:00 (9 s ago)

        """
    )
    daemon.stop()
  }

  @Test func `list runs`() throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in
      var skipped = Run.ended(4, .skipped)
      skipped.startedAt = nil
      skipped.exitCode = nil
      skipped.reason = .maxInstances
      skipped.cause = .schedule
      skipped.fireTime = Instant(seconds: 1_767_225_605)
      var killed = Run.ended(3, .failed)
      killed.exitCode = nil
      killed.signal = 9
      killed.reason = .signal
      killed.coalesced = CoalescedFireTimes(
        count: 2,
        first: Instant(seconds: 1_767_225_000),
        last: Instant(seconds: 1_767_225_060)
      )
      target.endedRuns = [.ended(1), .ended(2, .failed), killed, skipped]
      target.openRuns = [.open(5)]
    }
    #expect(
      terminal.run("history", "-n", "5").output == """
        RUN  JOB     WHEN                           TOOK        CAUSE     OUTCOME
          5  backup  2026-01-01 00:00:00 (9 s ago)              manual    running
          4  backup  2026-01-01 00:00:05 (5 s ago)              schedule  skipped, max_instances
          3  backup  2026-01-01 00:00:00 (9 s ago)  1 min 39 s  manual    failed, SIGKILL, stands for 2 more
          2  backup  2026-01-01 00:00:00 (9 s ago)  1 min 39 s  manual    failed, exit code 1
          1  backup  2026-01-01 00:00:00 (9 s ago)  1 min 39 s  manual    succeeded

        """
    )
    daemon.stop()
  }

  @Test func `list what passed without a run among the runs`() throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in
      target.statuses = [.sample("backup")]
      let end = Instant(seconds: 1_767_225_600)
      target.endedRuns = [.ended(1), .ended(2)]
      target.endedRuns[0].startedAt = end - .hours(3)
      target.spans = [
        RecordedSpan(id: 1, span: .skipped(3, from: end - .hours(2), to: end - .hours(1)), recordedAt: end),
        RecordedSpan(
          id: 2,
          span: .skipped(1, from: end - .minutes(1), to: end - .minutes(1)),
          recordedAt: end
        ),
      ]
    }
    #expect(
      terminal.run("history", "backup").output == """
        RUN  JOB     WHEN                             TOOK        CAUSE     OUTCOME
          2  backup  2026-01-01 00:00:00 (9 s ago)    1 min 39 s  manual    succeeded
             backup  2025-12-31 23:59:00 (1 min ago)              schedule  skipped, paused
             backup  2025-12-31 23:00:00 (1 h ago)                schedule  skipped ×3, paused, since 2025-12-31 22:00:00
          1  backup  2025-12-31 21:00:00 (3 h ago)    3 h 1 min   manual    succeeded

        """
    )
    #expect(terminal.run("history", "--outcome=succeeded").output.contains("skipped") == false)
    let skipped = terminal.run("history", "--outcome=skipped", "-n1", "--json").output
    #expect(skipped.hasPrefix(#"[{"count":1,"first":"2025-12-31T23:59:00Z","job":"backup","last":"#))
    #expect(
      skipped.hasSuffix(
        #""outcome":"skipped","reason":"paused","recorded_at":"2026-01-01T00:00:00Z"}]"# + "\n"
      )
    )
    daemon.stop()
  }

  @Test func `say that there is nothing to list`() throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in target.statuses = [.sample("backup")] }
    let transcript = terminal.run("history", "backup")
    #expect(transcript.output.isEmpty)
    #expect(transcript.errors == "there are no such runs\n")
    #expect(transcript.status == .done)
    #expect(terminal.run("history", "--json").output == "[]\n")
    daemon.stop()
  }

  @Test(arguments: [
    ["show", "bakcup"], ["history", "bakcup"], ["trigger", "bakcup"],
    ["explain", "--job", "bakcup", "--at", "02:30"],
  ])
  func `say which job was meant`(_ words: [String]) throws {
    let terminal = try Terminal()
    let daemon = try terminal.daemon { target in
      target.statuses = [.sample("report"), .sample("backup")]
      target.immediateResponse = .unknownJob(JobID("bakcup"))
    }
    let transcript = terminal.run(words)
    #expect(transcript.status == .wrong)
    #expect(transcript.errors == "schedd \(words[0]): there is no job \"bakcup\"; did you mean backup?\n")
    daemon.stop()
  }
}
