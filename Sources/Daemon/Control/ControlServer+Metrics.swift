import Scheduler

/// What monitoring asks for.
extension ControlServer {
  /// Answers with every figure; where there are many jobs, over several turns.
  func metrics(
    _ target: any ControlTarget,
    _ arguments: RequestArguments,
    _ exchange: HTTPExchange
  ) throws(ControlProblem) -> HTTPResponse? {
    let series: MetricsPage.JobSeries? = try arguments.word("jobs")
    var page = MetricsPage(target.facts, target.overview, jobs: series)
    guard page.next != nil else { return page.response }
    var loadedAt = target.facts.loadedAt
    return try answerInSlices(exchange, target) { target in
      let begin = SystemClock.uptime()
      if target.facts.loadedAt != loadedAt {
        // Another file has its jobs in other places: some would be there twice, or not at all.
        page = MetricsPage(target.facts, target.overview, jobs: series)
        loadedAt = target.facts.loadedAt
        guard page.next != nil else { return page.response }
      }
      repeat {
        let jobs = target.fireTimes(from: page.next ?? 0, limit: 8)
        // What the ledger cannot tell now is left out: this page is what tells that it cannot.
        page.add(jobs) { (try? target.lastEnds(of: $0)) ?? LastEnds() }
        if page.next == nil { return page.response }
      } while SystemClock.uptime() - begin < Self.timeATurn
      return nil
    }
  }
}
