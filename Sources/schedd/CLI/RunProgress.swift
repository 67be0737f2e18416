import Daemon
import Scheduler

/// What a terminal shows while a run is waited for: what it writes, and below it how long it has been waited.
struct RunProgress {
  /// How long one request waits, and so how often the time is shown anew.
  private static let beat: Int64 = 1

  /// The run as it was last seen.
  private(set) var run: RunObject

  private let console: Console
  private let client: ControlClient
  private let start: Instant
  private var question: OutputQuestion
  private var display: OutputDisplay
  private var isAtLineStart = true
  private var isTimeShown = false

  /// Whether there is output to be had.
  private var hasOutput = true

  /// Whether all of what the attempt writes has been shown; its run may still end.
  private var isAtEnd = false

  init(_ run: RunObject, _ client: ControlClient, _ console: Console) {
    self.run = run
    self.console = console
    self.client = client
    start = console.now
    question = OutputQuestion(run: RunID(run.id))
    display = OutputDisplay(console)
  }

  /// Waits for the end of the run.
  ///
  /// - Throws: Any `ClientError`.
  mutating func waitForEnd() throws(ClientError) {
    defer { hideTime() }
    while run.outcome == nil {
      // What starts is about to write.
      let isWriting = ["starting", "running"].contains(run.state) && hasOutput && !isAtEnd
      let hasShown = isWriting ? try show(waiting: Self.beat) : false
      run = try client.run(run.id, waiting: isWriting || hasShown ? 0 : Self.beat)
      if run.outcome == nil { showTime() }
    }
    while hasOutput, try show(waiting: 0) {}
    hideTime()
    display.finish()
    // What is said of the end begins a line of its own.
    if !isAtLineStart { console.print("\n") }
  }

  /// Shows what has been written meanwhile.
  ///
  /// - Returns: Whether there was any, or another attempt's may follow.
  private mutating func show(waiting seconds: Int64) throws(ClientError) -> Bool {
    let page: OutputPage
    do throws(ClientError) {
      page = try client.output(question, waiting: seconds)
    } catch {
      // Nothing of it is kept; the run goes on all the same.
      guard case .refused = error else { throw error }
      hasOutput = false
      return false
    }
    if page.attempt > 0 { question.attempt = page.attempt }
    if !page.body.isEmpty {
      hideTime()
      _ = display.show(page, from: question)
      isAtLineStart = page.body.last == UInt8(ascii: "\n")
    }
    question.from = page.next
    isAtEnd = page.isLast && page.isLastAttempt
    guard page.isLast, !page.isLastAttempt else { return !page.body.isEmpty }
    hideTime()
    display.finish(page)
    display.begin(page.attempt + 1)
    question.attempt = page.attempt + 1
    question.from = 0
    return true
  }

  private mutating func showTime() {
    guard isAtLineStart else { return }
    let waited = TimeText.elapsed(console.now - start)
    let line = Style.faint.applied(to: "\(run.standing), \(waited)", isColored: console.isColored)
    console.print("\r\(line)\u{1B}[K")
    isTimeShown = true
  }

  private mutating func hideTime() {
    if isTimeShown { console.print("\r\u{1B}[K") }
    isTimeShown = false
  }
}
