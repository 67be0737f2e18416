import Scheduler
import Testing

@Suite struct `The account of a fire time` {
  private static let course = "started at 02:30:00.004, ended at 02:30:05.004 after 5.0 s"

  private static let blocker: Run = {
    var run = AccountRow.run(812, .running, at: "2026-07-01T00:00:00Z")
    run.startedAt = "2026-07-01T00:00:00Z"
    return run
  }()

  private static let pause = Pause(
    since: "2026-06-30T20:00:00Z",
    until: "2026-07-01T04:00:00Z",
    reason: "maintenance",
    actor: "uid=0"
  )

  private static let started: [AccountRow] = [
    .of(AccountRow.ended(.succeeded, .exitCode, exit: 0), .ran, "run 12 succeeded (exit code 0)", [course]),
    .of(AccountRow.ended(.failed, .exitCode, exit: 7), .ran, "run 12 failed (exit code 7)", [course]),
    .of(AccountRow.ended(.failed, .signal, signal: 9), .ran, "run 12 failed (ended by SIGKILL)", [course]),
    .of(
      AccountRow.ended(.failed, .spawnFailed, detail: "execve /x: No such file or directory"),
      .ran,
      "run 12 could not be started: execve /x: No such file or directory",
      [course]
    ),
    .of(
      AccountRow.ended(.timedOut, .timeout, signal: 15),
      .ran,
      "run 12 timed out: it was told to end when its timeout was over (ended by SIGTERM)",
      [course]
    ),
    .of(
      AccountRow.ended(.cancelled, .requested, detail: "cancelled by uid=0"),
      .ran,
      "run 12 was cancelled: cancelled by uid=0",
      [course]
    ),
    .of(
      AccountRow.ended(.cancelled, .shutdown),
      .ran,
      "run 12 was cancelled: the daemon was told to stop and its shutdown_grace was over",
      [course]
    ),
    .of(
      AccountRow.ended(.cancelled, .removed, hasStarted: false),
      .cancelled,
      "run 12 was cancelled: its job was removed or disabled"
    ),
    .of(
      AccountRow.ended(.abandoned, .daemonDied),
      .ran,
      "run 12 was abandoned: the daemon died while it ran, and its end is not known",
      [course]
    ),
    .of(
      AccountRow.run(12, .running),
      .running,
      "run 12 is running, since 02:30:00.004",
      ["started at 02:30:00.004"]
    ),
    .of(AccountRow.run(12, .queued), .queued, "run 12 waits for a slot, since 02:30:00.002"),
  ]

  private static let refused: [AccountRow] = [
    .of(
      AccountRow.run(12, .running),
      .running,
      "run 12 has ended, and how is not in the ledger yet",
      [
        "started at 02:30:00.004"
      ]
    ) { $0.fireTime.isEndUnrecorded = true },
    .of(AccountRow.run(12, .queued), .queued, "run 12 waits for run 812 to end, since 02:30:00.002") {
      $0.fireTime.inTheWay = [blocker]
    },
    .of(
      AccountRow.ended(.skipped, .maxInstances, hasStarted: false, after: .zero),
      .skipped,
      "skipped: one instance was still running (run 812, since 02:00)"
    ) { $0.fireTime.inTheWay = [blocker] },
    .of(
      AccountRow.ended(.skipped, .maxInstances, hasStarted: false, after: .zero),
      .skipped,
      "skipped: 5 instances were still running (run 812, since 02:00; run 812, since 02:00; run 812, since 02:00 and 2 more)"
    ) { $0.fireTime.inTheWay = Array(repeating: blocker, count: 5) },
    .of(
      AccountRow.ended(.skipped, .maxInstances, hasStarted: false, after: .zero),
      .skipped,
      "skipped: max_instances runs of the job were under way"
    ),
    .of(
      AccountRow.ended(.skipped, .maxQueued, hasStarted: false, after: .zero),
      .skipped,
      "skipped: max_queued runs of the job were waiting behind run 812"
    ) { $0.fireTime.inTheWay = [blocker] },
    .of(
      AccountRow.ended(.skipped, .queueFull, hasStarted: false, after: .zero),
      .skipped,
      "skipped: max_queued_runs runs were waiting for a slot"
    ),
    .of(
      AccountRow.ended(.missed, .misfireGraceTime, hasStarted: false, after: .seconds(41)),
      .missed,
      "missed: 41 s late when it could have started, its misfire_grace_time is 30s"
    ),
  ]

  private static func span(_ outcome: Outcome, _ reason: Reason, count: Int) -> Span {
    Span(
      job: JobID("report"),
      first: count == 1 ? AccountRow.fireTime : "2026-06-30T00:30:00Z",
      last: AccountRow.fireTime,
      count: count,
      outcome: outcome,
      reason: reason
    )
  }

