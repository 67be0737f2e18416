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
    package let text: String
    package let style: Style

    /// How many characters it has.
    fileprivate let width: Int

    package init(_ text: String, _ style: Style = .plain) {
      // What a job file or a daemon says could else move the cursor, or worse.
      self.text = text.printable
      self.style = style
      width = self.text.count
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
      rows.reduce(columns[column].title.count) { max($0, $1[column].width) }
    }
    var excess = widths.reduce(-Self.gap) { $0 + $1 + Self.gap } - width
    for column in columns.indices.reversed() where excess > 0 {
      guard let narrowest = columns[column].narrowest, widths[column] > narrowest else { continue }
      let cut = min(excess, widths[column] - narrowest)
      widths[column] -= cut
      excess -= cut
    }
    let titles = columns.map { Cell($0.title, .bold) }
    var text = ""
    for row in [titles] + rows { add(row, widths, isColored, to: &text) }
    return text
  }

  private func add(_ cells: [Cell], _ widths: [Int], _ isColored: Bool, to text: inout String) {
    // Spaces are written only once something follows them, so that no line ends in any.
    var spaces = 0
    for (column, cell) in cells.enumerated() {
      let padding = max(widths[column] - cell.width, 0)
      if cell.text.isEmpty {
        spaces += padding
      } else {
        let isNumber = columns[column].isNumber
        text += String(repeating: " ", count: spaces + (isNumber ? padding : 0))
        let shown = cell.width > widths[column] ? cell.text.prefix(widths[column] - 1) + "…" : cell.text
        text += cell.style.applied(to: shown, isColored: isColored)
        spaces = isNumber ? 0 : padding
      }
      spaces += Self.gap
    }
    text += "\n"
  }
}

extension String {
  /// The text with a replacement for each control character and each mark that turns the direction of writing.
  package var printable: String {
    // Nearly every text is plain ASCII, and to ask for a category takes long.
    if utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return self }
    var text = ""
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: text += "\u{FFFD}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
