/// Takes the chunks of an HTTP/1.1 body apart as they come (RFC 9112, 7.1).
package struct ChunkedBody {
  private enum Place {
    case size, data(left: Int), end
  }

  /// No line of a chunk's size comes near it.
  private static let longestLine = 1024

  private var place = Place.size
  private var line: [UInt8] = []

  /// Whether the last chunk has come.
  package private(set) var isComplete = false

  package init() {}

  /// Takes further bytes.
  ///
  /// - Parameter bytes: In the order of arrival.
  /// - Returns: What of them is the body's.
  /// - Throws: `Malformed` where they are no chunks.
  package mutating func append(_ bytes: [UInt8]) throws(HTTPResponseReader.Malformed) -> [UInt8] {
    var body: [UInt8] = []
    var rest = bytes[...]
    while !rest.isEmpty, !isComplete {
      switch place {
      case .data(let left):
        let taken = min(left, rest.count)
        body += rest.prefix(taken)
        rest = rest.dropFirst(taken)
        place = left == taken ? .end : .data(left: left - taken)
      case .size:
        guard let text = try takeLine(&rest) else { break }
        // What follows a semicolon are extensions, which mean nothing here.
        let digits = text.prefix { $0 != ";" }.filter { $0 != " " }
        guard let size = Int(digits, radix: 16), size >= 0 else {
          throw HTTPResponseReader.Malformed(reason: "chunk size \(text)")
        }
        isComplete = size == 0
        place = .data(left: size)
      case .end:
        guard let text = try takeLine(&rest) else { break }
        guard text.isEmpty else { throw HTTPResponseReader.Malformed(reason: "after a chunk: \(text)") }
        place = .size
      }
    }
    return body
  }

  /// The line that begins here; nil where its end has not come.
  private mutating func takeLine(_ bytes: inout ArraySlice<UInt8>) throws(HTTPResponseReader.Malformed)
    -> String?
  {
    while let byte = bytes.popFirst() {
      if byte == UInt8(ascii: "\n") {
        defer { line = [] }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return String(decoding: line, as: UTF8.self)
      }
      guard line.count < Self.longestLine else {
        throw HTTPResponseReader.Malformed(reason: "a chunk without a size")
      }
      line.append(byte)
    }
    return nil
  }
}
