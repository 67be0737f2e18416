import CronParser
import Scheduler
import Testing

/// A trigger that is searched in vain.
private struct Nesting: Sendable, CustomTestStringConvertible {
  let name: String
  let make: @Sendable () throws -> TimedTrigger

  init(_ name: String, _ make: @escaping @Sendable () throws -> TimedTrigger) {
    self.name = name
    self.make = make
  }

  var testDescription: String { name }
}

@Suite struct `A search in nested triggers` {
  /// Two intervals that never meet, in so many layers of `all`, each beside a rule that always has a next instant.
  private static func all(_ depth: Int) throws -> TimedTrigger {
    guard depth > 0 else {
      return try TimedTrigger(.all([every(.seconds(1)), every(.seconds(1), from: .milliseconds(500))]))
    }
    return try TimedTrigger(.all([any(all(depth - 1)), every(.seconds(1), from: .milliseconds(250))]))
  }

  private static func any(_ hopeless: TimedTrigger) throws -> TimedTrigger {
    try TimedTrigger(.any([hopeless, every(.seconds(1), from: .milliseconds(125))]))
  }

  private static func excluding(_ depth: Int) throws -> TimedTrigger {
    let excluded = depth > 0 ? try any(excluding(depth - 1)) : try every(.milliseconds(125))
    return try TimedTrigger(
      .interval(Interval(every: .milliseconds(125))),
      exclusions: [.trigger(excluded), .trigger(every(.milliseconds(125)))]
    )
  }

  private static func every(_ period: TimeAmount, from anchor: TimeAmount = .zero) throws -> TimedTrigger {
    try TimedTrigger(.interval(Interval(every: period, anchor: .epoch + anchor)))
  }

  private static let nestings: [Nesting] = [
    Nesting("all, alone") { try all(0) },
    Nesting("all in any in all") { try all(1) },
    Nesting("six layers of all") { try all(6) },
    Nesting("excluded, alone") { try excluding(0) },
    Nesting("six layers of exclusions") { try excluding(6) },
    Nesting("exclusions in all") { try TimedTrigger(.all([all(2), excluding(2), all(2)])) },
    Nesting("a hundred of them side by side") {
      try TimedTrigger(.any((0..<100).map { _ in try all(2) }))
    },
  ]

  /// What those steps may exceed the budget by: the parts of the largest trigger above.
  private static let slack = 2000

  @Test(arguments: nestings)
  fileprivate func `takes no more steps than one that is not nested`(_ nesting: Nesting) throws {
    let trigger = try nesting.make()
    var budget = SearchBudget(steps: 10_000)
    #expect(trigger.next(after: .epoch, &budget) == nil)
    #expect(budget.stepsLeft >= -Self.slack)
    budget = SearchBudget(steps: 10_000)
    #expect(trigger.latest(through: "2026-01-01T00:00:00Z", after: .epoch, &budget) == nil)
    #expect(budget.stepsLeft >= -Self.slack)
    budget = SearchBudget(steps: 10_000)
    _ = trigger.count(after: .epoch, through: "2026-01-01T00:00:00Z", &budget)
    #expect(budget.stepsLeft >= -Self.slack)
  }

  @Test func `pays for what is nested in it`() throws {
    let seconds = try Self.every(.seconds(1))
    let trigger = try TimedTrigger(.all([TimedTrigger(.any([Self.all(0), seconds])), seconds]))
    var budget = SearchBudget(steps: 10_000)
    #expect(trigger.next(after: .epoch, &budget) == "1970-01-01T00:00:01Z")
    // The hopeless one of two has had its half, and little more was needed.
    #expect((4900...5000).contains(budget.stepsLeft))
  }

  @Test func `leaves enough for the others of any`() throws {
    let minutes = try TimedTrigger(.all([.cron("*/20 * * * *"), .cron("*/30 * * * *")]))
    let trigger = try TimedTrigger(.any([Self.all(3), minutes, Self.excluding(3)]))
    #expect(trigger.next(after: "2026-01-01T00:00:00Z") == "2026-01-01T01:00:00Z")
    #expect(
      trigger.latest(through: "2026-01-01T00:59:59Z", after: "2025-12-31T00:00:00Z")
        == "2026-01-01T00:00:00Z"
    )
  }

  @Test func `asks for a fire time without searching`() throws {
    let minutes = try TimedTrigger(.all([.cron("*/20 * * * *"), .cron("*/30 * * * *")]))
    let trigger = try TimedTrigger(
      .any([Self.all(6), minutes]),
      exclusions: [.trigger(.cron("0 2 * * *")), .trigger(Self.excluding(6))]
    )
    #expect(trigger.fires(at: "2026-01-01T01:00:00Z"))
    #expect(!trigger.fires(at: "2026-01-01T01:20:00Z"))
    #expect(!trigger.fires(at: "2026-01-01T02:00:00Z"))
  }
}
