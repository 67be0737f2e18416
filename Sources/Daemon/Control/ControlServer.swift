import CLinux
import Glibc
package import Scheduler

/// The control API: what answers HTTP requests for the daemon, inside its loop.
///
/// The loop watches `pollDescriptor`, asks `nextTimeout(at:)` before each sleep, and calls `run(at:)` when the one is
/// readable or the other is over.
package final class ControlServer {
  /// How many clients may wait for a run's end at a time, so that connections are left for those who do not wait.
  package static let maxWaiting = 128

  /// How long a client may wait for a run's end; it asks again where that is too short.
  package static let maxWait: Int64 = 300

  /// How long the daemon has to carry out a request before its client is told that there is no answer yet.
  package static let replyTime: Int64 = 30

  /// How many answers are written over several turns at a time; further ones begin when one of them is whole.
  package static let maxGrowing = 32

  /// How many items one page holds at most.
  ///
  /// It is written over several turns, but handed over whole: a quarter of a megabyte then.
  package static let maxPage: Int64 = 250

  package static let defaultPage: Int64 = 50

  /// Where the server listens.
  package var socketPath: String { listener.path }

  /// Readable when `run(at:)` has something to do.
  package var pollDescriptor: Int32 { poll.number }

  /// Who may ask what.
  package var access: ControlAccess

  private let listener: ControlListener
  private let limits: HTTPServer.Limits
  private let poll: FileDescriptor

  /// One for the unix socket and one for TCP: those who crowd the one leave the other alone.
  private var servers: [HTTPServer] = []
  private let networkListeners: [TCPListener]
  private var unanswered: [Unanswered] = []

  /// Requests that came in a turn that had done enough.
  private var postponed: [HTTPExchange] = []

  /// Answers that are written over several turns, each a part at a time.
  private var growing: [GrowingAnswer] = []

  /// Requests whose answers grow once another one is whole.
  private var crowd: [HTTPExchange] = []
  private var turnBegan = SystemClock.uptime()
  let feed = EventFeed()
  let weekLoad = WeekLoadCount()
  private(set) weak var target: (any ControlTarget)?
  private(set) var isStopping = false
  private(set) var now = Uptime(nanoseconds: 0)

  /// What an answer in a later turn waits for.
  enum Subject: Hashable {
    /// The end of this run.
    case run(RunID)

    /// More of this, or its end.
    case output(OutputQuestion)

    /// What the core, or a reload, replies.
    case reply
  }

  /// A request whose answer comes in a later turn.
  private struct Unanswered {
    var exchange: HTTPExchange
    var subject: Subject
    var deadline: Uptime
  }

  /// A request whose answer is written over several turns.
  private struct GrowingAnswer {
    var exchange: HTTPExchange

    /// Writes a part of it; the answer once it is whole.
    var write: (any ControlTarget) -> HTTPResponse?
  }

  /// Begins to serve.
  ///
  /// - Parameters:
  ///   - listener: The unix socket.
  ///   - network: Where it listens besides.
  ///   - access: Who may ask what; nil for the daemon's user and root alone.
  ///   - target: The daemon; it is not kept alive.
  ///   - limits: What clients are allowed.
  /// - Throws: Which call failed.
  package init(
    listener: ControlListener,
    network: [TCPListener] = [],
    access: ControlAccess? = nil,
    target: any ControlTarget,
    limits: HTTPServer.Limits = HTTPServer.Limits()
  ) throws(HTTPServerError) {
    self.listener = listener
    self.target = target
    self.limits = limits
    self.access = access ?? ControlAccess(user: geteuid())
    networkListeners = network
    let number = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard number >= 0 else { throw HTTPServerError(call: "epoll_create1", errno: errno) }
    poll = FileDescriptor(owning: number)
    try serve([listener.descriptor], limits)
    guard !network.isEmpty else { return }
    try serve(network.map(\.descriptor), limits)
    // Putting it together takes milliseconds, which the first browser would else take from what is due.
    _ = PageDocument.response
  }

  deinit {
    close()
  }

  private func serve(_ sockets: [Int32], _ limits: HTTPServer.Limits) throws(HTTPServerError) {
    let server = try HTTPServer(sockets: sockets, handler: self, limits: limits)
    var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(fd: server.pollDescriptor))
    guard epoll_ctl(poll.number, EPOLL_CTL_ADD, server.pollDescriptor, &event) == 0 else {
      throw HTTPServerError(call: "epoll_ctl", errno: errno)
    }
    servers.append(server)
  }

  /// How long the loop may sleep, if the poll descriptor tells it of nothing; nil for as long as it likes.
  ///
  /// - Parameter now: The moment at which the sleep would begin.
  /// - Returns: Zero when there is something to do at once.
  package func nextTimeout(at now: Uptime) -> TimeAmount? {
    guard postponed.isEmpty, growing.isEmpty, crowd.isEmpty else { return .zero }
    let deadlines = [unanswered.lazy.map(\.deadline).min(), feed.nextBeat]
    let timeouts =
      servers.map { $0.nextTimeout(at: now) } + deadlines.map { $0.map { max($0 - now, .zero) } }
    return timeouts.compactMap(\.self).min()
  }

  /// Whether it has run in the turn of this uptime, and so has done its part of it.
  package func hasRun(at now: Uptime) -> Bool { self.now == now }

  /// Does what there is to do and returns; it never blocks.
  ///
  /// To be called once a turn.
  ///
  /// - Parameter now: The turn's uptime.
  package func run(at now: Uptime) {
    self.now = now
    turnBegan = SystemClock.uptime()
    answerOverdue()
    admitCrowd()
    answerPostponed()
    writeParts()
    feed.run(at: now)
    for server in servers { server.run(at: now) }
  }

  /// Answers whoever waits for these runs; to be called after the commit of their ends.
  ///
  /// - Parameter runs: Runs with an outcome; those that nobody waits for cost next to nothing.
  package func runsEnded(_ runs: [Run]) {
    let awaited = Set(unanswered.map(\.subject))
    guard !awaited.isEmpty else { return }
    for run in runs where awaited.contains(.run(run.id)) {
      take { $0.subject == .run(run.id) }.forEach { $0.exchange.answer(.json(RunObject(run))) }
    }
  }

  /// Answers whoever waits for what these runs write, if there is something now.
  ///
  /// - Parameter runs: Runs that have written something, or whose output has ended; others cost next to nothing.
  package func outputMoved(of runs: Set<RunID>) {
    let awaited = unanswered.compactMap { waiting -> OutputQuestion? in
      if case .output(let question) = waiting.subject, runs.contains(question.run) { question } else { nil }
    }
    for question in Set(awaited).sorted(by: { ($0.run, $0.from) < ($1.run, $1.from) }) {
      let answer = response(for: question)
      guard answer.isWorthSending else { continue }
      take { $0.subject == .output(question) }.forEach { $0.exchange.answer(answer.response) }
    }
  }

  /// Whether anybody waits for output.
  package var isAskedForOutput: Bool {
    unanswered.contains { if case .output = $0.subject { true } else { false } }
  }

  /// Answers everybody who waits, runs as they stand, and lets nobody wait from now on.
  ///
  /// For the end of a shutdown, when the last run has its outcome: until then it is worth waiting.
  package func stopping() {
    isStopping = true
    for exchange in postponed + growing.map(\.exchange) + crowd {
      exchange.answer(ControlProblem.stopping.response)
    }
    (postponed, growing, crowd) = ([], [], [])
    feed.end()
    answerUnanswered()
  }

  private func answerUnanswered() {
    for waiting in take(where: { _ in true }) {
      waiting.exchange.answer(answerWithoutWaiting(waiting.subject, else: .stopping))
    }
  }

  /// Stops serving: answers everybody, sends what can be sent without blocking, and removes the socket.
  package func close() {
    guard !servers.isEmpty else { return }
    stopping()
    for server in servers {
      // One turn sends an answer, and what is resumed in a turn is seen to in the next.
      for _ in 0..<3 {
        server.run(at: now)
        // What came only now may wait for something, and no connection that rests may be left.
        answerUnanswered()
      }
      server.stop()
    }
    servers = []
    listener.close()
    for listener in networkListeners { listener.close() }
  }
}

