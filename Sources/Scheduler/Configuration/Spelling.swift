/// Finds what a misspelt word was meant to be.
public enum Spelling {
  /// The candidate nearest to a word, or nil where none is near.
  ///
  /// Case, and which of `_`, `-` and space divides words, count for nothing; otherwise a third of the letters
  /// may be wrong, missing, added or swapped, but no more than three.
  ///
  /// - Parameters:
  ///   - word: What was written.
  ///   - candidates: What could have been meant; the first of equally near ones is taken.
  /// - Returns: One of the candidates, or nil.
  public static func nearest(to word: String, among candidates: [String]) -> String? {
    guard word.utf8.count <= 48 else { return nil }
    let letters = plain(word)
    var best: (distance: Int, candidate: String)?
    for candidate in candidates {
      let others = plain(candidate)
      let limit = min(3, max(1, min(letters.count, others.count) / 3), (best?.distance ?? .max) - 1)
      guard limit >= 0, abs(letters.count - others.count) <= limit else { continue }
      let distance = distance(letters, others)
      if distance <= limit { best = (distance, candidate) }
    }
    return best?.candidate
  }

  private static func plain(_ word: String) -> [UInt8] {
    word.utf8.compactMap { byte in
      switch byte {
      case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "): nil
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
      default: byte
      }
    }
  }

  /// The edits between two words, where swapping two neighbours is one (the optimal string alignment
  /// distance).
  private static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...other.count)
    for row in one.indices {
      var current = [row + 1]
      for column in other.indices {
        var cost = min(current[column], last[column + 1]) + 1
        cost = min(cost, last[column] + (one[row] == other[column] ? 0 : 1))
        if row > 0, column > 0, one[row] == other[column - 1], one[row - 1] == other[column] {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      beforeLast = last
      last = current
    }
    return last[other.count]
  }
}
