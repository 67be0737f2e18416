import Scheduler

/// What a page shows of many jobs at a time: written over several turns, since each of them asks the ledger.
extension ControlServer {
  /// How long one turn writes at most; a part that has begun is finished.
  private static let timeATurn = TimeAmount.nanoseconds(500_000)

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
    try answer(exchange, with: page.statuses, next: page.next) {
      status,
      target throws(LedgerError) in
      BoardObject(status, try target.endedRuns(of: status.job.id, limit: Self.outcomesShown))
    }
    return nil
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
    try answer(exchange, with: lanes, next: page.next) { lane, target throws(LedgerError) in
      try lane.read(target)
    }
    return nil
  }

  func load(_ target: any ControlTarget, _ exchange: HTTPExchange) throws(ControlProblem) -> HTTPResponse? {
    weekLoad.isAskedFor(at: now)
    try answerInSlices(exchange) { [weekLoad] target in
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
    return nil
  }

  /// The jobs that are named, or a page of all of them.
  private func jobsAsked(_ target: any ControlTarget, _ arguments: RequestArguments) throws(ControlProblem)
    -> JobPage
  {
    // What is wrong is refused, also where it would not be looked at.
    let limit = Int(try arguments.number("limit", in: 1...Self.maxPage) ?? Self.defaultPage)
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

  /// Answers with a page of items, each of which may itself take several turns.
  ///
  /// - Parameters:
  ///   - exchange: Whose answer it is.
  ///   - parts: What the items are made from.
  ///   - next: Where the next page begins.
  ///   - item: Goes on making an item; nil while it is not whole.
  /// - Throws: `tooManyWaiting`.
  private func answer<Part, Item: Encodable>(
    _ exchange: HTTPExchange,
    with parts: [Part],
    next: Int?,
    item: @escaping (inout Part, any ControlTarget) throws(LedgerError) -> Item?
  ) throws(ControlProblem) {
    var list = JSONList(next: next)
    var parts = parts[...]
    try answerInSlices(exchange) { target in
      let begin = SystemClock.uptime()
      while var part = parts.first {
        do throws(LedgerError) {
          let item = try item(&part, target)
          parts[parts.startIndex] = part
          if let item {
            list.add(item)
            parts.removeFirst()
          }
        } catch {
          return ControlProblem.ledgerUnreadable("\(error)").response
        }
        guard SystemClock.uptime() - begin < Self.timeATurn else { return nil }
      }
      return list.response
    }
  }
}

/// A page of a list whose items are written one by one, the same bytes as those of a `PageObject`.
struct JSONList {
  private let next: Int?
  private var bytes = Array("{\"items\":[".utf8)
  private var isEmpty = true

  init(next: Int?) {
    self.next = next
  }

  mutating func add(_ item: some Encodable) {
    if !isEmpty { bytes.append(UInt8(ascii: ",")) }
    isEmpty = false
    bytes += JSON.bytes(item)
  }

  var response: HTTPResponse {
    var response = HTTPResponse.json(PageObject<String>(items: [], next: nil))
    response.body = bytes + Array("],\"next\":\(next.map { "\"\($0)\"" } ?? "null")}".utf8)
    return response
  }
}
