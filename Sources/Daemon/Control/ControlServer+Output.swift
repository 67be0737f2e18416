import Glibc
import Scheduler

/// What runs have written, served a page at a time.
extension ControlServer {
  /// Answers with a page, at once or when there is something on it; nil for the latter.
  func output(_ text: String, _ arguments: RequestArguments, _ exchange: HTTPExchange)
    throws(ControlProblem) -> HTTPResponse?
  {
    guard let number = Int64(text), number > 0 else { throw .unknownRun(text) }
    var question = OutputQuestion(run: RunID(number))
    question.attempt = try arguments.number("attempt", in: 1...1_000_000).map { Int($0) }
    question.from = try arguments.number("from", in: 0...Int64.max) ?? 0
    question.lines = try arguments.number("tail", in: 0...1_000_000).map { Int($0) }
    question.hasTimes = try arguments.flag("timestamps")
    let seconds = try arguments.number("wait", in: 0...Self.maxWait) ?? 0
    let page = try page(question)
    guard page.body.isEmpty, !page.isLast, seconds > 0, !isStopping else { return page.response }
    // The end of what is there now is where what comes begins.
    if question.lines != nil {
      question.lines = nil
      question.from = page.next
    }
    try wait(for: .output(question), seconds: seconds, exchange)
    return nil
  }

  /// A page as it is now.
  func page(_ question: OutputQuestion) throws(ControlProblem) -> OutputPage {
    guard let target else { throw .stopping }
    let run = try run(question.run)
    let attempt = question.attempt ?? run.attempt
    let isOver = run.outcome != nil
    guard (1...max(1, run.attempt)).contains(attempt), run.attempt > 0 else {
      guard !isOver else { throw .noSuchAttempt(run, attempt) }
      return OutputPage(attempt: 0)
    }
    let isUnderWay = attempt == run.attempt && (run.state == .starting || run.state == .running)
    var page = OutputPage(attempt: attempt, offset: question.from, next: question.from)
    do throws(SystemError) {
      let reader = try target.output(of: run.id, attempt: attempt)
      page = try reader.page(question, of: attempt)
      page.isLast = !isUnderWay && !reader.isGrowing && page.next >= reader.end
    } catch {
      // A process that has written nothing has no file, and where no folder can be none has.
      guard error.code == ENOENT || error.code == ENOTDIR else { throw .outputUnreadable(error.description) }
      let isEmpty = attempt == run.attempt && run.usage?.outputBytes == 0
      guard isUnderWay || isEmpty else { throw .outputNotThere(run, attempt) }
      page.isLast = !isUnderWay
    }
    page.isLastAttempt = isOver && attempt == run.attempt
    return page
  }
}