// MARK: Answers in a later turn

extension ControlServer {
  /// Keeps an exchange until something has happened.
  ///
  /// - Throws: `tooManyWaiting`.
  func wait(for subject: Subject, seconds: Int64, _ exchange: HTTPExchange) throws(ControlProblem) {
    guard unanswered.count(where: { $0.subject != .reply }) < Self.maxWaiting else {
      throw .tooManyWaiting(limit: Self.maxWaiting)
    }
    unanswered.append(Unanswered(exchange: exchange, subject: subject, deadline: now + .seconds(seconds)))
  }

  /// Keeps an exchange until its reply comes, and says what gives it the reply.
  func awaitReply(_ exchange: HTTPExchange) -> (HTTPResponse) -> Void {
    unanswered.append(
      Unanswered(exchange: exchange, subject: .reply, deadline: now + .seconds(Self.replyTime))
    )
    return { [weak self] response in
      exchange.answer(response)
      _ = self?.take { $0.exchange === exchange }
    }
  }

  /// Answers over several turns where it takes long, so that what is large does not hold the loop.
  ///
  /// - Parameters:
  ///   - exchange: Whose answer it is.
  ///   - target: The daemon.
  ///   - write: Writes a part of it, within a millisecond; the answer once it is whole.
  /// - Returns: The answer, where the first part is all of it; else nil.
  /// - Throws: `stopping`.
  func answerInSlices(
    _ exchange: HTTPExchange,
    _ target: any ControlTarget,
    writing write: @escaping (any ControlTarget) -> HTTPResponse?
  ) throws(ControlProblem) -> HTTPResponse? {
    if !hasDoneEnough || isStopping, let response = write(target) { return response }
    guard !isStopping else { throw .stopping }
    if growing.count < Self.maxGrowing {
      growing.append(GrowingAnswer(exchange: exchange, write: write))
    } else {
      crowd.append(exchange)
    }
    return nil
  }

