/// How a text stands out on a terminal with colours.
package enum Style: String, Hashable, Sendable {
  case plain = ""
  case bold = "1"
  case faint = "2"
  case bad = "31"
  case good = "32"
  case doubtful = "33"

  /// A text in this style.
  package func applied(to text: String, isColored: Bool) -> String {
    isColored && self != .plain ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
  }
}

/// Columns of text that line up and fit the terminal.
package struct TextTable {
  /// One column.
  package struct Column {
    package var title: String

    /// Whether numbers stand in it, that line up at their right.
    package var isNumber: Bool

    /// How narrow it may become where the terminal is; nil where it is never cut.
    package var narrowest: Int?

    package init(_ title: String, isNumber: Bool = false, narrowest: Int? = nil) {
      self.title = title
      self.isNumber = isNumber
      self.narrowest = narrowest
    }
  }

  /// One field.
  package struct Cell {
    package var text: String
    package var style: Style

    package init(_ text: String, _ style: Style = .plain) {
      // What a job file or a daemon says could else move the cursor, or worse.
      self.text = text.printable
      self.style = style
    }
  }

  private static let gap = 2

  private let columns: [Column]
  private var rows: [[Cell]] = []

  package init(_ columns: [Column]) {
    self.columns = columns
  }

  /// Adds a row with a cell for each column.
  package mutating func append(_ row: [Cell]) {
    rows.append(row)
  }

  /// The table with its titles.
  ///
  /// Where it is wider than the terminal, columns are cut as far as they may be, the last one first.
  ///
  /// - Parameters:
  ///   - width: How many columns the terminal has.
  ///   - isColored: Whether styles are shown.
  /// - Returns: A line for the titles and one for each row.
  package func rendered(width: Int, isColored: Bool) -> String {
    var widths = columns.indices.map { column in
      rows.reduce(columns[column].title.count) { max($0, $1[column].text.count) }
    }
    var excess = widths.reduce(-Self.gap) { $0 + $1 + Self.gap } - width
    for column in columns.indices.reversed() where excess > 0 {
      guard let narrowest = columns[column].narrowest, widths[column] > narrowest else { continue }
      let cut = min(excess, widths[column] - narrowest)
      widths[column] -= cut
      excess -= cut
    }
    let titles = columns.map { Cell($0.title, .bold) }
    return ([titles] + rows).map { line($0, widths, isColored) + "\n" }.joined()
  }

  private func line(_ cells: [Cell], _ widths: [Int], _ isColored: Bool) -> String {
    var line = ""
    var spaces = ""
    for (column, cell) in cells.enumerated() {
      let text = cell.text.truncated(to: widths[column])
      let padding = String(repeating: " ", count: widths[column] - text.count)
      let isNumber = columns[column].isNumber
      // Spaces are written only once something follows them, so that no line ends in any.
      line +=
        text.isEmpty
        ? "" : spaces + (isNumber ? padding : "") + cell.style.applied(to: text, isColored: isColored)
      if !text.isEmpty { spaces = "" }
      spaces += (isNumber && !text.isEmpty ? "" : padding) + String(repeating: " ", count: Self.gap)
    }
    return line
  }
}

extension String {
  /// The text with a replacement for each control character and each mark that turns the direction of writing.
  package var printable: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: text += "\u{FFFD}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// The text, with an ellipsis in place of what is more than so many characters.
  fileprivate func truncated(to width: Int) -> String {
    count <= width ? self : prefix(width - 1) + "…"
  }
}
