import Glibc
import SimulationWorld

/// Runs simulated worlds by their seeds, for scripts and for tests that need another process.
///
///     simulate-seeds find FIRST LAST STEPS     the first seed that fails, with exit status 1; else nothing
///     simulate-seeds count FIRST LAST STEPS    in how many of the seeds something fails
///     simulate-seeds digest FIRST LAST STEPS   a line for each seed: its number and what its transcript comes to
///     simulate-seeds show SEED STEPS           the transcript, and what fails
///     simulate-seeds forever STEPS             fresh seeds until it is stopped
@main struct SimulateSeeds {
  static func main() throws {
    let words = CommandLine.arguments.dropFirst()
    let numbers = words.dropFirst().compactMap { UInt64($0) }
    guard let verb = words.first, let steps = numbers.last, numbers.count == words.count - 1 else { usage() }
    switch (verb, numbers.count) {
    case ("show", 2): try show(numbers[0], Int(clamping: steps))
    case ("forever", 1): try runForever(Int(clamping: steps))
    case ("find", 3) where numbers[0] <= numbers[1]: try find(numbers[0]...numbers[1], Int(clamping: steps))
    case ("count", 3) where numbers[0] <= numbers[1]: try count(numbers[0]...numbers[1], Int(clamping: steps))
    case ("digest", 3) where numbers[0] <= numbers[1]:
      try digest(numbers[0]...numbers[1], Int(clamping: steps))
    default: usage()
    }
  }

  private static func usage() -> Never {
    print("usage: simulate-seeds find|count|digest FIRST LAST STEPS | show SEED STEPS | forever STEPS")
    exit(2)
  }

  private static func faults(_ seed: UInt64, _ steps: Int) throws -> [String] {
    var world = try World(seed: seed)
    return world.run(steps: steps)
  }

  private static func find(_ seeds: ClosedRange<UInt64>, _ steps: Int) throws {
    for seed in seeds {
      let faults = try faults(seed, steps)
      guard faults.isEmpty else {
        print("seed \(seed): \(faults.joined(separator: "; "))")
        exit(1)
      }
    }
  }

  private static func count(_ seeds: ClosedRange<UInt64>, _ steps: Int) throws {
    let failing = try seeds.filter { try !faults($0, steps).isEmpty }
    print("\(failing.count) of \(seeds.count)")
  }

  private static func digest(_ seeds: ClosedRange<UInt64>, _ steps: Int) throws {
    for seed in seeds {
      var world = try World(seed: seed, transcribes: true)
      _ = world.run(steps: steps)
      print("\(seed) \(String(world.digest, radix: 16))")
    }
  }

  private static func show(_ seed: UInt64, _ steps: Int) throws {
    if try !report(seed, steps, lines: .max) { exit(1) }
  }

  /// Says what a seed comes to.
  ///
  /// - Returns: Whether nothing fails.
  private static func report(_ seed: UInt64, _ steps: Int, lines: Int) throws -> Bool {
    var world = try World(seed: seed, transcribes: true)
    let faults = world.run(steps: steps)
    for line in world.transcript.suffix(lines) { print(brief(line)) }
    print("seed \(seed): \(faults.isEmpty ? "nothing fails" : faults.joined(separator: "; "))")
    return faults.isEmpty
  }

  private static func runForever(_ steps: Int) throws {
    var (seeds, failing) = (0, 0)
    var next = UInt64.random(in: 1_000_000...(UInt64.max / 2))
    while true {
      if try !faults(next, steps).isEmpty, try !report(next, steps, lines: 40) {
        failing += 1
        print("again, in full: scripts/simulate-forever \(next)")
      }
      seeds += 1
      next += 1
      if seeds.isMultiple(of: 1_000) { print("\(seeds) seeds, \(failing) of them failing") }
      // Whoever writes it to a file wants to see it grow.
      fflush(nil)
    }
  }

  /// A line of a transcript without what is not there.
  private static func brief(_ line: String) -> String {
    let fields = line.split(separator: ", ").filter { !$0.hasSuffix(": nil") }
    return fields.joined(separator: ", ").split(separator: "Scheduler.").joined()
  }
}
