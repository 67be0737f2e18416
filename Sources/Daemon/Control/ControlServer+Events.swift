import Scheduler

/// What happens, told as it happens.
extension ControlServer {
  /// Begins to tell a client what happens.
  func events(
    _ target: any ControlTarget,
    _ arguments: RequestArguments,
    _ exchange: HTTPExchange
  ) throws(ControlProblem) -> HTTPResponse? {
    let job = arguments.text("job").map { JobID($0) }
    if let job, target.status(of: job) == nil { throw .unknownJob(job) }
    guard !isStopping else { throw .stopping }
    let last = exchange.request.lastEventID
    guard let stream = feed.begin(job: job, after: last, life: target.facts.life) else {
      throw .tooManyWaiting(limit: EventFeed.mostStreams)
    }
    exchange.answer(
      streaming: stream,
      headers: [HTTPHeader("Content-Type", "text/event-stream"), HTTPHeader("Cache-Control", "no-store")]
    )
    return nil
  }

  /// Tells those who want to know.
  ///
  /// - Parameter event: What has happened; it costs next to nothing where nobody has asked yet.
  package func publish(_ event: DaemonEvent) {
    weekLoad.take(event)
    feed.publish(event)
  }
}
