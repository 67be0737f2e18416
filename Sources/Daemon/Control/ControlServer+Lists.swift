import Scheduler

/// Where the next page of a list begins.
struct ListCursor {
  /// What it is given as.
  let parameter: String

  /// Nil on the last page.
  let next: String?

  init(_ parameter: String, _ next: (some LosslessStringConvertible)?) {
    self.parameter = parameter
    self.next = next.map { String($0) }
  }
}

/// Lists are written a part at a time, and over several turns where that takes long, so that what is due is not held up.
extension ControlServer {
  /// How many jobs one part has: few enough for a turn, and enough to be worth a transaction.
  private static let jobsAPart = 32

  func jobs(_ target: any ControlTarget, _ arguments: RequestArguments, _ exchange: HTTPExchange)
    throws(ControlProblem) -> HTTPResponse?
  {
    let limit = try pageSize(arguments)
    let first = Int(clamping: try arguments.number("after", in: 0...Int64.max) ?? 0)
    let tag = arguments.text("tag")
    if let tag { _ = try jobs(tagged: tag, target) }
    let isBrief = try arguments.flag("brief")
    let (names, next) = target.jobNames(tagged: tag, from: first, limit: limit)
    let parts = stride(from: 0, to: names.count, by: Self.jobsAPart).map {
      Array(names[$0..<min($0 + Self.jobsAPart, names.count)])
    }
    return try answer(exchange, ListCursor("after", next), with: parts, target) {
      names,
      list,
      target throws(LedgerError) in
      // Both as they stand in this turn, so that what is said of a job fits together.
      let statuses = target.jobStatuses(named: names)
      guard !isBrief else {
        let ends = try target.newestEnds(of: statuses.map(\.job.id))
        for (status, end) in zip(statuses, ends) { list.add(JobObject(status, lastRun: nil, lastEnd: end)) }
        return true
      }
      let lastRuns = try target.lastEndedRuns(of: statuses.map(\.job.id))
      for (status, lastRun) in zip(statuses, lastRuns) { list.add(JobObject(status, lastRun: lastRun)) }
      return true
    }
  }

  func runs(_ target: any ControlTarget, _ arguments: RequestArguments, _ exchange: HTTPExchange)
    throws(ControlProblem) -> HTTPResponse?
  {
    let limit = try pageSize(arguments)
    var query = RunQuery()
    (query.job, query.jobs) = try whose(target, arguments)
    query.before = try arguments.number("before", in: 1...Int64.max).map { RunID($0) }
    query.outcome = try arguments.word("outcome")
    query.cause = try arguments.word("cause")
    query.since = try arguments.instant("since")
    query.until = try arguments.instant("until")
    query.limit = limit + 1
    let runs = try reading { () throws(LedgerError) in try target.runs(query) }
    let next = runs.count > limit ? runs[limit - 1].id.number : nil
    return try answer(exchange, ListCursor("before", next), with: runs.prefix(limit), target) {
      run,
      list,
      _ in
      list.add(RunObject(run))
      return true
    }
  }

  func spans(_ target: any ControlTarget, _ arguments: RequestArguments, _ exchange: HTTPExchange)
    throws(ControlProblem) -> HTTPResponse?
  {
    let limit = try pageSize(arguments)
    let (job, group) = try whose(target, arguments)
    let outcome: Outcome? = try arguments.word("outcome")
    let before = try arguments.number("before", in: 1...Int64.max)
    let spans = try reading { () throws(LedgerError) in
      if let group {
        return try target.spans(ofAny: group, outcome: outcome, before: before, limit: limit + 1)
      }
      return try target.spans(of: job, outcome: outcome, before: before, limit: limit + 1)
    }
    let next = spans.count > limit ? spans[limit - 1].id : nil
    return try answer(exchange, ListCursor("before", next), with: spans.prefix(limit), target) {
      span,
      list,
      _ in
      list.add(SpanObject(span.span, recordedAt: span.recordedAt))
      return true
    }
  }

  func deferred(_ target: any ControlTarget, _ arguments: RequestArguments, _ exchange: HTTPExchange)
    throws(ControlProblem) -> HTTPResponse?
  {
    let limit = try pageSize(arguments)
    let last = try arguments.number("after", in: 0...Int64.max) ?? 0
    let triggers = target.deferredTriggers(after: last, limit: limit + 1)
    let next = triggers.count > limit ? triggers[limit - 1].id : nil
    return try answer(exchange, ListCursor("after", next), with: triggers.prefix(limit), target) {
      trigger,
      list,
      _ in
      list.add(DeferredObject(trigger))
      return true
    }
  }

  /// How many items a page is to have.
  func pageSize(_ arguments: RequestArguments) throws(ControlProblem) -> Int {
    Int(try arguments.number("limit", in: 1...Self.maxPage) ?? Self.defaultPage)
  }

  /// The job, or the jobs, that a list is narrowed to; neither for every job.
  private func whose(_ target: any ControlTarget, _ arguments: RequestArguments) throws(ControlProblem)
    -> (job: JobID?, group: [JobID]?)
  {
    let job = arguments.text("job").map { JobID($0) }
    guard let tag = arguments.text("tag") else { return (job, nil) }
    guard job == nil else { throw .malformedParameter("tag", expected: "given without \"job\"") }
    return (nil, try jobs(tagged: tag, target))
  }

  private func jobs(tagged tag: String, _ target: any ControlTarget) throws(ControlProblem) -> [JobID] {
    if let jobs = target.jobs(tagged: tag) { return jobs }
    throw .unknownTag(tag, nearest: Spelling.nearest(to: tag, among: target.tags))
  }
}

extension ControlServer {
  /// Answers with a page of items: at once where that is quickly done, else over several turns.
  ///
  /// - Parameters:
  ///   - exchange: Whose answer it is.
  ///   - cursor: Where the next page begins.
  ///   - parts: What the items are made from.
  ///   - target: The daemon.
  ///   - write: Goes on with a part, and says whether it is whole.
  /// - Returns: The answer; nil where it comes in a later turn.
  /// - Throws: `stopping`.
  func answer<Part>(
    _ exchange: HTTPExchange,
    _ cursor: ListCursor,
    with parts: some Sequence<Part>,
    _ target: any ControlTarget,
    writing write: @escaping (inout Part, JSONList, any ControlTarget) throws(LedgerError) -> Bool
  ) throws(ControlProblem) -> HTTPResponse? {
    let list = JSONList()
    var parts = Array(parts)[...]
    let link = cursor.next.map { "<\(exchange.request.target(with: cursor.parameter, $0))>; rel=\"next\"" }
    return try answerInSlices(exchange, target) { target in
      let begin = SystemClock.uptime()
      while let first = parts.indices.first {
        do throws(LedgerError) {
          if try write(&parts[first], list, target) { parts.removeFirst() }
        } catch {
          return ControlProblem.ledgerUnreadable("\(error)").response
        }
        guard SystemClock.uptime() - begin < Self.timeATurn else { return nil }
      }
      return .json(list.bytes(next: cursor.next), link.map { [HTTPHeader("Link", $0)] } ?? [])
    }
  }
}

extension HTTPResponse {
  /// JSON that has been written already.
  fileprivate static func json(_ bytes: [UInt8], _ headers: [HTTPHeader]) -> HTTPResponse {
    HTTPResponse(status: 200, headers: jsonHeaders + headers, body: bytes)
  }
}
