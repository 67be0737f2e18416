import CronParser
import Scheduler

/// Two zones that need no file.
private struct FixedZones: ZoneSource {
  var names: [String] { ["UTC", "Etc/GMT-3"] }

  func zone(named name: String) throws(ZoneError) -> Zone {
    switch name {
    case "UTC": .utc
    case "Etc/GMT-3": Zone(fixedOffset: 10_800, name: name)
    default: throw .unknown(name)
    }
  }

  func localZone() throws(ZoneError) -> Zone { .utc }
}

private let zones = FixedZones()
private let moment = Moment(wall: Instant(seconds: 1_767_225_600), uptime: Uptime(nanoseconds: 0))

/// Any bytes as a job file: every problem has its place, and what is read can be written, read back and scheduled.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Input(start, count).rest
  let reading = JobFile.read(bytes, zones: zones)
  law("there is a configuration or an error", (reading.configuration == nil) == !reading.errors.isEmpty)
  let places = reading.problems.map { ($0.line, $0.column) }
  law("problems are in order", zip(places, places.dropFirst()).allSatisfy { $0 <= $1 })
  let lines = bytes.count { $0 == 0x0A } + 1
  law(
    "problems lie in the file",
    places.allSatisfy { (1...lines).contains($0.0) && (1...bytes.count + 1).contains($0.1) }
  )
  law("a problem is one line", reading.problems.allSatisfy { !$0.rendered(file: "f").contains("\n") })
  guard let configuration = reading.configuration else { return 0 }
  for job in configuration.jobs { check(job) }
  schedule(configuration)
  return 0
}

private func check(_ job: Job) {
  law("a summary says something", !job.trigger.summary.isEmpty, job.id.description)
  let text = job.trigger.text(in: job.zone)
  let again = try? Trigger(text: text, zones: zones, jobID: job.id)
  law("a trigger that is written reads back", again == job.trigger, text.json)
  guard case .timed(let trigger) = job.trigger else { return }
  var instant = moment.wall
  for _ in 0..<5 {
    guard let next = trigger.next(after: instant) else { return }
    law("the next fire time is later", next > instant, text.json)
    law("it is the latest up to itself", trigger.latest(through: next, after: instant) == next, text.json)
    instant = next
  }
}

/// A start, and a turn a day later, with every process at its end at once.
private func schedule(_ configuration: Configuration) {
  var core = SchedulerCore(configuration)
  var events: [(Event, Moment)] = [(.launched, moment), (.woke, moment)]
  let later = Moment(wall: moment.wall + .hours(24), uptime: moment.uptime + .hours(24))
  events += [(.woke, later), (.reloaded(configuration), later), (.woke, later), (.shutdownRequested, later)]
  for (event, now) in events {
    var actions = core.handle(event, at: now)
    for _ in 0..<200 {
      guard let action = actions.popLast() else { break }
      guard case .start(let start) = action else { continue }
      actions += core.handle(.started(start.run.id, ProcessIdentity(pid: 1, startTicks: 1)), at: now)
      actions += core.handle(.exited(start.run.id, .exited(Int32(start.run.id.number % 2))), at: now)
    }
    let broken = core.brokenInvariants()
    law("the core's books add up", broken.isEmpty, broken.joined(separator: "; "))
  }
}
