import Daemon
import Scheduler

extension Command {
  private static let attempt = Option("--attempt", value: "N", "Of this attempt, not of the last one")
  private static let follow = Option("--follow", "Go on to the end of the run")
  private static let tail = Option("--tail", value: "LINES", "Only so many lines at the end")
  private static let timestamps = Option("--timestamps", "Begin lines with when they were read")

  /// How long one request waits; the command asks again until the run has ended.
  private static let patience: Int64 = 60

  /// Shows what a run has written.
  package static let output = Command(
    name: "output",
    summary: "Show what a run has written",
    usage: [
      "output RUN [--attempt N] [--tail LINES] [--timestamps] [--follow]",
      "output RUN [OPTION]... [--socket PATH]",
    ],
    discussion: """
      Standard output and error come as they were written, one stream. On a terminal
      control characters are shown and do nothing (\\x1b); into a pipe or a file goes
      each byte as it is. What is said besides goes to standard error.

      Of much output the beginning and the end are kept: see "output" in the job
      file. RUN is the number that "schedd history" shows.
      """,
    operands: [.required("RUN")],
    options: [attempt, follow, tail, timestamps, .socket]
  ) { arguments, console in
    let text = arguments.operands[0]
    guard let number = Int64(text), number > 0 else {
      throw CommandFailure("there is no run \"\(text)\"; \"schedd history\" shows their numbers")
    }
    var question = OutputQuestion(run: RunID(number))
    question.attempt = try arguments.number(attempt, in: 1...1_000_000)
    question.lines = try arguments.number(tail, in: 0...1_000_000)
    question.hasTimes = arguments.has(timestamps)
    var client = try console.client(arguments)
    let follows = arguments.has(follow)
    if follows { client.interruption = console.interruption() }
    var display = OutputDisplay(console)
    do throws(ClientError) {
      try show(question, client, patience: follows ? patience : 0, &display)
    } catch {
      guard error == .interrupted else { throw error }
      display.finish()
      console.complain("run \(number) goes on\n")
      return .interrupted
    }
    return .done
  }

  /// Shows page after page: to what is there now, or with patience to the end of the last attempt.
  private static func show(
    _ first: OutputQuestion,
    _ client: ControlClient,
    patience: Int64,
    _ display: inout OutputDisplay
  ) throws(ClientError) {
    var question = first
    while true {
      let page = try client.output(question, waiting: patience)
      guard display.show(page, from: question) else { return }
      question.lines = nil
      question.from = page.next
      // What is shown goes on with the same attempt, though another may have begun.
      if page.attempt > 0 { question.attempt = page.attempt }
      let isAtEnd = page.isLast || patience == 0 && page.body.isEmpty
      guard isAtEnd else { continue }
      display.finish(page)
      guard patience > 0, !page.isLastAttempt, first.attempt == nil else { return }
      question.attempt = page.attempt + 1
      question.from = 0
      display.begin(page.attempt + 1)
    }
  }
}

/// The output of a run on its way to whoever reads it.
struct OutputDisplay {
  private let console: Console
  private var text = TerminalText()

  init(_ console: Console) {
    self.console = console
  }

  /// Shows a page.
  ///
  /// - Returns: Whether somebody still reads.
  mutating func show(_ page: OutputPage, from question: OutputQuestion) -> Bool {
    if question.lines == nil, page.offset > question.from {
      remark("\(page.offset - question.from) bytes that were written here are not kept")
    }
    guard console.isTerminal else { return console.print(bytes: page.body) }
    console.print(text.shown(page.body))
    return true
  }

  /// The output is at its end.
  mutating func finish(_ page: OutputPage? = nil) {
    console.print(text.rest())
    if let page, let reason = page.reasonOfLoss {
      remark("\(page.lost) bytes after this could not be kept: \(reason)")
    }
  }

  /// Another attempt's follows.
  func begin(_ attempt: Int) {
    remark("what attempt \(attempt) writes follows")
  }

  private func remark(_ text: String) {
    console.complain("schedd: \(text)\n")
  }
}
