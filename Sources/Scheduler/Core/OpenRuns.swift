/// The runs without an outcome, by their numbers and by their jobs.
///
/// The second index is what makes a question about one job cost as much as that job has open, however many wait in all.
struct OpenRuns {
  private var runs: [RunID: OpenRun] = [:]

  /// The numbers of each job's open runs, ascending; no entry where there are none.
  private var ofJobs: [JobID: [RunID]] = [:]

  /// A run; nil where it is not open.
  ///
  /// A run's job never changes.
  subscript(id: RunID) -> OpenRun? {
    get { runs[id] }
    _modify {
      let before = runs[id]?.run.job
      yield &runs[id]
      let after = runs[id]?.run.job
      if before == nil, let after { add(id, to: after) }
      if let before, after == nil { remove(id, from: before) }
    }
  }

  /// How many there are.
  var count: Int { runs.count }

  /// All of them, in no order.
  var values: some Collection<OpenRun> { runs.values }

  /// Their numbers, ascending; a dictionary's own order differs from process to process.
  var ids: [RunID] { runs.keys.sorted() }

  /// The numbers of a job's open runs, ascending.
  func ids(of job: JobID) -> [RunID] { ofJobs[job] ?? [] }

  private mutating func add(_ id: RunID, to job: JobID) {
    // Numbers grow, so that the last place is nearly always the right one.
    let later = ofJobs[job]?.reversed().prefix { $0 > id }.count ?? 0
    let end = ofJobs[job]?.count ?? 0
    ofJobs[job, default: []].insert(id, at: end - later)
  }

  private mutating func remove(_ id: RunID, from job: JobID) {
    guard let place = ofJobs[job]?.firstIndex(of: id) else { return }
    ofJobs[job]?.remove(at: place)
    if ofJobs[job]?.isEmpty == true { ofJobs[job] = nil }
  }
}
