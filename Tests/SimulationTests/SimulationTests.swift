import Scheduler
import Testing

/// Random worlds under everything that can go wrong; a failure names its seed.
@Suite struct `A simulated daemon` {
  @Test(arguments: 1...200)
  func `keeps its word under every seed`(_ seed: Int) throws {
    var world = try World(seed: UInt64(seed))
    let faults = try world.run(steps: 150)
    #expect(faults == [])
  }

  @Test func `keeps its word under a fresh seed`() throws {
    let seed = UInt64.random(in: 1_000...UInt64.max)
    var world = try World(seed: seed)
    let faults = try world.run(steps: 400)
    #expect(faults == [], "seed \(seed)")
  }

  @Test(arguments: [3, 17, 91])
  func `does the same for the same seed`(_ seed: Int) throws {
    var one = try World(seed: UInt64(seed))
    var other = try World(seed: UInt64(seed))
    _ = try one.run(steps: 200)
    _ = try other.run(steps: 200)
    #expect(one.digest == other.digest)
  }
}
