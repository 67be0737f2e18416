import Daemon
import Scheduler

extension Command {
  private static let from = Option("--from", value: "TIME", "When the daemon starts, else now")
  private static let to = Option("--to", value: "TIME", "The last instant that is seen, else a day later")
  private static let scenario = Option("--scenario", value: "FILE", "What the world does meanwhile, as JSON")
  private static let timeline = Option("--timeline", "Draw a chart, a row a job, instead of a line an event")
  private static let summary = Option("--summary", "Print totals instead of a line an event")

  /// What would happen.
  package static let simulate = Command(
    name: "simulate",
    summary: "Show what a job file would do, by the daemon's own core",
    usage: [
      "simulate FILE [--from TIME] [--to TIME] [--scenario FILE] [--json]",
      "simulate FILE [--timeline] [--summary] [OPTION…]",
    ],
    discussion: """
      Runs the daemon's core under a virtual clock, from --from through --to;
      nothing is started, and no daemon is asked. TIME is a date, a time without an
      offset in the file's zone, or RFC 3339.

      Processes end at once with 0, unless a scenario says what they do:

        {
          "runs": {"backup": [{"duration": "20m"}, {"duration": "5m", "exit": 1}]},
          "outages": [["2027-01-01T02:00:00Z", "2027-01-01T03:00:00Z"]],
          "suspended": [["2027-01-01T12:00:00Z", "2027-01-01T13:00:00Z"]],
          "clock": [{"at": "2027-01-01T14:00:00Z", "to": "2027-01-01T13:30:00Z"}],
          "requests": [{"at": "2027-01-01T15:00:00Z", "trigger": "backup"}]
        }

      A job's last entry repeats; one with "duration": null runs until a request
      {"finish": JOB} or until it is told to end, after which it takes "stops_after"
      (null: until it is killed). Other entries are "signal" and "spawn_error". In an
      outage the daemon is dead and its runs with it; while suspended the machine
      sleeps. Requests are "pause" and "pause_all" (with "until" and "reason"),
      "resume", "resume_all", "trigger" (with "run_at"), "cancel" (a run's number, or
      a job for its oldest run), "finish" (with "exit") and "reload" (an inline job
      file). At one instant come first what is due, then requests in the order of
      the file, then clocks, sleeps and outages. Who asks while the machine sleeps is
      heard when it wakes; in an outage nobody is, but a reload has changed the file.
      Once the clock was set back, an entry whose time falls below that of the entry
      before it means the second showing.

      --json prints an object a line, with "at", "event", "job", "run", "fire_time"
      and "reason", and where they say something outcome, cause, attempt, exit_code,
      signal, caused_by, detail, until, and count and last_fire_time where more than
      10,000 fire times share a line. Events are started, ended, queued, skipped,
      missed, coalesced, retry, paused, resumed, reloaded and outage.
      """,
    operands: [.required("FILE")],
    options: [from, to, scenario, timeline, summary, .json]
  ) { arguments, console in
    try arguments.check(.json, conflictsWith: timeline)
    let configuration = try console.jobFile(arguments.operands[0])
    let start = try arguments.instant(from, in: configuration.zone) ?? console.now
    let end = try arguments.instant(to, in: configuration.zone) ?? start + .hours(24)
    let scenario = try arguments[scenario].map { try console.scenario($0, for: configuration) } ?? Scenario()
    guard start <= end || scenario.setsClockBack else {
      throw UsageError.malformedValue(
        to,
        arguments[to] ?? "",
        expected: "no earlier than \(start.rfc3339(in: configuration.zone))"
      )
    }
    var simulation = Simulation(
      configuration,
      scenario,
      from: start,
      through: end,
      // Programs count them; people want to see that they were many.
      foldingAbove: arguments.has(.json) ? 10_000 : 100
    )
    if arguments.has(timeline) || arguments.has(summary) {
      showAtAGlance(&simulation, configuration, min(start, end)...max(start, end), arguments, console)
    } else {
      var lines = SimulationLines(console, configuration, isJSON: arguments.has(.json))
      simulation.run { lines.show($0) }
      lines.flush()
    }
    for sentence in simulation.unheard { console.complain("note: \(sentence)\n") }
    return .done
  }

  private static func showAtAGlance(
    _ simulation: inout Simulation,
    _ configuration: Configuration,
    _ range: ClosedRange<Instant>,
    _ arguments: Arguments,
    _ console: Console
  ) {
    let columns = ChartText.columns(in: console.width, configuration)
    var chart = SimulationChart(
      configuration,
      from: range.lowerBound,
      through: range.upperBound,
      columns: arguments.has(timeline) ? columns : 1
    )
    var totals = SimulationTotals(configuration)
    simulation.run { event in
      chart.add(event)
      totals.add(event)
    }
    chart.finish()
    if arguments.has(timeline) {
      console.print(ChartText(chart, configuration, isColored: console.isColored).text)
    }
    if arguments.has(timeline), arguments.has(summary) { console.print("\n") }
    guard arguments.has(summary) else { return }
    if arguments.has(.json) {
      console.print(json: TotalsObject(totals))
    } else {
      let text = TotalsText(totals, configuration)
      console.print(text.rendered(width: console.width, isColored: console.isColored))
    }
  }
}

extension Console {
  /// Reads a scenario; whatever is wrong in it is printed where complaints go.
  fileprivate func scenario(_ path: String, for configuration: Configuration) throws -> Scenario {
    let bytes: [UInt8]
    do throws(JobFileSource.Unreadable) {
      bytes = try JobFileSource.bytes(of: path, mayWait: true)
    } catch {
      throw CommandFailure(error.reason)
    }
    let reading = ScenarioFile.read(bytes, for: configuration, zones: zones)
    for problem in reading.problems { complain(problem.rendered(file: path.printable).printable + "\n") }
    guard let scenario = reading.scenario else {
      let count = reading.problems.count { $0.severity == .error }
      throw CommandFailure("\(path) has \(count == 1 ? "1 error" : "\(count) errors")")
    }
    return scenario
  }
}
