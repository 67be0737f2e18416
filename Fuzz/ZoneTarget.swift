import CronParser
import Scheduler

private let fixedTimes = (try? CronExpression("30 2 * * *")).map(TimedTrigger.Rule.cron)
private let wildcard = (try? CronExpression("*/10 * * * *")).map(TimedTrigger.Rule.cron)

/// Any bytes as a zone file: they are refused in words, or make a zone in which triggers keep their laws.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Input(start, count)
  // The instant comes from the first transitions, where something happens, and not from bytes behind the footer.
  let bytes = input.rest
  let seed = bytes.dropFirst(44).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
  do {
    let zone = try Zone(name: "Fuzz/Zone", bytes: bytes)
    for instant in [Int64(seed % 7_258_118_400), 0, 1_800_000_000, 7_000_000_000] {
      check(zone, at: Instant(seconds: instant))
    }
  } catch {
    guard case .malformed(_, let why) = error else { preconditionFailure("another error than malformed") }
    law("the reason says something", !why.isEmpty)
  }
  return 0
}

private func check(_ zone: Zone, at instant: Instant) {
  let offset = zone.offset(at: instant)
  law("an offset is less than 26 hours", abs(offset) < 26 * 3600)
  law("civil time is the offset away", zone.civilTime(at: instant).seconds == instant.seconds + Int64(offset))
  for rule in [fixedTimes, wildcard] {
    guard let rule, let trigger = try? TimedTrigger(rule, zone: zone) else { continue }
    check(trigger, after: instant)
  }
}

private func check(_ trigger: TimedTrigger, after start: Instant) {
  var instant = start
  var count = 0
  for _ in 0..<40 {
    guard let next = trigger.next(after: instant) else { break }
    law("the next fire time is later", next > instant)
    law("it is a fire time", trigger.fires(at: next))
    law("it is the latest up to itself", trigger.latest(through: next, after: instant) == next)
    instant = next
    count += 1
  }
  law("counting agrees with walking", trigger.count(after: start, through: instant) == count)
}
