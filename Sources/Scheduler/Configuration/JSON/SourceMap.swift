/// Lines and columns of a text's bytes.
///
/// A note is kept every 256 bytes, so that a place is found in bounded time even where the whole text is one
/// line.
package struct SourceMap: Sendable {
  /// A place as people count: both from 1.
  package struct Place: Hashable, Sendable {
    /// The line; lines end with a line feed, alone or after a carriage return.
    package var line: Int

    /// The column in Unicode scalars; a tab is one.
    package var column: Int

    /// A place that was counted already.
    package init(line: Int, column: Int) {
      self.line = line
      self.column = column
    }
  }

  private static let stride = 256
  private let bytes: [UInt8]
  private var notes: [Place] = []

  /// Walks a text once.
  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    notes.reserveCapacity(bytes.count / Self.stride + 1)
    var place = Place(line: 1, column: 1)
    var start = 0
    while start <= bytes.count {
      notes.append(place)
      let end = min(start + Self.stride, bytes.count)
      Self.advance(&place, over: bytes, start..<end)
      start += Self.stride
    }
  }

  /// The place of the character that a byte belongs to.
  ///
  /// - Parameter offset: A byte's offset; what lies beyond the end counts as the end.
  /// - Returns: Its line and column.
  package func place(at offset: Int) -> Place {
    let offset = min(max(offset, 0), bytes.count)
    let note = offset / Self.stride
    var place = notes[note]
    Self.advance(&place, over: bytes, note * Self.stride..<offset)
    return place
  }

  private static func advance(_ place: inout Place, over bytes: [UInt8], _ range: Range<Int>) {
    for at in range {
      let byte = bytes[at]
      if byte == UInt8(ascii: "\n") {
        place.line += 1
        place.column = 1
      } else if byte & 0xC0 != 0x80 {
        // Continuation bytes belong to the character before them.
        place.column += 1
      }
    }
  }
}