  private static let together: [AccountRow] = [
    AccountRow(
      testDescription: "paused",
      verdict: .skipped,
      line:
        "2026-07-01T02:30:00+02:00: skipped: paused since 2026-06-30 22:00 until 06:00: maintenance (by uid=0)"
    ) { findings, _ in
      findings.fireTime.span = span(.skipped, .paused, count: 1)
      findings.fireTime.pause = pause
    },
    AccountRow(
      testDescription: "every job paused",
      verdict: .skipped,
      line: "2026-07-01T02:30:00+02:00: skipped: every job was paused since 2026-06-30 22:00 until 06:00: "
        + "maintenance (by uid=0) (one of 2, 2026-06-30 02:30 to 02:30)"
    ) { findings, _ in
      findings.fireTime.span = span(.skipped, .paused, count: 2)
      findings.fireTime.globalPause = pause
    },
    AccountRow(
      testDescription: "more than max_catch_up",
      verdict: .missed,
      line: "2026-07-01T02:30:00+02:00: missed: more fire times had passed than max_catch_up "
        + "(one of 2, 2026-06-30 02:30 to 02:30)"
    ) { findings, _ in findings.fireTime.span = span(.missed, .maxCatchUp, count: 2) },
    AccountRow(
      testDescription: "coalesced",
      verdict: .coalesced,
      line:
        "2026-07-01T02:30:00+02:00: coalesced into run 813 of 2026-07-02 02:30, several fire times had come at "
        + "once: run 813 is running, since 2026-07-02 02:30:00.004"
    ) { findings, _ in
      findings.fireTime.coalescedInto = AccountRow.run(813, .running, at: "2026-07-02T00:30:00Z")
    },
  ]

  private static let open: [AccountRow] = [
    AccountRow(
      testDescription: "ahead",
      verdict: .ahead,
      line: "2026-07-02T02:30:00+02:00: it lies ahead and will fire then",
      asked: "2026-07-02 02:30"
    ),
    AccountRow(
      testDescription: "ahead of a daemon that stops",
      verdict: .ahead,
      line:
        "2026-07-02T02:30:00+02:00: it lies ahead, and the daemon stops: it fires if one is there by then",
      asked: "2026-07-02 02:30"
    ) { _, standing in standing.isStopping = true },
    AccountRow(
      testDescription: "ahead in a pause",
      verdict: .paused,
      line:
        "2026-07-02T02:30:00+02:00: it lies ahead and will be skipped: paused since 2026-06-30 22:00: maintenance "
        + "(by uid=0)",
      asked: "2026-07-02 02:30"
    ) { _, standing in
      standing.status.pause = pause
      standing.status.pause?.until = nil
    },
    AccountRow(
      testDescription: "ahead of the end of a pause",
      verdict: .ahead,
      line: "2026-07-02T02:30:00+02:00: it lies ahead and will fire then",
      asked: "2026-07-02 02:30"
    ) { _, standing in standing.status.pause = pause },
    AccountRow(
      testDescription: "passed in a pause of every job that goes on",
      verdict: .paused,
      line:
        "2026-07-01T02:30:00+02:00: skipped: every job was paused since 2026-06-30 22:00: maintenance (by uid=0); "
        + "the pause goes on"
    ) { _, standing in
      standing.cursor = "2026-06-30T00:30:00Z"
      standing.status.globalPause = pause
      standing.status.globalPause?.until = nil
    },
    AccountRow(
      testDescription: "due while the ledger cannot be written",
      verdict: .pending,
      line: "2026-07-01T02:30:00+02:00: it has come, and nothing starts until the ledger can be written"
    ) { _, standing in
      standing.cursor = "2026-06-30T00:30:00Z"
      standing.isLedgerWritable = false
    },
    AccountRow(
      testDescription: "due while the daemon stops",
      verdict: .pending,
      line: "2026-07-01T02:30:00+02:00: it has come, and the daemon stops: the next one finds it late"
    ) { _, standing in
      standing.cursor = "2026-06-30T00:30:00Z"
      standing.isStopping = true
    },
    AccountRow(
      testDescription: "due this very moment",
      verdict: .pending,
      line: "2026-07-01T02:30:00+02:00: it has come and is about to be accounted for"
    ) { _, standing in standing.cursor = "2026-06-30T00:30:00Z" },
    AccountRow(
      testDescription: "pruned",
      verdict: .pruned,
      line: "2026-07-01T02:30:00+02:00: it was accounted for, and its row was pruned; of 33 fire times, "
        + "2026-06-01 02:30 to 2026-07-03 02:30: 29 succeeded, 1 timed out, 3 coalesced"
    ) { findings, _ in
      findings.fireTime.pruned = PrunedStretch(
        first: "2026-06-01T00:30:00Z",
        last: "2026-07-03T00:30:00Z",
        outcomes: [.succeeded: 29, .timedOut: 1],
        coalesced: 3
      )
    },
    AccountRow(
      testDescription: "unrecorded",
      verdict: .unrecorded,
      line: "2026-07-01T02:30:00+02:00: it has passed, and the ledger says nothing of it"
    ),
  ]

