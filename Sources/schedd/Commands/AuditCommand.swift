import Daemon
import Scheduler

extension Command {
  private static let stateDirectory = Option(
    "--state-dir",
    value: "DIR",
    "Where the ledger is kept"
  )
  private static let from = Option("--from", value: "TIME", "Only fire times from then on")
  private static let to = Option("--to", value: "TIME", "Only fire times up to then")
  private static let job = Option("--job", value: "ID", "Only this job's")

  /// The proof.
  package static let audit = Command(
    name: "audit",
    summary: "Prove that every fire time is accounted for exactly once",
    usage: ["audit [--state-dir DIR] [--json]", "audit [--from TIME] [--to TIME] [--job ID] [OPTION…]"],
    discussion: """
      Computes every fire time again, from the triggers that the ledger says were in
      force, and looks for what accounts for it: a run, a run that stands for it, or
      a span of fire times that passed without one. Reads the file alone, with or
      without a daemon beside it.

      Exit status 0 where each is accounted for exactly once; 1 where one is not, or
      twice, and for what is accounted for and was no fire time: each is printed with
      its time and the likely cause.
      """,
    options: [stateDirectory, from, to, job, .json]
  ) { arguments, console in
    guard let directory = console.paths.stateDirectory(arguments[stateDirectory]) else {
      throw CommandFailure("no place for the ledger is known; say it with --state-dir")
    }
    let first = try arguments.instant(from, in: console.zone) ?? .epoch
    let last = try arguments.instant(to, in: console.zone) ?? Instant(nanoseconds: .max)
    guard first <= last else {
      throw UsageError.malformedValue(to, arguments[to] ?? "", expected: "no earlier than \(first)")
    }
    let audit: LedgerAudit
    do throws(LedgerError) {
      let ledger = try LedgerReader(reading: directory)
      audit = try LedgerAudit(
        ledger,
        only: arguments[job].map { JobID($0) },
        in: first...last,
        zones: console.zones
      )
    } catch {
      throw CommandFailure("\(error)")
    }
    if let name = arguments[job], audit.jobs.isEmpty {
      throw CommandFailure("the ledger knows no job \"\(name)\"")
    }
    if arguments.has(.json) {
      console.print(json: AuditObject(audit))
    } else {
      console.print(
        AuditText(audit, console.zone).rendered(width: console.width, isColored: console.isColored)
      )
    }
    return audit.isProved ? .done : .wrong
  }
}

/// An audit as people read it.
private struct AuditText {
  let audit: LedgerAudit
  let zone: Zone

  init(_ audit: LedgerAudit, _ zone: Zone) {
    self.audit = audit
    self.zone = zone
  }

  func rendered(width: Int, isColored: Bool) -> String {
    guard !audit.jobs.isEmpty else { return verdict(isColored) }
    return table.rendered(width: width, isColored: isColored) + "\n" + findings + verdict(isColored)
  }

  private var table: TextTable {
    let shown = Outcome.allCases.filter { outcome in
      audit.jobs.contains { $0.audit.outcomes[outcome] != nil }
    }
    var table = TextTable(
      [.init("JOB", narrowest: 12), .init("FIRE TIMES", isNumber: true)]
        + shown.map { .init($0.rawValue.replacing("_", with: " ").uppercased(), isNumber: true) }
        + [
          .init("COALESCED", isNumber: true), .init("UNDER WAY", isNumber: true),
          .init("WRONG", isNumber: true),
        ]
    )
    for part in audit.jobs {
      let counts =
        shown.map { part.audit.outcomes[$0] ?? 0 } + [part.audit.coalesced, part.audit.underWay]
      table.append(
        [.init(part.job.description), .init("\(part.audit.fireTimes)")]
          + counts.map { $0 == 0 ? .init("-", .faint) : .init("\($0)") }
          + [part.audit.findingCount == 0 ? .init("-", .faint) : .init("\(part.audit.findingCount)", .bad)]
      )
    }
    return table
  }

