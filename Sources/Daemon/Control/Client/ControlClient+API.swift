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
  package func jobs(tagged tag: String? = nil) throws(ClientError) -> [JobObject] {
    var jobs: [JobObject] = []
    var next: String?
    repeat {
      var query = ["limit=\(ControlServer.maxPage)"]
      if let tag { query.append("tag=\(Self.encoded(tag))") }
      if let next { query.append("after=\(Self.encoded(next))") }
      let page: PageObject<JobObject> = try get("/v1/jobs?" + query.joined(separator: "&"))
      jobs += page.items
      next = page.next
    } while next != nil
    return jobs
  }

  /// One job.
  package func job(_ name: String) throws(ClientError) -> JobDetailObject {
    try get("/v1/jobs/\(Self.encoded(name))")
  }

  /// Runs, newest first.
  ///
  /// - Parameters:
  ///   - wanted: Which.
  ///   - tag: Only those of the jobs that carry this tag.
  /// - Returns: The runs, asked for in as many pages as it takes.
  /// - Throws: Any `ClientError`.
  package func runs(_ wanted: RunQuery, tagged tag: String? = nil) throws(ClientError) -> [RunObject] {
    let count = wanted.limit
    var runs: [RunObject] = []
    var next: String?
    repeat {
      var query = ["limit=\(min(count - runs.count, Int(ControlServer.maxPage)))"]
      if let job = wanted.job { query.append("job=\(Self.encoded(job.description))") }
      if let tag { query.append("tag=\(Self.encoded(tag))") }
      if let outcome = wanted.outcome { query.append("outcome=\(outcome.rawValue)") }
      if let cause = wanted.cause { query.append("cause=\(cause.rawValue)") }
      if let since = wanted.since { query.append("since=\(Self.encoded(since.description))") }
      if let until = wanted.until { query.append("until=\(Self.encoded(until.description))") }
      if let next { query.append("before=\(Self.encoded(next))") }
      let page: PageObject<RunObject> = try get("/v1/runs?" + query.joined(separator: "&"))
      runs += page.items
      next = page.next
    } while next != nil && runs.count < count
    return runs
  }

  /// Fire times that passed without a run, many at a time, newest first.
  ///
  /// - Parameters:
  ///   - wanted: Which; of the time that it names at least the last fire time, or the first.
  ///   - tag: Only those of the jobs that carry this tag.
  /// - Returns: The spans, asked for in as many pages as it takes.
  /// - Throws: Any `ClientError`.
  package func spans(_ wanted: RunQuery, tagged tag: String? = nil) throws(ClientError) -> [SpanObject] {
    let count = wanted.limit
    var spans: [SpanObject] = []
    var isOver = false
    var next: String?
    repeat {
      var query = ["limit=\(min(count - spans.count, Int(ControlServer.maxPage)))"]
      if let job = wanted.job { query.append("job=\(Self.encoded(job.description))") }
      if let tag { query.append("tag=\(Self.encoded(tag))") }
      if let outcome = wanted.outcome { query.append("outcome=\(outcome.rawValue)") }
      if let next { query.append("before=\(Self.encoded(next))") }
      let page: PageObject<SpanObject> = try get("/v1/spans?" + query.joined(separator: "&"))
      spans += page.items.filter { $0.lies(in: wanted) }
      // What was found before the time began has no fire time in it, and neither has what was found earlier still.
      isOver = page.items.contains { $0.isFound(before: wanted.since) }
      next = page.next
    } while next != nil && spans.count < count && !isOver
    return spans
  }

  /// What became of a job at a time.
  ///
  /// - Parameters:
  ///   - job: Its name.
  ///   - time: The time, as `AskedTime` reads it.
  /// - Returns: The account.
  /// - Throws: Any `ClientError`.
  package func explain(_ job: String, at time: String) throws(ClientError) -> AccountObject {
    try get("/v1/jobs/\(Self.encoded(job))/explain?at=\(Self.encoded(time))")
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
    try triggered("/v1/jobs/\(Self.encoded(job))/runs", Self.body(of: parameters), key)
  }

  private static func body(of parameters: [String: String]) -> [String: JSONValue] {
    parameters.isEmpty ? [:] : ["parameters": .object(parameters.mapValues { .string($0) })]
  }

  /// What a run of a job would get as its environment.
  package func environment(of job: String) throws(ClientError) -> EnvironmentObject {
    try get("/v1/jobs/\(Self.encoded(job))/environment")
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
    return try triggered("/v1/jobs/\(Self.encoded(job))/runs", body, key)
  }

  /// Every run by hand that waits for its instant; asked for in as many pages as it takes.
  package func deferred() throws(ClientError) -> [DeferredObject] {
    var deferred: [DeferredObject] = []
    var next: String?
    repeat {
      let cursor = next.map { "&after=\(Self.encoded($0))" } ?? ""
      let page: PageObject<DeferredObject> = try get(
        "/v1/deferred?limit=\(ControlServer.maxPage)\(cursor)"
      )
      deferred += page.items
      next = page.next
    } while next != nil
    return deferred
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
    try post("/v1/jobs/\(Self.encoded(job))/pause", Self.pauseBody(until, reason))
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
    try post("/v1/jobs/\(Self.encoded(job))/resume")
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

  /// A text as a part of a path or a query (RFC 3986, 2.3).
  static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    var encoded = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        encoded.append(Character(Unicode.Scalar(byte)))
      default:
        encoded += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
    return encoded
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
