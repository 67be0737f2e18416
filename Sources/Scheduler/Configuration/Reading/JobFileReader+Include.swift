/// A value's place in one of the texts that a job file consists of; four bytes each, since there is one for every job.
struct JobFilePlace: Hashable {
  /// 0 is the job file itself.
  let text: Int32
  let offset: Int32

  /// A value of the text that is being read.
  init(_ value: JSONValue, in reader: JobFileReader) {
    text = Int32(reader.problems.current)
    offset = Int32(reader.json.offset(of: value))
  }
}

extension JobFileReader {
  /// Reads the jobs of the files that `include` names.
  ///
  /// - Parameters:
  ///   - value: What stands there.
  ///   - zone: The job file's zone.
  ///   - defaults: What its `defaults` say.
  ///   - jobs: Gets the jobs, in the order of the patterns and then of the files' names.
  ///   - firsts: Where each id stands for the first time.
  mutating func include(
    _ value: JSONValue,
    zone: Zone,
    defaults: JobDefaults,
    into jobs: inout [Job],
    firsts: inout [JobID: JobFilePlace]
  ) {
    let (main, key) = (json, FileKey.include.rawValue)
    guard json.kind(of: value) == .array else {
      let expected = "an array of patterns such as [\"jobs.d/*.json\"]"
      refuse(value, key: key, "must be \(expected), not \(described(value))")
      return
    }
    let patterns = patterns(value)
    includes = patterns.map(\.pattern)
    for (written, files) in zip(patterns, users.files(including: includes)) {
      path = [.key(key), .index(written.index)]
      if files.isEmpty { foundNothing(written.pattern, at: written.value) }
      for file in files {
        included.append(file)
        switch file.content {
        case .unreadable(let reason): refuse(written.value, reason)
        case .bytes(let bytes): self.jobs(of: bytes, named: file.name, zone, defaults, &jobs, &firsts)
        }
        turn(to: main, text: 0)
        path = [.key(key), .index(written.index)]
      }
    }
    path = []
  }

  private mutating func foundNothing(_ pattern: IncludePattern, at value: JSONValue) {
    if pattern.isName {
      // A name that is mistyped must not take its jobs away.
      refuse(value, "there is no file \(pattern.text.quoted)")
    } else {
      warn(value, "no file matches \(pattern.text.quoted)")
    }
  }

  private typealias Written = (pattern: IncludePattern, index: Int, value: JSONValue)

  private mutating func patterns(_ array: JSONValue) -> [Written] {
    var patterns: [Written] = []
    for (index, value) in json.elements(of: array).enumerated() {
      path = [.key(FileKey.include.rawValue), .index(index)]
      guard let text = string(value) else { continue }
      do throws(IncludePattern.Mistake) {
        patterns.append((try IncludePattern(text), index, value))
      } catch {
        switch error {
        case .noName: refuse(value, "\(text.quoted) names no file; write one such as \"jobs.d/*.json\"")
        case .wildcardInFolder: refuse(value, "only the last part of a pattern may have \"*\" or \"?\"")
        }
      }
    }
    path = []
    return patterns
  }

  /// Reads one of the files: an object with `jobs` and nothing that concerns other files.
  private mutating func jobs(
    of bytes: [UInt8],
    named name: String,
    _ zone: Zone,
    _ defaults: JobDefaults,
    _ jobs: inout [Job],
    _ firsts: inout [JobID: JobFilePlace]
  ) {
    let (document, faults) = JSONParser.parse(bytes)
    begin(bytes, named: name)
    for fault in faults { problems.add(fault) }
    guard let document else { return }
    turn(to: document, text: problems.current)
    path = []
    guard
      let members = members(of: document.root, IncludedKey.self, expected: "an object such as {\"jobs\": []}")
    else { return }
    for name in members.unknown {
      guard let word = json.string(name), FileKey(rawValue: word) != nil else { continue }
      refuse(name, "\(word.quoted) cannot stand in a file that is included; say it in the job file")
    }
    var strangers = members
    strangers.unknown.removeAll { json.string($0).flatMap(FileKey.init(rawValue:)) != nil }
    refuseUnknown(strangers)
    if let schema = members[.schema] { _ = string(schema, key: IncludedKey.schema.rawValue) }
    guard let array = members[.jobs] else {
      refuse(document.root, "\"jobs\" is missing; for no jobs at all write \"jobs\": []")
      return
    }
    self.jobs(array, zone: zone, defaults: defaults, into: &jobs, firsts: &firsts)
  }
}
