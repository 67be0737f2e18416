import Daemon
import Foundation

/// A manual page in the macros of man(7).
struct ManualPage {
  private(set) var text: String

  /// Where a paragraph needs no mark of its own.
  private var isAfterTitle = false

  init(_ name: String, section: Int, summary: String) {
    text = """
      .\\" Made from the sources by the tests; edit those, and record this file with RECORD=1.
      .TH \(name.uppercased().replacing("-", with: "\\-")) \(section) 2026-11-24 "schedd \(Version.current)" schedd
      .SH NAME
      \(name.replacing("-", with: "\\-")) \\- \(Self.escaped(summary))

      """
  }

  mutating func section(_ title: String) {
    text += ".SH \(Self.quoted(title.uppercased()))\n"
    isAfterTitle = true
  }

  mutating func subsection(_ title: String) {
    text += ".SS \(Self.quoted(title))\n"
    isAfterTitle = true
  }

  /// A paragraph that is filled.
  mutating func paragraph(_ words: String) {
    beginParagraph()
    text += "\(Self.marked(words))\n"
  }

  private mutating func beginParagraph() {
    if !isAfterTitle { text += ".PP\n" }
    isAfterTitle = false
  }

  /// Lines as they are.
  mutating func block(_ lines: [String]) {
    beginParagraph()
    text += ".RS 4\n.nf\n"
    for line in lines { text += Self.escaped(line) + "\n" }
    text += ".fi\n.RE\n"
  }

  /// A term in bold, what it takes in italics, and what it means.
  mutating func term(_ name: String, takes value: String? = nil, _ meaning: String) {
    isAfterTitle = false
    text += ".TP\n\\fB\(Self.escaped(name))\\fR"
    if let value { text += " \\fI\(Self.escaped(value))\\fR" }
    text += "\n\(Self.marked(meaning))\n"
  }

  /// More about the term before.
  mutating func more(_ words: String) { text += ".br\n\(Self.marked(words))\n" }

  /// Prose of help: paragraphs, and lines that are indented as they are.
  mutating func prose(_ discussion: String) {
    for paragraph in discussion.components(separatedBy: "\n\n") {
      let lines = paragraph.split(separator: "\n").map(String.init)
      if lines.allSatisfy({ $0.hasPrefix("  ") }) {
        block(lines.map { String($0.dropFirst(2)) })
      } else {
        self.paragraph(lines.joined(separator: "\n"))
      }
    }
  }

  /// Text in which what stands in backticks is bold.
  private static func marked(_ words: String) -> String {
    words.components(separatedBy: "`").enumerated().map { index, part in
      index % 2 == 0 ? escaped(part) : "\\fB\(escaped(part))\\fR"
    }.joined()
  }

  private static func quoted(_ title: String) -> String {
    title.contains(" ") ? "\"\(escaped(title))\"" : escaped(title)
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "\\": escaped += "\\e"
      case "-": escaped += "\\-"
      case "“": escaped += "\\(lq"
      case "”": escaped += "\\(rq"
      case "–": escaped += "\\(en"
      case "…": escaped += "..."
      case "'": escaped += "\\(aq"
      default: escaped.append(character)
      }
    }
    // A line that begins with a dot would be a request.
    return escaped.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix(".") ? "\\&\($0)" : String($0) }.joined(separator: "\n")
  }
}
