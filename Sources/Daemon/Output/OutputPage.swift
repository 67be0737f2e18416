package import Scheduler

/// What a client wants of an attempt's output.
package struct OutputQuestion: Hashable {
  /// Whose output.
  package var run: RunID

  /// Which of the run's attempts; nil for the last one.
  package var attempt: Int?

  /// From which offset of the stream on.
  package var from: Int64 = 0

  /// Only so many lines at the end; `from` does not count then.
  package var lines: Int?

  /// Whether each line begins with the time at which it was read.
  package var hasTimes = false

  package init(run: RunID) {
    self.run = run
  }
}

/// A piece of an attempt's output, as it is served.
package struct OutputPage: Hashable {
  /// The most bytes of a stream that one page holds: what is read and copied well within a turn.
  package static let limit = 1 << 20

  /// The same where each line gets its time, which may be the greater part of the page.
  static let limitWithTimes = 1 << 16

  /// Which attempt it is of; 0 where none has begun.
  package var attempt: Int

  /// Where in the stream the first byte stands.
  package var offset: Int64 = 0

  /// Where the next page begins.
  package var next: Int64 = 0

  package var body: [UInt8] = []

  /// Whether this is the end of the stream and nothing will follow it.
  package var isLast = false

  /// Whether no attempt will follow this one.
  package var isLastAttempt = false

  /// How many bytes at the end could not be kept, and why.
  package var lost: Int64 = 0
  package var reasonOfLoss: String?
}

extension OutputPage {
  /// The names of the headers that say what is served.
  package enum Header: String, CaseIterable {
    case attempt = "Schedd-Attempt"
    case offset = "Schedd-Offset"
    case next = "Schedd-Next"
    case isLast = "Schedd-Last"
    case isLastAttempt = "Schedd-Last-Attempt"
    case lost = "Schedd-Lost"
    case reasonOfLoss = "Schedd-Lost-Reason"
  }

  /// The answer that holds it.
  var response: HTTPResponse {
    var headers = [
      // A browser must take it for nothing else, whatever a job has written.
      HTTPHeader("Content-Type", "text/plain; charset=utf-8"),
      HTTPHeader("X-Content-Type-Options", "nosniff"),
      HTTPHeader("Cache-Control", "no-store"),
      HTTPHeader(Header.attempt.rawValue, String(attempt)),
      HTTPHeader(Header.offset.rawValue, String(offset)),
      HTTPHeader(Header.next.rawValue, String(next)),
      HTTPHeader(Header.isLast.rawValue, String(isLast)),
      HTTPHeader(Header.isLastAttempt.rawValue, String(isLastAttempt)),
    ]
    if let reasonOfLoss {
      headers.append(HTTPHeader(Header.lost.rawValue, String(lost)))
      headers.append(HTTPHeader(Header.reasonOfLoss.rawValue, reasonOfLoss))
    }
    return HTTPResponse(status: 200, headers: headers, body: body)
  }

  /// Reads an answer; nil where it is none of ours.
  package init?(_ response: HTTPResponse) {
    func value(_ header: Header) -> String? { response.header(header.rawValue.lowercased()) }
    guard let attempt = value(.attempt).flatMap({ Int($0) }),
      let offset = value(.offset).flatMap({ Int64($0) }), let next = value(.next).flatMap({ Int64($0) }),
      let isLast = value(.isLast).flatMap({ Bool($0) }),
      let isLastAttempt = value(.isLastAttempt).flatMap({ Bool($0) })
    else { return nil }
    self.init(attempt: attempt, offset: offset, next: next, body: response.body, isLast: isLast)
    self.isLastAttempt = isLastAttempt
    lost = value(.lost).flatMap { Int64($0) } ?? 0
    reasonOfLoss = value(.reasonOfLoss)
  }
}

extension OutputReader {
  /// Reads a page.
  func page(_ question: OutputQuestion, of attempt: Int) throws(SystemError) -> OutputPage {
    let limit = question.hasTimes ? OutputPage.limitWithTimes : OutputPage.limit
    var from = question.from
    if let lines = question.lines { from = try start(ofLast: lines, limit: limit) }
    let piece = try piece(from: from, limit: limit)
    var page = OutputPage(attempt: attempt, offset: piece.offset, next: piece.next, body: piece.bytes)
    if question.hasTimes { page.body = try withTimes(piece) }
    if let loss { (page.lost, page.reasonOfLoss) = (loss.count, loss.reason) }
    return page
  }

  /// A piece in which each line that begins in it begins with the time at which its first byte was read.
  private func withTimes(_ piece: Piece) throws(SystemError) -> [UInt8] {
    var isLineStart = true
    if piece.offset > 0 {
      let before = try self.piece(from: piece.offset - 1, limit: 1)
      isLineStart = before.offset != piece.offset - 1 || before.bytes == [UInt8(ascii: "\n")]
    }
    var text: [UInt8] = []
    for (index, byte) in piece.bytes.enumerated() {
      if isLineStart {
        let instant = instant(of: piece.offset + Int64(index))
        text += (instant?.wholeMilliseconds.description ?? "-").utf8 + [UInt8(ascii: " ")]
      }
      text.append(byte)
      isLineStart = byte == UInt8(ascii: "\n")
    }
    return text
  }
}
