extension JobFileReader {
  /// Reads a trigger that follows another job; whether there is one is checked when every job has been read.
  mutating func after(_ members: Members<TriggerKey>) -> Trigger? {
    unlessRefused { reader in
      for (key, name, _) in members.known where key != .after {
        reader.refuse(name, "\(key.rawValue.quoted) means nothing beside \"after\"; remove it")
      }
      guard let value = members[.after] else { return nil }
      return reader.inside(.key(TriggerKey.after.rawValue)) { $0.followed(value) }.map(Trigger.after)
    }
  }

  private mutating func followed(_ value: JSONValue) -> AfterTrigger? {
    let expected = "an object such as {\"job\": \"extract\", \"outcome\": \"succeeded\"}"
    guard let members = members(of: value, AfterKey.self, expected: expected) else { return nil }
    refuseUnknown(members)
    guard let upstream = members[.job] else {
      refuse(value, "needs \"job\", the job that is followed")
      return nil
    }
    guard let name = string(upstream, key: AfterKey.job.rawValue) else { return nil }
    let trigger = AfterTrigger(job: JobID(name), outcome: members[.outcome].map { outcome($0) } ?? .succeeded)
    if let job { following.append((JobID(job), trigger, JobFilePlace(upstream, in: self))) }
    return trigger
  }

  /// An outcome, or nil for `any`.
  private mutating func outcome(_ value: JSONValue) -> Outcome? {
    let text = json.string(value) ?? ""
    if text == "any" { return nil }
    if let outcome = Outcome(rawValue: text) { return outcome }
    let words = Outcome.allCases.map(\.rawValue.quoted).joined(separator: ", ")
    refuse(value, key: AfterKey.outcome.rawValue, "must be \(words) or \"any\", not \(described(value))")
    return nil
  }

  /// Refuses to follow a job that is not there, or that follows the job itself by some way.
  mutating func checkFollowing(_ jobs: [JobID: JobFilePlace]) {
    let upstream = Dictionary(following.map { ($0.job, $0.after.job) }, uniquingKeysWith: { one, _ in one })
    for (id, after, place) in following {
      job = id.description
      path = [.key(JobKey.trigger.rawValue), .key(TriggerKey.after.rawValue)]
      problems.current = Int(place.text)
      let (offset, key) = (Int(place.offset), AfterKey.job.rawValue)
      if jobs[after.job] == nil {
        let near = Spelling.nearest(to: after.job.description, among: jobs.keys.map(\.description).sorted())
        let mend = near.map { "did you mean \($0.quoted)?" } ?? "name a job of this file"
        report(.error, at: offset, key: key, "there is no job \(after.job.description.quoted); \(mend)")
      } else if let cycle = cycle(from: id, upstream) {
        let way = cycle.map(\.description).joined(separator: " → ")
        report(.error, at: offset, key: key, "follows itself: \(way); one of them needs another trigger")
      }
    }
    job = nil
    path = []
    problems.current = 0
  }

  /// The way from a job back to itself along what each follows, or nil; of a cycle only the first job is told.
  private func cycle(from start: JobID, _ upstream: [JobID: JobID]) -> [JobID]? {
    var way = [start]
    var next = upstream[start]
    while let job = next, way.count <= upstream.count {
      way.append(job)
      if job == start { return way.min() == start ? way : nil }
      next = upstream[job]
    }
    return nil
  }
}
