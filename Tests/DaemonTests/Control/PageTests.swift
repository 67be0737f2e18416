import Daemon
import Foundation
import Testing

@Suite struct `The page` {
  /// The text between two others.
  private func part(of text: String, from start: String, to end: String) throws -> String {
    let first = try #require(text.firstRange(of: start))
    let last = try #require(text[first.upperBound...].firstRange(of: end))
    return String(text[first.upperBound..<last.lowerBound])
  }

  @Test func `is one document that loads nothing and runs its own script alone`() throws {
    let response = try ControlHarness().get("/")
    #expect(response.status == 200)
    #expect(response.headers["content-type"] == "text/html; charset=utf-8")
    #expect(response.headers["x-content-type-options"] == "nosniff")
    #expect(response.headers["referrer-policy"] == "no-referrer")
    let policy = try #require(response.headers["content-security-policy"])
    for directive in [
      "default-src 'none'", "connect-src 'self'", "base-uri 'none'", "form-action 'none'",
      "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
    ] {
      #expect(policy.contains(directive))
    }
    #expect(!policy.contains("unsafe"))
    let style = try part(of: response.text, from: "<style>", to: "</style>")
    let script = try part(of: response.text, from: "<script type=\"module\">", to: "</script>")
    #expect(script.count > 10_000)
    for (name, text) in [("style-src", style), ("script-src", script)] {
      let digest = Base64.text(SHA256.digest(of: Array(text.utf8)))
      #expect(policy.contains("\(name) 'sha256-\(digest)'"))
    }
  }

  @Test func `makes no markup from text, and has nothing that its policy forbids`() throws {
    let text = try ControlHarness().get("/").text
    let script = try part(of: text, from: "<script type=\"module\">", to: "</script>")
    // The one address is the name of SVG's vocabulary, which nobody loads.
    let words = script.replacing("http://www.w3.org/2000/svg", with: "")
    for word in [
      "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function",
      "localStorage", "://", "import ",
    ] {
      #expect(!words.contains(word), "\(word)")
    }
    let document = text.replacing(script, with: "")
    for attribute in [" onclick=", " onload=", " style=", " src=", "<link rel=\"stylesheet\""] {
      #expect(!document.contains(attribute), "\(attribute)")
    }
  }

  @Test func `is not sent again where the browser has it`() throws {
    let harness = try ControlHarness()
    let tag = try #require(try harness.get("/").headers["etag"])
    let second = try harness.ask("GET / HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: \(tag)\r\n\r\n")
    #expect(second.status == 304)
    #expect(second.headers["content-security-policy"]?.contains("script-src 'sha256-") == true)
  }

  @Test func `is there without the token, which it asks for`() throws {
    var access = ControlAccess(user: geteuid())
    access.token = AccessToken("0123456789abcdef")
    access.protectsReads = true
    let harness = try ControlHarness(network: access)
    func status(_ path: String) throws -> Int {
      let client = try RawClient(try #require(harness.address))
      client.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
      try harness.turn(client) { client.response != nil }
      return try #require(client.response).status
    }
    #expect(try status("/") == 200)
    #expect(try status("/v1/access") == 200)
    #expect(try status("/v1/jobs") == 401)
    #expect(try status("/v1/board") == 401)
  }
}

@Suite struct `A digest` {
  struct Row: Sendable, CustomTestStringConvertible {
    var text: String
    var digest: String

    var testDescription: String { String(text.prefix(12)) }
  }

  // The first three are examples of FIPS 180-4; the others are as long as the padding has borders.
  static let rows: [Row] = [
    Row(text: "", digest: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    Row(text: "abc", digest: "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
    Row(
      text: "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      digest: "JI1qYdIGOLjlwCaTDD5gOaM85Flk/yFn9uzt1BnbBsE="
    ),
    Row(text: String(repeating: "a", count: 55), digest: "n0OQ+NMMLdkuyfCVtl4rmumwqSWlJY4kHJ8ekQ9zQxg="),
    Row(text: String(repeating: "a", count: 64), digest: "/+BU/nrgy23GXDr5th1SCfQ5hR20PQulmXM33xVGaOs="),
  ]

  @Test(arguments: rows)
  func `is what others compute`(_ row: Row) {
    #expect(Base64.text(SHA256.digest(of: Array(row.text.utf8))) == row.digest)
  }

  @Test func `is padded as text`() {
    let texts = ["", "f", "fo", "foo", "foob"].map { Base64.text(Array($0.utf8)) }
    #expect(texts == ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="])
  }
}
