import Scheduler
import SimulationWorld
import Testing

/// Random worlds under everything that can go wrong; a failure names its seed.
@Suite struct `A simulated daemon` {
  @Test(arguments: 1...200)
  func `keeps its word under every seed`(_ seed: Int) throws {
    var world = try World(seed: UInt64(seed))
    #expect(world.run(steps: 150) == [])
  }

  /// Seeds that found something, beyond the first two hundred.
  @Test(arguments: [282, 465] as [UInt64])
  func `keeps its word under the seeds that found something`(_ seed: UInt64) throws {
    var world = try World(seed: seed)
    #expect(world.run(steps: 150) == [])
  }

  @Test func `keeps its word under a fresh seed`() throws {
    let seed = UInt64.random(in: 1_000...UInt64.max)
    print("fresh seed: \(seed)")
    var world = try World(seed: seed)
    #expect(world.run(steps: 400) == [], "scripts/simulate-forever \(seed)")
  }
}

/// Every way in which something may end, and none besides, comes up in the worlds.
@Suite struct `An outcome and its reason` {
  private static func endings() throws -> Set<Ending> {
    var endings: Set<Ending> = []
    for seed in 1...UInt64(200) {
      var world = try World(seed: seed)
      _ = world.run(steps: 150)
      endings.formUnion(world.checker.endings)
    }
    return endings
  }

  @Test func `are each reached, and no other pair is`() throws {
    let endings = try Self.endings()
    #expect(endings.sorted() == Ending.all.sorted())
    #expect(Set(endings.map(\.reason)) == Set(Reason.allCases))
    #expect(Set(endings.map(\.outcome)) == Set(Outcome.allCases))
  }
}
