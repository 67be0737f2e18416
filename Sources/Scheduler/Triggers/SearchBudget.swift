/// How many steps a search may still take, over all that is nested in the trigger that was asked.
///
/// What cannot be computed must be searched for: the common instants of `all`, what is left of a trigger when another
/// one is excluded. Were each of them bounded by itself, the bounds of nested ones would multiply, and a small job file
/// could keep its reader busy for years.
package struct SearchBudget: Hashable, Sendable {
  /// How many steps are left; below zero where those that cost nothing more were taken all the same.
  package private(set) var stepsLeft: Int

  /// The budget of one search for a fire time, some ten milliseconds' worth.
  package static let oneFireTime = SearchBudget(steps: 400_000)

  /// The budget of all searches that looking a job file over takes, about a second's worth.
  package static let oneFile = SearchBudget(steps: 50_000_000)

  /// The budget of one count.
  package static let oneCount = SearchBudget(steps: 4_000_000)

  package init(steps: Int) {
    stepsLeft = steps
  }

  /// Whether nothing is left: each search that still goes on ends without an answer.
  package var isSpent: Bool { stepsLeft <= 0 }

  /// Takes a step.
  ///
  /// - Returns: False where none was left.
  @discardableResult
  package mutating func spend() -> Bool {
    stepsLeft -= 1
    return stepsLeft >= 0
  }

  /// Lets one of several searches have its share, so that a hopeless one leaves something for the others.
  ///
  /// - Parameters:
  ///   - count: How many of them are still to be made, this one included.
  ///   - search: The search.
  /// - Returns: What it answers.
  mutating func sharing<Answer>(
    among count: Int,
    _ search: (inout SearchBudget) -> Answer
  ) -> Answer {
    lending(SearchBudget(steps: max(stepsLeft, 0) / max(count, 1)), search)
  }

  /// Lets a search have a part, no more than there is.
  mutating func lending<Answer>(
    _ part: SearchBudget,
    _ search: (inout SearchBudget) -> Answer
  ) -> Answer {
    var share = SearchBudget(steps: min(part.stepsLeft, max(stepsLeft, 0)))
    stepsLeft -= share.stepsLeft
    let answer = search(&share)
    stepsLeft += share.stepsLeft
    return answer
  }
}
