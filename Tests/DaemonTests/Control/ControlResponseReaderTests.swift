import Daemon
import Testing

@Suite struct `A response as a client reads it` {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var text: String
    var status: Int
    var body: String

    /// Whether only the connection's end tells that it is whole.
    var needsEnd = false
  }

  static let rows: [Row] = [
    Row(
      testDescription: "with its length",
      text: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
      status: 200,
      body: "hello"
    ),
    Row(
      testDescription: "with its length in another spelling",
      text: "HTTP/1.0 404 Not Found\r\nX: y\r\ncontent-length:\t5\r\n\r\nhello",
      status: 404,
      body: "hello"
    ),
    Row(
      testDescription: "without a body",
      text: "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n",
      status: 202,
      body: ""
    ),
    Row(
      testDescription: "of a status that has none",
      text: "HTTP/1.1 204 No Content\r\n\r\n",
      status: 204,
      body: ""
    ),
    Row(
      testDescription: "in chunks",
      text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n",
      status: 200,
      body: "hello"
    ),
    Row(
      testDescription: "in one large chunk",
      text:
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n1A\r\n\(String(repeating: "a", count: 26))\r\n0\r\n\r\n",
      status: 200,
      body: String(repeating: "a", count: 26)
    ),
    Row(
      testDescription: "after an interim one",
      text: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
      status: 200,
      body: "ok"
    ),
    Row(
      testDescription: "that ends with the connection",
      text: "HTTP/1.1 200 OK\r\n\r\nhello",
      status: 200,
      body: "hello",
      needsEnd: true
    ),
  ]

  @Test(arguments: rows)
  func `is the same however its bytes are cut`(_ row: Row) throws {
    let bytes = Array(row.text.utf8)
    for size in 1...bytes.count {
      var reader = HTTPResponseReader()
      var response: HTTPResponse?
      for start in stride(from: 0, to: bytes.count, by: size) where response == nil {
        response = try reader.append(bytes[start..<min(start + size, bytes.count)])
      }
      if row.needsEnd {
        #expect(response == nil)
        response = try reader.end()
      }
      #expect(response?.status == row.status)
      #expect(response?.body == Array(row.body.utf8))
    }
  }

  @Test(arguments: rows.filter { !$0.needsEnd })
  func `is not taken for whole when it breaks off`(_ row: Row) {
    let bytes = Array(row.text.utf8)
    // The two bytes that end the last chunk, and the empty line after it, carry nothing.
    let essential = row.text.contains("hunked") ? bytes.count - 4 : bytes.count
    for count in 0..<essential {
      #expect(throws: HTTPResponseReader.Malformed.self) {
        var reader = HTTPResponseReader()
        if try reader.append(bytes[..<count]) == nil { _ = try reader.end() }
      }
    }
  }

  struct Malformed: Sendable, CustomTestStringConvertible {
    var text: String
    var reason: String

    var testDescription: String { reason }
  }

  static let malformed: [Malformed] = [
    Malformed(text: "SSH-2.0-OpenSSH_9.2\r\n\r\n", reason: "SSH-2.0-OpenSSH_9.2"),
    Malformed(text: "HTTP/1.1 fine\r\n\r\n", reason: "HTTP/1.1 fine"),
    Malformed(text: "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", reason: "no colon"),
    Malformed(text: "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", reason: "Content-Length: -1"),
    Malformed(text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", reason: "chunk size xyz"),
    Malformed(text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", reason: "chunk size -1"),
  ]

  @Test(arguments: malformed)
  func `is refused when it is not HTTP`(_ row: Malformed) {
    #expect(throws: HTTPResponseReader.Malformed(reason: row.reason)) {
      var reader = HTTPResponseReader()
      _ = try reader.append(row.text.utf8)
    }
  }
}
