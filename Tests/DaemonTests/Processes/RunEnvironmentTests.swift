import Daemon
import Scheduler
import Testing

@Suite struct `The environment of a run` {
  @Test func `is built and not inherited`() throws {
    let harness = try ProcessHarness(stateID: "state")
    let start = harness.makeStart(CommandJob(invocation: .arguments(["env"])))
    _ = try harness.table.start(start)
    #expect(try harness.end(of: start.run.id) == .exited(0))
    #expect(
      harness.lines(of: start.run.id) == [
        "PATH=/usr/local/bin:/usr/bin:/bin",
        "HOME=/tmp",
        "USER=nobody",
        "LOGNAME=nobody",
        "SHELL=/bin/sh",
        "LANG=C.UTF-8",
        "TZ=UTC",
        "SCHEDD_JOB_ID=job",
        "SCHEDD_RUN_ID=1",
        "SCHEDD_ATTEMPT=1",
        "SCHEDD_CAUSE=manual",
        "SCHEDD_STATE_ID=state",
      ]
    )
  }

  @Test func `has the job's own in place of the common ones, but never of the daemon's`() {
    let variables = variables(
      of: [
        EnvironmentVariable(name: "OWN", value: "a=b\nc"),
        EnvironmentVariable(name: "PATH", value: "/opt/bin"),
        EnvironmentVariable(name: "SCHEDD_RUN_ID", value: "7"),
      ]
    )
    #expect(variables.count { $0.name == "PATH" } == 1)
    #expect(variables.first == EnvironmentVariable(name: "PATH", value: "/opt/bin"))
    #expect(variables.contains(EnvironmentVariable(name: "OWN", value: "a=b\nc")))
    #expect(variables.filter { $0.name == "SCHEDD_RUN_ID" }.map(\.value) == ["42"])
  }

  @Test func `says the fire time in UTC and the zone by name`() throws {
    let zone = Zone(fixedOffset: 3_600, name: "Test/Zone")
    let variables = variables(fireTime: Instant(seconds: 86_400), zone: zone)
    #expect(variables.contains(EnvironmentVariable(name: "SCHEDD_FIRE_TIME", value: "1970-01-02T00:00:00Z")))
    #expect(variables.contains(EnvironmentVariable(name: "SCHEDD_CAUSE", value: "schedule")))
    #expect(variables.contains(EnvironmentVariable(name: "TZ", value: "Test/Zone")))
  }

  @Test func `has the system's folders in root's PATH, and the daemon's language`() {
    let account = Account(name: "root", home: "/root", isRoot: true)
    let variables = variables(account: account, language: "de_DE.UTF-8")
    let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    #expect(variables.contains(EnvironmentVariable(name: "PATH", value: path)))
    #expect(variables.contains(EnvironmentVariable(name: "LANG", value: "de_DE.UTF-8")))
  }

  private func variables(
    of own: [EnvironmentVariable] = [],
    fireTime: Instant? = nil,
    zone: Zone = .utc,
    account: Account = Account(name: "nobody", home: "/tmp", isRoot: false),
    language: String? = nil
  ) -> [EnvironmentVariable] {
    let command = CommandJob(invocation: .arguments(["true"]), environment: own)
    let run = Run(
      id: RunID(42),
      job: JobID("job"),
      fireTime: fireTime,
      cause: fireTime == nil ? .manual : .schedule,
      state: .starting,
      createdAt: Instant(seconds: 0)
    )
    return RunEnvironment(account: account, language: language, stateID: "state")
      .variables(for: Start(run: run, kind: .command(command), zone: zone), command)
  }
}
