import CPage

/// The page for browsers: one document, in which the styles and the script stand too.
///
/// Its policy lets it run this script alone, by its digest, load nothing from elsewhere and never turn text into markup.
package enum PageDocument {
  /// As it is served; it never changes.
  package static let response: HTTPResponse = {
    let style = bytes(schedd_page_css_start, schedd_page_css_size)
    let script = bytes(schedd_page_js_start, schedd_page_js_size)
    var document = bytes(schedd_page_html_start, schedd_page_html_size)
    document = replacing("/* style */", in: document, with: style)
    document = replacing("/* script */", in: document, with: script)
    return HTTPResponse(
      status: 200,
      headers: [
        HTTPHeader("Content-Type", "text/html; charset=utf-8"),
        HTTPHeader("Content-Security-Policy", policy(style: style, script: script)),
        HTTPHeader("Cross-Origin-Opener-Policy", "same-origin"),
      ],
      body: document
    )
  }()

  private static func policy(style: [UInt8], script: [UInt8]) -> String {
    [
      "default-src 'none'",
      "style-src 'sha256-\(Base64.text(SHA256.digest(of: style)))'",
      "script-src 'sha256-\(Base64.text(SHA256.digest(of: script)))'",
      "connect-src 'self'",
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].joined(separator: "; ")
  }

  private static func replacing(_ mark: String, in document: [UInt8], with part: [UInt8]) -> [UInt8] {
    guard let range = document.firstRange(of: mark.utf8) else { return document }
    return document[..<range.lowerBound] + part + document[range.upperBound...]
  }

  private static func bytes(_ start: UnsafePointer<UInt8>, _ count: Int) -> [UInt8] {
    Array(UnsafeBufferPointer(start: start, count: count))
  }
}
