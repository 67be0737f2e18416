import Scheduler

/// The SQL of a `RunQuery`: which index leads, what is left to filter, and in which order the rows come.
///
/// The texts are put together from fixed pieces and the values are bound. A unary plus keeps SQLite from using an
/// index for a term, so that the index that leads is chosen here and not by guesses about a file without statistics.
package struct RunSelection {
  /// What finds the rows.
  package enum Lead: Hashable {
    case job, outcome, time, cause, number
  }

  /// What finds the rows: what restricts most, as far as one can tell without counting.
  package let lead: Lead

  let query: RunQuery

  /// The selection of a query.
  package init(_ query: RunQuery) {
    self.query = query
    lead =
      if query.job != nil {
        .job
      } else if let cause = query.cause, cause != .schedule {
        .cause
      } else if query.outcome != nil {
        .outcome
      } else if query.since != nil || query.until != nil {
        .time
      } else {
        .number
      }
  }

  /// The selection of a query where what leads is decided already.
  init(_ query: RunQuery, lead: Lead) {
    self.query = query
    self.lead = lead
  }

  /// A SELECT of `RunColumns.list` that `bind` fits.
  package var sql: String {
    "\(source) ORDER BY \(order) LIMIT ?7"
  }

  /// The order of the index that leads.
  var order: String { isInTimeOrder ? "created_at DESC, id DESC" : "id DESC" }

  var isInTimeOrder: Bool { lead == .outcome || lead == .time }

  /// A job's runs lie in two indexes, which SQLite merges: those that are open and those that have ended.
  private var source: String {
    guard lead == .job else { return select(terms) }
    let ended = select(["outcome IS NOT NULL", "job = ?1"] + terms)
    guard query.outcome == nil else { return ended }
    return "\(ended) UNION ALL \(select(["outcome IS NULL", "+job = ?1"] + terms))"
  }

  private func select(_ terms: [String]) -> String {
    let condition = terms.isEmpty ? "" : " WHERE " + terms.joined(separator: " AND ")
    return "SELECT \(RunColumns.list) FROM runs\(condition)"
  }

  /// The restrictions besides the job.
  var terms: [String] {
    var terms: [String] = []
    if query.outcome != nil { terms.append(term("outcome = ?2", .outcome)) }
    if let cause = query.cause {
      terms.append(term("cause = ?3", .cause))
      if cause != .schedule { terms.append(term("cause <> 'schedule'", .cause)) }
    }
    if query.since != nil { terms.append(isInTimeOrder ? "created_at >= ?4" : "+created_at >= ?4") }
    if query.until != nil { terms.append(isInTimeOrder ? "created_at < ?5" : "+created_at < ?5") }
    if query.before != nil {
      terms.append(
        isInTimeOrder ? "(created_at, id) < (SELECT created_at, id FROM runs WHERE id = ?6)" : "id < ?6"
      )
    }
    return terms
  }

  /// Binds the query's values.
  func bind(to statement: Statement) throws(SQLiteError) {
    if let job = query.job { try statement.bind(1, job.description) }
    if let outcome = query.outcome { try statement.bind(2, outcome.rawValue) }
    if let cause = query.cause { try statement.bind(3, cause.rawValue) }
    if let since = query.since { try statement.bind(4, since.nanoseconds) }
    if let until = query.until { try statement.bind(5, until.nanoseconds) }
    if let before = query.before { try statement.bind(6, before.number) }
    try statement.bind(7, Int64(max(0, query.limit)))
  }

  private func term(_ text: String, _ index: Lead) -> String {
    index == lead ? text : "+" + text
  }
}
