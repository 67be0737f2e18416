import Scheduler

/// Standard input as a list of questions for fire times, and standard output as that of the answers, in the same order.
struct BatchOfQuestions {
  /// How long a question may be, in bytes.
  private static let longestLine = 1 << 20

  /// How much is read, and how much is held before it is written, in bytes.
  private static let piece = 1 << 16

  private let console: Console
  private var questions: FireTimeQuestions

  /// What has been read of a line whose end has not.
  private var line: [UInt8] = []
  private var isTooLong = false
  private var answers = ""

  init(_ console: Console) {
    self.console = console
    questions = FireTimeQuestions(zones: console.zones)
  }

  /// Answers every question, up to the end of the input.
  ///
  /// Whatever can be answered is, before it waits for more: whoever asks may wait for each answer.
  consuming func run() {
    while case let bytes = console.input(Self.piece), !bytes.isEmpty {
      for part in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
        if part.offset > 0 { endLine() }
        append(part.element)
      }
      write()
    }
    // The last line need not end.
    if !line.isEmpty || isTooLong { endLine() }
    write()
  }

  private mutating func append(_ bytes: ArraySlice<UInt8>) {
    if isTooLong || line.count + bytes.count > Self.longestLine {
      isTooLong = true
      line = []
    } else {
      line += bytes
    }
  }

  private mutating func endLine() {
    if isTooLong {
      answers += FireTimeQuestions.refusal("the line is longer than \(Self.longestLine) bytes")
    } else {
      answers += questions.answer(line, now: console.now)
    }
    answers += "\n"
    line = []
    isTooLong = false
    if answers.utf8.count >= Self.piece { write() }
  }

  private mutating func write() {
    if !answers.isEmpty { console.print(answers) }
    answers = ""
  }
}
