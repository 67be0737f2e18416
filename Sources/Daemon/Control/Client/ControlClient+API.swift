package import Scheduler

/// When a run by hand is to be made.
package enum DeferredTime: Hashable {
  case at(Instant)
  case `in`(TimeAmount)
}

/// What a run by hand was answered with.
package struct Triggered<Value: Hashable>: Hashable {
  package var value: Value

  /// Whether an earlier request with the same key was answered so.
  package var isRepeat: Bool
}

extension ControlClient {
  /// How the daemon is.
  package func status() throws(ClientError) -> StatusObject {
    try get("/v1/status")
  }

  /// Every job, or every one that carries a tag, in the order of the file; asked for in as many pages as it takes.
  ///
  /// - Parameters:
  ///   - tag: The tag; nil for every job.
  ///   - isBrief: Whether it is enough to know how and when the last run ended, which takes half the time.
  /// - Returns: The jobs.
  /// - Throws: Any `ClientError`.
  package func jobs(tagged tag: String? = nil, brief isBrief: Bool = false) throws(ClientError) -> [JobObject]
  {
    let query = (tag.map { ["tag=\($0.percentEncoded)"] } ?? []) + (isBrief ? ["brief=true"] : [])
    return try items("/v1/jobs", query, cursor: "after")
  }

  /// One job.
  package func job(_ name: String) throws(ClientError) -> JobDetailObject {
    try get("/v1/jobs/\(name.percentEncoded)")
  }

  /// Runs, newest first.
  ///
  /// - Parameters:
  ///   - wanted: Which.
  ///   - tag: Only those of the jobs that carry this tag.
  /// - Returns: The runs, asked for in as many pages as it takes.
  /// - Throws: Any `ClientError`.
  package func runs(_ wanted: RunQuery, tagged tag: String? = nil) throws(ClientError) -> [RunObject] {
    var query = Self.query(wanted, tag)
    if let cause = wanted.cause { query.append("cause=\(cause.rawValue)") }
    if let since = wanted.since { query.append("since=\(since.description.percentEncoded)") }
    if let until = wanted.until { query.append("until=\(until.description.percentEncoded)") }
    return try items("/v1/runs", query, cursor: "before", atMost: wanted.limit)
  }

  /// Fire times that passed without a run, many at a time, newest first.
  ///
  /// - Parameters:
  ///   - wanted: Which; of the time that it names at least the last fire time, or the first.
  ///   - tag: Only those of the jobs that carry this tag.
  /// - Returns: The spans, asked for in as many pages as it takes.
  /// - Throws: Any `ClientError`.
  package func spans(_ wanted: RunQuery, tagged tag: String? = nil) throws(ClientError) -> [SpanObject] {
    try items("/v1/spans", Self.query(wanted, tag), cursor: "before", atMost: wanted.limit) { page in
      // What was found before the time began has no fire time in it, and neither has what was found earlier still.
      let isOver = page.contains { $0.isFound(before: wanted.since) }
      return (page.filter { $0.lies(in: wanted) }, isOver)
    }
  }

  private static func query(_ wanted: RunQuery, _ tag: String?) -> [String] {
    var query: [String] = []
    if let job = wanted.job { query.append("job=\(job.description.percentEncoded)") }
    if let tag { query.append("tag=\(tag.percentEncoded)") }
    if let outcome = wanted.outcome { query.append("outcome=\(outcome.rawValue)") }
    return query
  }

  /// What became of a job at a time.
  ///
  /// - Parameters:
  ///   - job: Its name.
  ///   - time: The time, as `AskedTime` reads it.
  /// - Returns: The account.
  /// - Throws: Any `ClientError`.
  package func explain(_ job: String, at time: String) throws(ClientError) -> AccountObject {
    try get("/v1/jobs/\(job.percentEncoded)/explain?at=\(time.percentEncoded)")
  }

  /// One run, when it has ended or a time is over.
  ///
  /// - Parameters:
  ///   - number: Which.
  ///   - seconds: How long the daemon may wait for its end.
  /// - Returns: The run as it stands then.
  /// - Throws: Any `ClientError`.
  package func run(_ number: Int64, waiting seconds: Int64 = 0) throws(ClientError) -> RunObject {
    try decode(try send(.get, "/v1/runs/\(number)?wait=\(seconds)", waiting: .seconds(seconds)))
  }

