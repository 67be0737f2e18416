package import Scheduler

/// The SQL of a `RunQuery` of many jobs, of which there may be thousands.
///
/// There is no index by group. So the newest rows that the rest of the query finds are looked through first, which
/// fills a page where the group's runs are no rarity among them; what is rarer is found job by job, each from an index
/// that has what the query names. The first half costs a bounded number of rows, the second O(jobs · log runs) and, for
/// a time alone or the outcome `succeeded`, the entries of an index that are left out.
package struct JobGroupSelection {
  /// The query as if it were about every job: its index and its order lead here too.
  package private(set) var every: RunSelection

  /// The jobs, as a JSON array of strings.
  let jobs: String

  /// The smallest number that `newest` looks at, where the answer is ordered by number.
  private var floor: Int64?

  /// The selection of a query, whatever it says of jobs, of these jobs.
  package init(_ query: RunQuery, of jobs: [JobID]) {
    var query = query
    query.jobs = nil
    every = RunSelection(query)
    // A job's name needs no escapes.
    self.jobs = "[" + jobs.map { "\"\($0)\"" }.joined(separator: ",") + "]"
  }

  private static let members = "SELECT value FROM json_each(?8)"

  /// The place of the row that comes after so many (?9) which the lead finds, in the order of the answer.
  package var boundary: String {
    let query = every.query
    var lead = RunQuery(before: query.before)
    if every.isInTimeOrder {
      (lead.outcome, lead.since, lead.until) = (query.outcome, query.since, query.until)
    } else if every.lead == .cause {
      lead.cause = query.cause
    }
    let terms = RunSelection(lead, lead: every.lead).terms
    let condition = terms.isEmpty ? "" : " WHERE " + terms.joined(separator: " AND ")
    let place = every.isInTimeOrder ? "created_at" : "id"
    return "SELECT \(place) FROM runs\(condition) ORDER BY \(every.order) LIMIT 1 OFFSET ?9"
  }

  /// The rows of the group among those that the lead finds first.
  package var newest: String {
    var terms = every.terms + ["+job IN (\(Self.members))"]
    if floor != nil { terms.append("id >= ?9") }
    return """
      SELECT \(RunColumns.list) FROM runs WHERE \(terms.joined(separator: " AND ")) ORDER BY \(every.order) LIMIT ?7
      """
  }

  /// The rows of the group, found job by job.
  package var byJob: String {
    let sources =
      switch every.lead {
      case .cause: [unscheduled]
      case .outcome where every.query.outcome != .succeeded: [unsuccessful]
      case .outcome: [ended]
      case .job, .time, .number: [ended, open]
      }
    return """
      WITH members(member) AS (\(Self.members))
      SELECT \(RunColumns.list) FROM runs WHERE id IN (\(sources.joined(separator: " UNION ALL "))) \
      ORDER BY \(every.order) LIMIT ?7
      """
  }

  private var ended: String {
    numbers("members CROSS JOIN runs INDEXED BY runs_ended", ["job = member", "outcome IS NOT NULL"])
  }

  /// Jobs that never fail may stand in a group of their own beside many that do.
  private var unsuccessful: String {
    numbers(
      "members CROSS JOIN runs INDEXED BY runs_unsuccessful",
      ["job = member", "outcome <> 'succeeded'"]
    )
  }

  private var unscheduled: String {
    numbers("members CROSS JOIN runs INDEXED BY runs_unscheduled_of_job", ["job = member"])
  }

  /// The open runs are few: they are looked through.
  private var open: String {
    numbers("runs INDEXED BY runs_open", ["outcome IS NULL", "+job IN (\(Self.members))"])
  }

  private func numbers(_ source: String, _ terms: [String]) -> String {
    let condition = (terms + every.terms).joined(separator: " AND ")
    return "SELECT * FROM (SELECT id FROM \(source) WHERE \(condition) ORDER BY \(every.order) LIMIT ?7)"
  }

  /// Binds what `newest` and `byJob` have.
  func bind(to statement: Statement) throws(SQLiteError) {
    try every.bind(to: statement)
    try statement.bind(8, jobs)
    if let floor { try statement.bind(9, floor) }
  }

  /// The same selection of nothing that comes after a boundary.
  package func ending(at boundary: Int64) -> JobGroupSelection {
    var selection = self
    if every.isInTimeOrder {
      // Not a term of its own: of two lower bounds SQLite would begin at either.
      var query = every.query
      let instant = Instant(nanoseconds: boundary)
      query.since = max(query.since ?? instant, instant)
      selection.every = RunSelection(query)
    } else {
      selection.floor = boundary
    }
    return selection
  }
}

extension LedgerReader {
  /// How many rows are looked through before each job is looked up.
  package static let groupWindow = 4_000

  /// Runs of many jobs, newest first: by number, or by when they were admitted where the query names an outcome or a
  /// time and no cause besides the schedule.
  ///
  /// - Parameters:
  ///   - query: What else restricts.
  ///   - jobs: Whose runs.
  ///   - window: How many rows are looked through before each job is looked up.
  /// - Returns: The runs.
  /// - Throws: `LedgerError`.
  package func runs(_ query: RunQuery, of jobs: [JobID], lookingThrough window: Int = groupWindow)
    throws(LedgerError) -> [Run]
  {
    let selection = JobGroupSelection(query, of: jobs)
    // In one transaction, or a run that ends between two statements would come twice or never.
    return try snapshot { () throws(LedgerError) in
      let boundary = try rows(
        selection.boundary,
        bind: { statement throws(SQLiteError) in
          try selection.every.bind(to: statement)
          try statement.bind(9, Int64(window))
        }
      ) { row throws(LedgerError) in row.int64(0) }.first
      let first = boundary.map(selection.ending(at:)) ?? selection
      let newest = try rows(
        first.newest,
        bind: { statement throws(SQLiteError) in try first.bind(to: statement) },
        RunColumns.run
      )
      guard boundary != nil, newest.count < query.limit else { return newest }
      return try rows(
        selection.byJob,
        bind: { statement throws(SQLiteError) in try selection.bind(to: statement) },
        RunColumns.run
      )
    }
  }

  /// Spans of many jobs, newest first, by number.
  ///
  /// - Parameters:
  ///   - jobs: Whose spans.
  ///   - outcome: With this outcome alone; nil for both.
  ///   - before: Those with a smaller number.
  ///   - limit: How many at most.
  /// - Returns: The spans.
  /// - Throws: `LedgerError`.
  package func spans(
    ofAny jobs: [JobID],
    outcome: Outcome?,
    before: Int64?,
    limit: Int
  ) throws(LedgerError) -> [RecordedSpan] {
    let selection = JobGroupSelection(RunQuery(), of: jobs)
    return try rows(
      LedgerQuestion.spansOfJobs(hasOutcome: outcome != nil, hasCursor: before != nil),
      bind: { statement throws(SQLiteError) in
        try statement.bind(1, selection.jobs)
        if let outcome { try statement.bind(2, outcome.rawValue) }
        if let before { try statement.bind(3, before) }
        try statement.bind(4, Int64(max(0, limit)))
      },
      SpanColumns.span
    )
  }
}
