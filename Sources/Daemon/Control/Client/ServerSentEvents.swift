/// One event of a stream of server-sent events.
package struct ServerSentEvent: Hashable, Sendable {
  /// What a client that was cut off says that it had last; nil where the stream has not said any.
  package var id: String?

  /// What kind of event it is.
  package var name: String

  package var data: String

  package init(id: String?, name: String, data: String) {
    self.id = id
    self.name = name
    self.data = data
  }
}

/// Reads server-sent events from their bytes, however they are cut.
///
/// The format is the HTML standard's, section 9.2.6, less the lines that end in a lone carriage return, which no daemon
/// writes.
package struct ServerSentEventReader {
  private var line: [UInt8] = []
  private var id: String?
  private var name = ""
  private var data: [String] = []

  package init() {}

  /// Takes further bytes.
  ///
  /// - Parameter bytes: In the order of arrival.
  /// - Returns: The events that they complete.
  package mutating func append(_ bytes: some Sequence<UInt8>) -> [ServerSentEvent] {
    var events: [ServerSentEvent] = []
    for byte in bytes {
      guard byte == UInt8(ascii: "\n") else {
        line.append(byte)
        continue
      }
      if line.last == UInt8(ascii: "\r") { line.removeLast() }
      if let event = take(String(decoding: line, as: UTF8.self)) { events.append(event) }
      line.removeAll(keepingCapacity: true)
    }
    return events
  }

  /// Takes a line; an empty one ends an event, which is none without data.
  private mutating func take(_ line: String) -> ServerSentEvent? {
    if line.isEmpty {
      defer { (name, data) = ("", []) }
      guard !data.isEmpty else { return nil }
      return ServerSentEvent(id: id, name: name, data: data.joined(separator: "\n"))
    }
    let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let rest = parts.count > 1 ? parts[1] : ""
    let value = String(rest.first == " " ? rest.dropFirst() : rest)
    switch parts[0] {
    case "id": id = value
    case "event": name = value
    case "data": data.append(value)
    // A comment, a delay that is not this reader's to keep, or something newer.
    default: break
    }
    return nil
  }
}