  /// A page of what a run has written.
  ///
  /// - Parameters:
  ///   - question: Which page of which output.
  ///   - seconds: How long the daemon may wait for something to be on it.
  /// - Returns: The page; an empty one where there is nothing yet.
  /// - Throws: Any `ClientError`.
  package func output(_ question: OutputQuestion, waiting seconds: Int64 = 0) throws(ClientError)
    -> OutputPage
  {
    var query = ["from=\(question.from)", "wait=\(seconds)"]
    if let attempt = question.attempt { query.append("attempt=\(attempt)") }
    if let lines = question.lines { query.append("tail=\(lines)") }
    if question.hasTimes { query.append("timestamps=true") }
    let target = "/v1/runs/\(question.run)/output?" + query.joined(separator: "&")
    let response = try send(.get, target, waiting: .seconds(seconds))
    if response.status == 200, let page = OutputPage(response) { return page }
    throw refusal(response)
  }

  /// Runs a job by hand.
  ///
  /// - Parameters:
  ///   - job: Its name.
  ///   - parameters: The values of its parameters by their names.
  ///   - key: What makes a repeat of the request known as one: a valid `IdempotencyKey`.
  /// - Returns: The run, and whether an earlier request with the key has made it.
  /// - Throws: Any `ClientError`.
  package func trigger(
    _ job: String,
    parameters: [String: String] = [:],
    key: String? = nil
  ) throws(ClientError) -> Triggered<RunObject> {
    try triggered("/v1/jobs/\(job.percentEncoded)/runs", Self.body(of: parameters), key)
  }

  private static func body(of parameters: [String: String]) -> [String: JSONValue] {
    parameters.isEmpty ? [:] : ["parameters": .object(parameters.mapValues { .string($0) })]
  }

  /// What a run of a job would get as its environment.
  package func environment(of job: String) throws(ClientError) -> EnvironmentObject {
    try get("/v1/jobs/\(job.percentEncoded)/environment")
  }

  /// Runs a job by hand at a later instant.
  ///
  /// - Parameters:
  ///   - job: Its name.
  ///   - time: When.
  ///   - parameters: The values of its parameters by their names.
  ///   - key: What makes a repeat of the request known as one: a valid `IdempotencyKey`.
  /// - Returns: What waits for the instant, and whether an earlier request with the key has made it.
  /// - Throws: Any `ClientError`.
  package func trigger(
    _ job: String,
    _ time: DeferredTime,
    parameters: [String: String] = [:],
    key: String? = nil
  ) throws(ClientError) -> Triggered<DeferredObject> {
    var body = Self.body(of: parameters)
    switch time {
    case .at(let instant): body["at"] = .string(instant.description)
    case .in(let amount): body["in"] = .string(amount.description)
    }
    return try triggered("/v1/jobs/\(job.percentEncoded)/runs", body, key)
  }

  /// Every run by hand that waits for its instant; asked for in as many pages as it takes.
  package func deferred() throws(ClientError) -> [DeferredObject] {
    try items("/v1/deferred", cursor: "after")
  }

  /// Forgets a run by hand that waits for its instant.
  package func cancelDeferred(_ id: Int64) throws(ClientError) {
    let response = try send(.delete, "/v1/deferred/\(id)", waiting: .seconds(ControlServer.replyTime))
    let _: DoneObject = try decode(response)
  }

  /// Ends a run, or keeps it from starting.
  package func cancel(_ run: Int64) throws(ClientError) -> RunObject {
    try post("/v1/runs/\(run)/cancel")
  }

  /// Pauses a job.
  ///
  /// - Parameters:
  ///   - job: Its name.
  ///   - until: When the pause ends by itself, or nil for never.
  ///   - reason: Why, for people.
  /// - Returns: The job as it stands then.
  /// - Throws: Any `ClientError`.
  package func pause(_ job: String, until: Instant?, reason: String?) throws(ClientError) -> JobDetailObject {
    try post("/v1/jobs/\(job.percentEncoded)/pause", Self.pauseBody(until, reason))
  }

  /// Pauses every job.
  ///
  /// - Parameters:
  ///   - until: When the pause ends by itself, or nil for never.
  ///   - reason: Why, for people.
  /// - Returns: The daemon as it is then.
  /// - Throws: Any `ClientError`.
  package func pauseAll(until: Instant?, reason: String?) throws(ClientError) -> StatusObject {
    try post("/v1/pause", Self.pauseBody(until, reason))
  }

  /// Ends the pause of a job.
  package func resume(_ job: String) throws(ClientError) -> JobDetailObject {
    try post("/v1/jobs/\(job.percentEncoded)/resume")
  }

  /// Ends the pause of every job; a job's own goes on.
  package func resumeAll() throws(ClientError) -> StatusObject {
    try post("/v1/resume")
  }

  /// Has the job file read again.
  package func reload() throws(ClientError) -> ReloadObject {
    try post("/v1/reload")
  }