  private static let clocks: [AccountRow] = [
    AccountRow(
      testDescription: "a gap",
      verdict: .ran,
      line:
        "02:30 did not exist on 2026-03-29 in Europe/Berlin: it fired at 03:00, run 12 succeeded (exit code 0)",
      more: ["started at 2026-07-01 02:30:00.004, ended at 2026-07-01 02:30:05.004 after 5.0 s"],
      asked: "2026-03-29 02:30"
    ) { findings, _ in
      var run = AccountRow.ended(.succeeded, .exitCode, exit: 0)
      run.fireTime = nil
      findings.fireTime.run = run
    },
    AccountRow(
      testDescription: "a gap that lies ahead",
      verdict: .ahead,
      line:
        "02:30 will not exist on 2027-03-28 in Europe/Berlin: it will fire at 03:00",
      asked: "2027-03-28 02:30"
    ),
    AccountRow(
      testDescription: "a fold",
      verdict: .unrecorded,
      line: "2025-10-26T02:30:00+02:00: it has passed, and the ledger says nothing of it",
      more: ["02:30 occurs twice on this day: the first counts"],
      asked: "2025-10-26 02:30"
    ),
  ]

  static let rows = started + refused + together + open + clocks

  private func account(_ row: AccountRow) throws -> JobAccount {
    let trigger = try TimedTrigger.cron("30 2 * * *", in: "Europe/Berlin")
    let policies = Policies(misfireGraceTime: .seconds(30))
    let job = CoreStory.job("report", .timed(trigger), policies)
    let status = JobStatus(job: job, nextFireTime: nil, openRuns: [])
    var standing = JobStanding(status: status, now: row.now, cursor: "2026-07-01T00:30:00Z")
    var findings = JobAccount.Findings()
    row.prepare(&findings, &standing)
    let asked = try #require(AskedTime(row.asked, in: trigger.zone, now: row.now))
    let version = TriggerVersion(since: .epoch, until: nil, text: Trigger.timed(trigger).text(in: .utc))
    let times = FireTimesAsked(asked, of: job, [FireTimesAsked.Version(version, .timed(trigger))])
    return JobAccount(asked, times, findings, standing)
  }

  @Test(arguments: rows)
  func `says what became of it`(_ row: AccountRow) throws {
    let account = try account(row)
    #expect(account.verdict == row.verdict)
    #expect(account.lines == [row.line] + row.more)
  }

  @Test func `waits for its jitter`() throws {
    let cron = try TimedTrigger.cron("30 2 * * *")
    let trigger = try TimedTrigger(cron.rule, jitter: .hours(1))
    let job = CoreStory.job("report", .timed(trigger))
    let fireTime: Instant = "2026-07-01T02:30:00Z"
    let due = fireTime + trigger.delay(of: fireTime, job: job.id, seed: 7)
    try #require(due > fireTime + .seconds(1))
    let standing = JobStanding(
      status: JobStatus(job: job, nextFireTime: nil, openRuns: []),
      now: fireTime + .seconds(1),
      cursor: fireTime - .hours(24),
      jitterSeed: 7
    )
    let fate = FireTimeFate(fireTime, of: trigger, FireTimeEvidence(), standing)
    #expect(fate == .pending(.jitter(until: due)))
  }

  @Test func `tells the attempts before the last and what it stands for`() throws {
    var run = AccountRow.ended(.succeeded, .exitCode, exit: 0)
    run.attempt = 2
    run.startedAt = AccountRow.fireTime + .seconds(90)
    run.coalesced = CoalescedFireTimes(count: 3, first: "2026-06-28T00:30:00Z", last: "2026-06-30T00:30:00Z")
    run.endedAt = AccountRow.fireTime + .seconds(92)
    let found = run
    let row = AccountRow(testDescription: "", verdict: .ran, line: "") { findings, _ in
      findings.fireTime.run = found
      findings.fireTime.attempts = [
        Attempt(
          number: 1,
          startedAt: AccountRow.fireTime,
          endedAt: AccountRow.fireTime + .seconds(5),
          outcome: .timedOut,
          reason: .timeout,
          signal: 15
        )
      ]
    }
    let expected = [
      "2026-07-01T02:30:00+02:00: run 12 succeeded (exit code 0, attempt 2)",
      "started at 02:31:30, 1 min 30 s late, ended at 02:31:32 after 2.0 s",
      "attempt 1 timed out (ended by SIGTERM) at 02:30:05",
      "it stands for 3 more: 2026-06-28 02:30 to 2026-06-30 02:30",
    ]
    #expect(try account(row).lines == expected)
  }

  @Test func `has a word for every state and outcome, and no state without a word`() {
    let verdicts = Set(Self.rows.map(\.verdict))
    #expect(verdicts.isSuperset(of: [.ran, .cancelled, .running, .queued, .skipped, .missed, .coalesced]))
    #expect(verdicts.isSuperset(of: [.pending, .ahead, .paused, .unrecorded]))
  }
}