  private var findings: String {
    var text = ""
    for part in audit.jobs {
      for finding in part.audit.findings { text += line(of: finding, part.job) }
      let hidden = part.audit.findingCount - part.audit.findings.count
      if hidden > 0 { text += "\(part.job): \(hidden) more\n" }
      for version in part.unreadable { text += "\(part.job): cannot be proved: its trigger \(version)\n" }
    }
    return text.isEmpty ? "" : text + "\n"
  }

  private func line(of finding: JobAudit.Finding, _ job: JobID) -> String {
    let first = finding.first.rfc3339(in: zone)
    let isOne = finding.first == finding.last
    let count = finding.count == 1 ? "1 fire time" : "\(finding.count) fire times"
    let times = isOne ? first : "\(count) between \(first) and \(finding.last.rfc3339(in: zone))"
    let verb = finding.count == 1 ? "is" : "are"
    let what =
      switch finding.kind {
      case .hole: "\(verb) not accounted for"
      case .double: "\(verb) accounted for twice"
      case .stray: "\(verb) accounted for and \(finding.count == 1 ? "was no fire time" : "were none")"
      }
    return "\(job): \(times) \(what); \(audit.likelyCause(of: finding))\n"
  }

  private func verdict(_ isColored: Bool) -> String {
    if let damage = audit.damage {
      return Style.bad.applied(to: "the file is damaged: \(damage)\n", isColored: isColored)
    }
    let count = audit.jobs.reduce(0) { $0 + $1.audit.fireTimes }
    let times = count == 1 ? "1 fire time" : "\(count) fire times"
    let jobs = audit.jobs.count == 1 ? "1 job" : "\(audit.jobs.count) jobs"
    guard audit.isProved else {
      let wrong = audit.jobs.reduce(0) { $0 + $1.audit.findingCount + $1.unreadable.count }
      let things = wrong == 1 ? "1 thing is wrong" : "\(wrong) things are wrong"
      let text = "\(times) of \(jobs): the account is not proved, \(things)\n"
      return Style.bad.applied(to: text, isColored: isColored)
    }
    guard count > 0 else { return "no fire time of \(jobs) lies in the range: there is nothing to prove\n" }
    let text = "\(times) of \(jobs): \(count == 1 ? "it" : "each") is accounted for exactly once\n"
    return Style.good.applied(to: text, isColored: isColored)
  }
}

/// An audit as `--json` prints it.
private struct AuditObject: Encodable {
  struct Job: Encodable {
    var job: String
    var fireTimes: Int
    var outcomes: [String: Int]
    var coalesced: Int
    var underWay: Int
    var findings: [Finding]
    var findingCount: Int
    var unreadable: [String]

    private enum CodingKeys: String, CodingKey {
      case job, outcomes, coalesced, findings, unreadable
      case fireTimes = "fire_times"
      case underWay = "under_way"
      case findingCount = "finding_count"
    }
  }

  struct Finding: Encodable {
    var kind: String
    var first: String
    var last: String
    var count: Int
    var cause: String
  }

  var proved: Bool
  var fireTimes: Int
  var damage: String?
  var jobs: [Job]

  init(_ audit: LedgerAudit) {
    proved = audit.isProved
    fireTimes = audit.jobs.reduce(0) { $0 + $1.audit.fireTimes }
    damage = audit.damage
    jobs = audit.jobs.map { part in
      let outcomes = part.audit.outcomes.map { ($0.key.rawValue, $0.value) }
      return Job(
        job: part.job.description,
        fireTimes: part.audit.fireTimes,
        outcomes: Dictionary(uniqueKeysWithValues: outcomes),
        coalesced: part.audit.coalesced,
        underWay: part.audit.underWay,
        findings: part.audit.findings.map { finding in
          Finding(
            kind: finding.kind.rawValue,
            first: finding.first.description,
            last: finding.last.description,
            count: finding.count,
            cause: audit.likelyCause(of: finding)
          )
        },
        findingCount: part.audit.findingCount,
        unreadable: part.unreadable
      )
    }
  }

  private enum CodingKeys: String, CodingKey {
    case proved, damage, jobs
    case fireTimes = "fire_times"
  }
}
