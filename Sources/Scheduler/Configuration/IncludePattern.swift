/// What `include` says: a file, or the files of a folder whose names match.
///
/// Only names are matched, so that one folder is to be watched and nothing is searched.
public struct IncludePattern: Hashable, Sendable {
  /// As it stands in the file.
  public let text: String

  /// The folder, as it stands there; empty for that of the job file.
  public let folder: String

  /// What the names must match: `*` is any number of characters, `?` is one.
  public let name: String

  /// Why a text is no pattern.
  enum Mistake: Error {
    case noName, wildcardInFolder
  }

  /// Reads a pattern.
  init(_ text: String) throws(Mistake) {
    self.text = text
    let slash = text.lastIndex(of: "/")
    name = slash.map { String(text[text.index(after: $0)...]) } ?? text
    folder = slash.map { $0 == text.startIndex ? "/" : String(text[..<$0]) } ?? ""
    guard !name.isEmpty, name != ".", name != ".." else { throw .noName }
    guard !Self.hasWildcards(folder) else { throw .wildcardInFolder }
  }

  /// Whether it names one file, which must be there then.
  public var isName: Bool { !Self.hasWildcards(name) }

  private static func hasWildcards(_ text: String) -> Bool {
    text.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
  }

  /// Whether the name of a file matches.
  ///
  /// As in a shell, names that begin with a dot do not, unless that stands there: they are hidden, and editors keep their
  /// own files under them.
  public func matches(_ candidate: String) -> Bool {
    let pattern = Array(name.unicodeScalars)
    let text = Array(candidate.unicodeScalars)
    if text.first == ".", pattern.first != "." { return false }
    // Where a star stood last, and how much it has taken: only the last one is ever to be widened.
    var star: (at: Int, taken: Int)?
    var (at, place) = (0, 0)
    while place < text.count {
      if at < pattern.count, pattern[at] == "*" {
        star = (at, place)
        at += 1
      } else if at < pattern.count, pattern[at] == "?" || pattern[at] == text[place] {
        at += 1
        place += 1
      } else if let last = star {
        star = (last.at, last.taken + 1)
        at = last.at + 1
        place = last.taken + 1
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == "*" }
  }
}

/// A file that a job file includes.
public struct IncludedFile: Hashable, Sendable {
  /// What of it could be had.
  public enum Content: Hashable, Sendable {
    /// All of it.
    case bytes([UInt8])

    /// Nothing, for this reason, which names the file.
    case unreadable(String)
  }

  /// What people know it by.
  public var name: String

  /// What stands in it.
  public var content: Content

  /// A file of that name.
  public init(name: String, content: Content) {
    self.name = name
    self.content = content
  }
}