  /// Tells the daemon to stop.
  package func stop() throws(ClientError) {
    let _: HealthObject = try post("/v1/stop")
  }
}

extension ControlClient {
  /// The items of a list, page by page on one connection.
  ///
  /// The next page is asked for before this one is taken apart, so that both ends work at the same time.
  ///
  /// - Parameters:
  ///   - path: Which list.
  ///   - query: What narrows it.
  ///   - cursor: What a page's cursor is given as.
  ///   - count: How many are wanted at most.
  ///   - take: What is wanted of a page, and whether none of what follows is.
  /// - Returns: The items, in the list's order.
  /// - Throws: Any `ClientError`.
  private func items<Item: Codable & Hashable>(
    _ path: String,
    _ query: [String] = [],
    cursor: String,
    atMost count: Int = .max,
    taking take: ([Item]) -> (items: [Item], isOver: Bool) = { ($0, false) }
  ) throws(ClientError) -> [Item] {
    let pageSize = min(count, Int(ControlServer.maxPage))
    func target(of size: Int, after next: String? = nil) -> String {
      let position = next.map { ["\(cursor)=\($0.percentEncoded)"] } ?? []
      return "\(path)?" + (query + ["limit=\(size)"] + position).joined(separator: "&")
    }
    let socket = try connect()
    try ask(target(of: pageSize), on: socket)
    var items: [Item] = []
    while true {
      let response = try read(from: socket)
      // Ahead is asked for whole pages alone: how much is wanted of the last one is known when this one is taken apart.
      let follower = count - items.count >= 2 * pageSize ? response.nextPage : nil
      if let follower { try ask(follower, on: socket) }
      guard response.status == 200, let page = JSON.page(of: Item.self, from: response.body) else {
        throw refusal(response)
      }
      let (taken, isOver) = take(page.items)
      items += taken
      guard let next = page.next, !isOver, items.count < count else { return Array(items.prefix(count)) }
      if follower == nil { try ask(target(of: min(pageSize, count - items.count), after: next), on: socket) }
    }
  }

  private func get<Value: Decodable>(_ target: String) throws(ClientError) -> Value {
    try decode(try send(.get, target))
  }

  /// The daemon may take as long as it gives itself to carry a request out.
  private func post<Value: Decodable>(_ target: String, _ body: [String: JSONValue] = [:]) throws(ClientError)
    -> Value
  {
    let bytes = body.isEmpty ? [] : JSON.bytes(body)
    return try decode(try send(.post, target, body: bytes, waiting: .seconds(ControlServer.replyTime)))
  }

  private func triggered<Value: Decodable>(
    _ target: String,
    _ body: [String: JSONValue],
    _ key: String?
  ) throws(ClientError) -> Triggered<Value> {
    let response = try send(
      .post,
      target,
      headers: key.map { [HTTPHeader("Idempotency-Key", $0)] } ?? [],
      body: body.isEmpty ? [] : JSON.bytes(body),
      waiting: .seconds(ControlServer.replyTime)
    )
    let isRepeat = response.headers.contains { $0.name.lowercased() == ControlServer.replayed.lowercased() }
    return Triggered(value: try decode(response), isRepeat: isRepeat)
  }

  private static func pauseBody(_ until: Instant?, _ reason: String?) -> [String: JSONValue] {
    var body: [String: JSONValue] = [:]
    if let until { body["until"] = .string(until.description) }
    if let reason { body["reason"] = .string(reason) }
    return body
  }

  private func decode<Value: Decodable>(_ response: HTTPResponse) throws(ClientError) -> Value {
    if (200..<300).contains(response.status), let value = JSON.value(Value.self, from: response.body) {
      return value
    }
    throw refusal(response)
  }

  /// What an answer means that is not what was asked for.
  func refusal(_ response: HTTPResponse) -> ClientError {
    if response.status >= 300, let problem = JSON.value(ProblemDocument.self, from: response.body) {
      return .refused(problem)
    }
    return .foreign(path: path, "it answers with status \(response.status) and something unknown")
  }
}

extension SpanObject {
  /// Whether one of its fire times may lie in the time that a query names.
  fileprivate func lies(in query: RunQuery) -> Bool {
    guard let first = Instant(rfc3339: first), let last = Instant(rfc3339: last) else { return true }
    return query.since.map { last >= $0 } ?? true && query.until.map { first < $0 } ?? true
  }

  fileprivate func isFound(before instant: Instant?) -> Bool {
    guard let instant, let found = recordedAt.flatMap({ Instant(rfc3339: $0) }) else { return false }
    return found < instant
  }
}
