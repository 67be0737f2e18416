/// Reads a job file's values and collects what is wrong with them.
///
/// Each method reads one kind of value; it reports what is wrong and answers nil, and the others go on, so
/// that one reading finds every problem.
struct JobFileReader {
  /// One step of the way to a value, for the path in a problem.
  enum Step {
    case key(String)
    case index(Int)
  }

  private(set) var json: JSONDocument
  var zones: ZoneTable
  var users: UserTable
  var expressions = ExpressionTable()

  /// The settings that jobs have in common, and the names of programs and folders.
  var settings = CommonValues<Shared<Job.Settings>>()
  var processes = CommonValues<Shared<ProcessSettings>>()
  var words = CommonValues<String>()
  var problems: ProblemList

  /// What is left for finding out whether triggers fire at all.
  var searches = SearchBudget.oneFile

  /// The names of the file's concurrency groups.
  var groups: [String] = []

  /// Which job each job follows, and where that is said.
  var following: [(job: JobID, after: AfterTrigger, place: JobFilePlace)] = []

  /// What `include` says, and the files that were found by it.
  var includes: [IncludePattern] = []
  var included: [IncludedFile] = []

  /// For each text that was begun: how many good jobs stand before it.
  private(set) var firstJobs = [0]

  /// The job that is being read, once its id is known.
  var job: String?

  /// Where the trigger of each good job stands.
  var triggerOffsets: [Int] = []

  /// Whether it is one question that is read and no job file: a trigger may then be one that never fires, and `H` needs
  /// an id.
  private(set) var isQuestion = false

  /// The way from the job, or from the file, to the object that is being read.
  var path: [Step] = []

  /// A reader of a document.
  init(
    _ json: JSONDocument,
    zones: any ZoneSource,
    surroundings: any JobFileSurroundings = NoSurroundings()
  ) {
    self.json = json
    self.zones = ZoneTable(zones)
    users = UserTable(surroundings)
    problems = ProblemList(of: json.bytes)
  }

  /// Goes on with a text that was begun.
  mutating func turn(to document: JSONDocument, text: Int) {
    json = document
    problems.current = text
  }

  /// Takes a further text up: what is reported from now on is in it.
  mutating func begin(_ bytes: [UInt8], named name: String) {
    problems.begin(bytes, named: name)
    firstJobs.append(triggerOffsets.count)
  }

  /// Goes on to a question, with the zones and expressions of what was read before.
  mutating func restart(with question: JSONDocument) {
    json = question
    problems = ProblemList(of: question.bytes)
    isQuestion = true
    job = nil
    path = []
    following = []
  }
}

extension JobFileReader {
  /// Reports an error at a value or a name.
  mutating func refuse(_ value: JSONValue, key: String? = nil, _ message: String) {
    report(.error, at: json.offset(of: value), key: key, message)
  }

  /// Reports a warning at a value or a name.
  mutating func warn(_ value: JSONValue, key: String? = nil, _ message: String) {
    report(.warning, at: json.offset(of: value), key: key, message)
  }

  /// Reports a problem at an offset.
  mutating func report(_ severity: Problem.Severity, at offset: Int, key: String?, _ message: String) {
    let steps = key.map { path + [.key($0)] } ?? path
    problems.add(severity, at: offset, job: job, path: Self.text(of: steps), message: message)
  }

  /// What a reading gives, or nil where it reported an error.
  mutating func unlessRefused<Value>(_ read: (inout JobFileReader) -> Value?) -> Value? {
    let before = problems.errorCount
    let value = read(&self)
    return problems.errorCount == before ? value : nil
  }

  /// Reads something inside a member, with its key in the path of every problem.
  mutating func inside<Value>(_ step: Step, _ read: (inout JobFileReader) -> Value) -> Value {
    path.append(step)
    defer { path.removeLast() }
    return read(&self)
  }

  /// A path as a problem shows it ("trigger.any[1].cron"), or nil for none.
  private static func text(of steps: [Step]) -> String? {
    guard !steps.isEmpty else { return nil }
    var text = ""
    for step in steps {
      switch step {
      case .index(let index):
        text += "[\(index)]"
      case .key(let key):
        let isPlain = key.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "_$".utf8.contains($0) }
        let separator = text.isEmpty ? "" : "."
        text += isPlain && (1...60).contains(key.utf8.count) ? separator + key : "[\(key.quoted)]"
      }
    }
    return text
  }
}

extension JobFileReader {
  /// The members of an object by their keys; nil, and a problem, for anything else.
  ///
  /// Unknown names are not reported here, since the object may say first who it is; see `refuseUnknown`.
  mutating func members<Key: JobFileKey>(
    of value: JSONValue,
    _: Key.Type,
    key: String? = nil,
    expected: String
  ) -> Members<Key>? {
    guard json.kind(of: value) == .object else {
      refuse(value, key: key, "must be \(expected), not \(described(value))")
      return nil
    }
    var members = Members<Key>(object: value)
    for member in json.members(of: value) {
      if let key = Key.table.key(of: member.key, in: json) {
        // The parser has reported a second one of the same name; the first one counts.
        if members[key] == nil { members.known.append((key, member.key, member.value)) }
      } else {
        members.unknown.append(member.key)
      }
    }
    return members
  }

  /// Reports each name that an object may not have, and what was probably meant.
  mutating func refuseUnknown<Key: JobFileKey>(_ members: Members<Key>) {
    for name in members.unknown {
      let word = json.string(name) ?? ""
      guard let near = Key.nearest(to: word) else {
        let all = Key.allCases.map(\.rawValue).joined(separator: ", ")
        refuse(name, "unknown key \(word.quoted); known here: \(all)")
        continue
      }
      refuse(name, "unknown key \(word.quoted); did you mean \(near.rawValue.quoted)?")
    }
  }

  /// What stands at a value, in words for "must be …, not …".
  func described(_ value: JSONValue) -> String {
    switch json.kind(of: value) {
    case .null: "null"
    case .boolean: json.boolean(value) == true ? "true" : "false"
    case .number: String(decoding: json.source(of: value).prefix(60), as: UTF8.self)
    case .string: (json.string(value) ?? "").quoted
    case .array: "an array"
    case .object: "an object"
    }
  }
}
