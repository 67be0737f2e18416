import CronParser

/// Any text as a cron expression: it is read or refused in words, and what it names agrees with itself.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = Input(start, count)
  let hasExtensions = input.byte() & 1 == 1
  // 1960 to 2210, so that both ends of the years that are searched are in it.
  let seconds = Int64(input.number() % 7_900_000_000) - 315_619_200
  let text = String(decoding: input.rest, as: UTF8.self)
  let options = CronOptions(allowsExtendedDays: hasExtensions, hashKey: hasExtensions ? "job" : nil)
  do {
    check(try CronExpression(text, options: options), at: CivilTime(seconds: seconds))
  } catch {
    law("the column lies in the text", (1...text.unicodeScalars.count + 1).contains(error.column), text)
    law("the message is short", error.description.utf8.count < 400, text)
    law("the message is one line", !error.description.unicodeScalars.contains { $0.value < 32 }, text)
  }
  return 0
}

private func check(_ expression: CronExpression, at time: CivilTime) {
  law("the explanation says something", !expression.explanation.description.isEmpty, expression.text)
  let length = expression.text.unicodeScalars.count
  for warning in expression.warnings {
    law("a warning has a place", warning.column <= length, expression.text)
    law("a warning says something", !warning.description.isEmpty, expression.text)
  }
  let next = expression.first(atOrAfter: time)
  let previous = expression.last(atOrBefore: time)
  if let next {
    law("the next time is not before", next.seconds >= time.seconds, expression.text)
    law("the next time matches", expression.matches(next), expression.text)
    law("the way back leads to it", expression.last(atOrBefore: next) == next, expression.text)
    law("it is the only one on the way", expression.count(from: time, through: next) == 1, expression.text)
  }
  if let previous {
    law("the last time is not after", previous.seconds <= time.seconds, expression.text)
    law("the last time matches", expression.matches(previous), expression.text)
    law("the way on leads to it", expression.first(atOrAfter: previous) == previous, expression.text)
    law("it is the only one since", expression.count(from: previous, through: time) == 1, expression.text)
  }
  let isSilent = next == nil && previous == nil
  let isNever = expression.neverFires || expression.isReboot
  law("what never fires names no time", isSilent == isNever, expression.text)
}
