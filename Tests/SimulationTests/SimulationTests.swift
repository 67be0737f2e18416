import Foundation
import Scheduler
import SimulationWorld
import Testing

/// Random worlds under everything that can go wrong; a failure names its seed.
@Suite struct `A simulated daemon` {
  /// One test and not two hundred: what they come to together is looked at too.
  @Test func `keeps its word under two hundred seeds, and everything ends in every way that there is`() throws
  {
    var endings: Set<Ending> = []
    for seed in 1...UInt64(200) {
      var world = try World(seed: seed)
      #expect(world.run(steps: 150) == [], "simulate-seeds show \(seed) 150")
      endings.formUnion(world.checker.endings)
    }
    #expect(endings.sorted() == Ending.all.sorted())
    #expect(Set(endings.map(\.reason)) == Set(Reason.allCases))
    #expect(Set(endings.map(\.outcome)) == Set(Outcome.allCases))
  }

  /// Seeds that have found something; what they mean changes with the worlds, so what they found is told by stories
  /// besides: `What the simulation found`.
  @Test(arguments: [32, 101, 153, 249, 282, 369, 400, 465, 665] as [UInt64])
  func `keeps its word under the seeds that found something`(_ seed: UInt64) throws {
    var world = try World(seed: seed)
    #expect(world.run(steps: 400) == [], "scripts/simulate-forever \(seed)")
  }

  @Test func `keeps its word under a fresh seed`() throws {
    let seed = UInt64.random(in: 1_000...UInt64.max)
    print("fresh seed: \(seed)")
    var world = try World(seed: seed)
    #expect(world.run(steps: 400) == [], "scripts/simulate-forever \(seed)")
  }
}

/// What the documentation says of ends, and what the checker lets pass, are the same.
@Suite struct `The page about semantics` {
  @Test func `lists every outcome with every reason, and no other`() throws {
    let page = FaultyCore.root.appending(path: "docs/semantics.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let rows = text.matches(of: /\| `([a-z_]+)` \| `([a-z_]+)` \| [^|]+ \|/).compactMap { row -> Ending? in
      guard let outcome = Outcome(rawValue: String(row.1)), let reason = Reason(rawValue: String(row.2))
      else { return nil }
      return Ending(outcome, reason)
    }
    #expect(rows.sorted() == Ending.all.sorted())
  }
}

/// A seed says everything: neither the process nor the order of a hash table does.
@Suite struct `The same seed` {
  @Test func `gives the same transcript in two other processes`() throws {
    let program = try Program.path(of: "simulate-seeds")
    // Each process hashes otherwise, unless it is told not to.
    let hashing = ["SWIFT_DETERMINISTIC_HASHING": nil] as [String: String?]
    let (one, first) = try Program.run([program, "digest", "1", "12", "150"], hashing)
    let (other, second) = try Program.run([program, "digest", "1", "12", "150"], hashing)
    #expect(one == 0 && other == 0)
    #expect(first.split(separator: "\n").count == 12)
    #expect(first == second)

    var world = try World(seed: 7, transcribes: true)
    _ = world.run(steps: 150)
    #expect(first.split(separator: "\n").contains("7 \(String(world.digest, radix: 16))"))
  }
}
