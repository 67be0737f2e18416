import Scheduler
import Testing

@Suite struct `The search through a whole file` {
  /// A date between two seconds, and every second: a search of a few steps, in vain.
  private static let hopeless = "{\"all\": [{\"date\": \"2027-01-01T00:00:00.5Z\"}, {\"interval\": \"1s\"}]}"

  /// So many jobs that are searched in vain, and one at the end that needs no search.
  private static func file(_ count: Int) -> [UInt8] {
    let jobs = (0..<count).map { "{\"id\": \"j\($0)\", \"trigger\": \(hopeless), \"shell\": \"true\"},\n" }
    let plain = "{\"id\": \"plain\", \"trigger\": \"30 2 * * *\", \"shell\": \"true\"}"
    return Array("{\"jobs\": [\n\(jobs.joined())\(plain)\n]}".utf8)
  }

  /// How many of a hundred were searched to the end, and how many could not be checked any more.
  private func counts(steps: Int) -> (searched: Int, unchecked: Int) {
    let reading = JobFile.read(Self.file(100), zones: FixedZones(), searches: SearchBudget(steps: steps))
    let messages = reading.problems.map(\.message)
    let searched = messages.prefix { $0.hasSuffix("never fires: the triggers have no instant in common") }
    let unchecked = messages.dropFirst(searched.count).filter {
      $0.hasSuffix(
        "cannot be checked: the combinations and exclusions of this file take too long to search; "
          + "make them simpler"
      )
    }
    return (searched.count, unchecked.count)
  }

  @Test func `has one budget for all of its triggers`() {
    let some = counts(steps: 200)
    #expect(some.searched > 2 && some.unchecked > 2)
    #expect(some.searched + some.unchecked == 100)
    // Twice the budget goes twice as far.
    let more = counts(steps: 400)
    #expect(abs(more.searched - 2 * some.searched) <= 2)
    #expect(more.searched + more.unchecked == 100)
  }

  @Test func `leaves alone what needs no search, even when nothing is left`() {
    #expect(counts(steps: 0) == (0, 100))
    #expect(JobFile.read(Self.file(0), zones: FixedZones(), searches: SearchBudget(steps: 0)).problems == [])
  }

  @Test func `has enough for a large file as it is`() {
    let reading = JobFile.read(Self.file(2_000), zones: FixedZones())
    #expect(
      reading.problems.count { $0.message.hasSuffix("the triggers have no instant in common") } == 2_000
    )
  }
}
