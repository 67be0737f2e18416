import Daemon
import Scheduler

extension Command {
  private static let forget = Option("--cancel", value: "ID", "Forget one of them")

  /// The runs by hand that wait for their instants.
  package static let deferred = Command(
    name: "deferred",
    summary: "List the runs by hand that wait for their instants",
    usage: ["deferred [--json] [--socket PATH]", "deferred --cancel ID [--socket PATH]"],
    discussion: """
      "schedd trigger JOB --at TIME" makes them. Once its instant has come, a run is
      one like every other: see "schedd history" and "schedd cancel".
      """,
    options: [forget, .json, .socket]
  ) { arguments, console in
    let id = try arguments.number(forget, in: 1...Int(Int64.max))
    if id != nil { try arguments.check(forget, conflictsWith: .json) }
    let client = try console.client(arguments)
    if let id {
      try client.cancelDeferred(Int64(id))
      console.print("deferred run \(id) is forgotten\n")
      return .done
    }
    let deferred = try client.deferred().sorted { ($0.instant, $0.id) < ($1.instant, $1.id) }
    if arguments.has(.json) {
      console.print(json: deferred)
    } else if deferred.isEmpty {
      console.complain("no run waits for its instant\n")
    } else {
      console.print(table(deferred, console))
    }
    return .done
  }

  private static func table(_ deferred: [DeferredObject], _ console: Console) -> String {
    var table = TextTable([
      .init("ID", isNumber: true), .init("JOB", narrowest: 12), .init("TIME"), .init("ACTOR", narrowest: 5),
    ])
    for item in deferred {
      let time = TimeText.compact(item.instant, in: console.zone, now: console.now)
      table.append([.init("\(item.id)"), .init(item.job), .init(time), .init(item.actor ?? "-")])
    }
    return table.rendered(width: console.width, isColored: console.isColored)
  }
}

extension DeferredObject {
  /// When the run is made; a daemon that writes something else is not understood, and its item comes first.
  fileprivate var instant: Instant { Instant(rfc3339: at) ?? .epoch }

  /// The same as people read it.
  func time(_ console: Console) -> String {
    TimeText.absolute(instant, in: console.zone, now: console.now)
  }
}