  /// How long one turn answers; what has begun is finished, or goes on in a later one.
  static let timeATurn = TimeAmount.nanoseconds(500_000)

  /// Whether what is due must not wait any longer for the answers of this turn.
  private var hasDoneEnough: Bool { SystemClock.uptime() - turnBegan >= Self.timeATurn }

  /// The first come first, one at least; before what grows, since that takes long anyway.
  private func answerPostponed() {
    let waiting = postponed
    postponed = []
    for (index, exchange) in waiting.enumerated() {
      if index > 0, hasDoneEnough {
        postponed = Array(waiting[index...]) + postponed
        return
      }
      if exchange.isOpen { answerNow(exchange) }
    }
  }

  /// A part of each answer, and of one at least.
  private func writeParts() {
    guard let target else { return }
    for index in growing.indices {
      if index > 0, hasDoneEnough { return }
      let first = growing.removeFirst()
      guard first.exchange.isOpen else { continue }
      if let response = first.write(target) {
        first.exchange.answer(response)
      } else {
        growing.append(first)
      }
    }
  }

  /// As many as there is room for, each turn: one that is answered at once leaves its room to another.
  private func admitCrowd() {
    let admitted = crowd.prefix(Self.maxGrowing - growing.count)
    postponed += admitted
    crowd.removeFirst(admitted.count)
  }

  private func answerOverdue() {
    for waiting in take(where: { $0.deadline <= now }) {
      waiting.exchange.answer(
        answerWithoutWaiting(waiting.subject, else: .unanswered(seconds: Self.replyTime))
      )
    }
  }

  /// A run as it stands, or the reason why there is no reply.
  private func answerWithoutWaiting(_ subject: Subject, else problem: ControlProblem) -> HTTPResponse {
    do throws(ControlProblem) {
      switch subject {
      case .run(let id): return .json(RunObject(try run(id)))
      case .output(let question): return try page(question).response
      case .reply: return problem.response
      }
    } catch {
      return error.response
    }
  }

  /// A page, or why there is none, and whether a client that waits wants to know.
  private func response(for question: OutputQuestion) -> (response: HTTPResponse, isWorthSending: Bool) {
    do throws(ControlProblem) {
      let page = try page(question)
      return (page.response, !page.body.isEmpty || page.isLast)
    } catch {
      return (error.response, true)
    }
  }

  private func take(where matches: (Unanswered) -> Bool) -> [Unanswered] {
    let taken = unanswered.filter(matches)
    if !taken.isEmpty { unanswered.removeAll(where: matches) }
    return taken
  }
}

// MARK: Requests

extension ControlServer: HTTPHandler {
  package func refusal(of request: HTTPRequest) -> HTTPResponse? {
    do throws(ControlProblem) {
      _ = try admit(request)
      return nil
    } catch {
      return error.response
    }
  }

  package func answer(_ exchange: HTTPExchange) {
    guard hasDoneEnough, !isStopping else { return answerNow(exchange) }
    postponed.append(exchange)
  }

  private func answerNow(_ exchange: HTTPExchange) {
    do throws(ControlProblem) {
      let match = try admit(exchange.request)
      exchange.isRevalidated = match.route.endpoint.isRevalidated
      if let response = try respond(to: exchange, match) { exchange.answer(response) }
    } catch {
      exchange.answer(error.response)
    }
  }

  /// What can be judged before the body is there.
  private func admit(_ request: HTTPRequest) throws(ControlProblem) -> Route.Match {
    try access.check(request)
    let match = try Route.find(request.method, request.path)
    guard !request.isChunked else { throw .lengthRequired }
    guard request.contentLength ?? 0 <= UInt64(limits.bodyBytes) else {
      throw .bodyTooLarge(limit: limits.bodyBytes)
    }
    if request.announcesBody { try checkMediaType(request.contentType) }
    return match
  }

  private func checkMediaType(_ type: String?) throws(ControlProblem) {
    let essence = type?.prefix { $0 != ";" && $0 != " " }.lowercased()
    guard essence == "application/json" else { throw .unsupportedMediaType(type ?? "one that is not named") }
  }
}
