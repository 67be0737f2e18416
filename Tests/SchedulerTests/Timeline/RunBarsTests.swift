import Scheduler
import Testing

@Suite struct `Runs in a timeline` {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String

    /// Newest first: when it began and ended, in seconds, and how.
    var runs: [(start: Int64, end: Int64, outcome: Outcome)]
    var bars: [String]
  }

  static let rows: [Row] = [
    Row(testDescription: "none", runs: [], bars: []),
    Row(testDescription: "one", runs: [(100, 130, .succeeded)], bars: ["100-130 succeeded 1 #9"]),
    Row(
      testDescription: "short ones close together",
      runs: [(120, 121, .succeeded), (110, 111, .succeeded), (100, 101, .succeeded)],
      bars: ["100-121 succeeded 3 #9"]
    ),
    Row(
      testDescription: "short ones far apart",
      runs: [(200, 201, .succeeded), (100, 101, .succeeded)],
      bars: ["200-201 succeeded 1 #9", "100-101 succeeded 1 #8"]
    ),
    Row(
      testDescription: "a failure between successes",
      runs: [(120, 121, .succeeded), (110, 111, .failed), (100, 101, .succeeded)],
      bars: ["120-121 succeeded 1 #9", "110-111 failed 1 #8", "100-101 succeeded 1 #7"]
    ),
    Row(
      testDescription: "long ones stand by themselves",
      runs: [(200, 290, .succeeded), (100, 190, .succeeded), (97, 98, .succeeded)],
      bars: ["200-290 succeeded 1 #9", "100-190 succeeded 1 #8", "97-98 succeeded 1 #7"]
    ),
    Row(
      testDescription: "a clock that was set back",
      runs: [(120, 115, .succeeded)],
      bars: ["115-115 succeeded 1 #9"]
    ),
  ]

  private static func bars(_ runs: [(start: Int64, end: Int64, outcome: Outcome)]) -> RunBars {
    var bars = RunBars(resolution: .seconds(60))
    for (place, run) in runs.enumerated() {
      let start = Instant(seconds: run.start)
      let isKept = bars.add(
        EndedRun(
          id: RunID(Int64(9 - place)),
          outcome: run.outcome,
          createdAt: start,
          startedAt: start,
          endedAt: Instant(seconds: run.end)
        )
      )
      if !isKept { break }
    }
    return bars
  }

  @Test(arguments: rows)
  func `are put together where they could not be told apart`(_ row: Row) {
    let bars = Self.bars(row.runs).bars.map { bar in
      "\(bar.first.seconds)-\(bar.last.seconds) \(bar.outcome.rawValue) \(bar.count) #\(bar.newest)"
    }
    #expect(bars == row.bars)
  }

  @Test func `have an end, however many there are`() {
    let runs = (0..<1000).map { place in
      let second = Int64(100_000 - place * 10)
      return (second, second + 1, place.isMultiple(of: 2) ? Outcome.failed : .succeeded)
    }
    #expect(Self.bars(runs).bars.count == RunBars.mostBars)
  }

  @Test func `that never had a process stand where they were admitted`() {
    var bars = RunBars(resolution: .seconds(60))
    let created = Instant(seconds: 50)
    let run = EndedRun(
      id: RunID(1),
      outcome: .missed,
      createdAt: created,
      startedAt: nil,
      endedAt: Instant(seconds: 55)
    )
    let isKept = bars.add(run)
    #expect(isKept)
    #expect(bars.bars.map(\.first) == [created])
  }

  @Test func `say how long the next one takes`() {
    func run(_ outcome: Outcome, _ seconds: Int64, started: Bool = true) -> EndedRun {
      EndedRun(
        id: RunID(1),
        outcome: outcome,
        createdAt: .epoch,
        startedAt: started ? .epoch : nil,
        endedAt: Instant(seconds: seconds)
      )
    }
    #expect(EndedRun.meanDuration(of: []) == nil)
    #expect(EndedRun.meanDuration(of: [run(.succeeded, 1), run(.failed, 3)]) == .seconds(2))
    // Somebody else ended the one, nobody saw the end of the other, and the third never began.
    let others = [run(.cancelled, 9), run(.abandoned, 9), run(.failed, 9, started: false)]
    #expect(EndedRun.meanDuration(of: others) == nil)
    #expect(EndedRun.meanDuration(of: others + [run(.timedOut, 4)]) == .seconds(4))
  }
}
