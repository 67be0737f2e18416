import Scheduler

/// What a page shows of many jobs at a time: written over several turns, since each of them asks the ledger.
extension ControlServer {
  /// How long counting may have taken in a turn that writes what was counted.
  private static let timeToCount = TimeAmount.nanoseconds(100_000)

  /// How many jobs one question may name.
  static let mostNamed = 50

  /// How many outcomes a board shows of a job.
  static let outcomesShown = 30

  func board(
    _ target: any ControlTarget,
    _ arguments: RequestArguments,
    _ exchange: HTTPExchange
  ) throws(ControlProblem) -> HTTPResponse? {
    let page = try jobsAsked(target, arguments)
    return try answer(exchange, ListCursor("after", page.next), with: page.statuses, target) {
      status,
      list,
      target throws(LedgerError) in
      list.add(BoardObject(status, try target.endedRuns(of: status.job.id, limit: Self.outcomesShown)))
      return true
    }
  }

  func timeline(
    _ target: any ControlTarget,
    _ arguments: RequestArguments,
    _ exchange: HTTPExchange
  ) throws(ControlProblem) -> HTTPResponse? {
    let now = target.facts.now
    let from = try arguments.instant("from") ?? now - .hours(24)
    let to = try arguments.instant("to") ?? now + .hours(24)
    guard from < to, to - from <= TimelineLane.longestWindow else {
      throw .malformedParameter("to", expected: "after \"from\", by 31 days at most")
    }
    let page = try jobsAsked(target, arguments)
    let window = TimelineLane.Window(
      from: from,
      to: to,
      now: now,
      firstRun: try reading { () throws(LedgerError) in try target.firstRun(madeFrom: from) },
      runAfter: try reading { () throws(LedgerError) in try target.firstRun(madeFrom: to) }
    )
    let lanes = page.statuses.map { TimelineLane($0, in: window) }
    return try answer(exchange, ListCursor("after", page.next), with: lanes, target) {
      lane,
      list,
      target throws(LedgerError) in
      guard let lane = try lane.read(target) else { return false }
      list.add(lane)
      return true
    }
  }

  func load(_ target: any ControlTarget, _ exchange: HTTPExchange) throws(ControlProblem) -> HTTPResponse? {
    weekLoad.isAskedFor(at: now)
    return try answerInSlices(exchange, target) { [weekLoad] target in
      let begin = SystemClock.uptime()
      do throws(LedgerError) {
        let load = try weekLoad.count(target) { SystemClock.uptime() - begin < Self.timeATurn }
        // What is counted is written in a turn of its own, where counting took some of this one.
        guard let load, SystemClock.uptime() - begin < Self.timeToCount else { return nil }
        return .json(LoadObject(load, maxConcurrentRuns: target.facts.maxConcurrentRuns))
      } catch {
        return ControlProblem.ledgerUnreadable("\(error)").response
      }
    }
  }

  /// The jobs that are named, or a page of all of them.
  private func jobsAsked(_ target: any ControlTarget, _ arguments: RequestArguments) throws(ControlProblem)
    -> JobPage
  {
    // What is wrong is refused, also where it would not be looked at.
    let limit = try pageSize(arguments)
    let first = Int(clamping: try arguments.number("after", in: 0...Int64.max) ?? 0)
    guard let text = arguments.text("of") else {
      return target.jobPage(tagged: nil, from: first, limit: limit)
    }
    let names = text.split(separator: ",")
    guard names.count <= Self.mostNamed else {
      throw .malformedParameter("of", expected: "\(Self.mostNamed) jobs at most, with commas between")
    }
    return JobPage(statuses: target.jobStatuses(named: names.map { JobID(String($0)) }), next: nil)
  }
}
