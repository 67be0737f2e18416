import Glibc
import SimulationWorld

/// Runs simulated worlds by their seeds, for scripts and for tests that need another process.
///
///     simulate-seeds FIRST LAST STEPS        says nothing but what fails; exit status 1 at the first seed that does
///     simulate-seeds count FIRST LAST STEPS  in how many of the seeds something fails
///     simulate-seeds digest FIRST LAST STEPS one line a seed: its number and what its transcript comes to
///     simulate-seeds show SEED SEED STEPS    what fails, and the transcript
@main struct SimulateSeeds {
  static func main() throws {
    var words = Array(CommandLine.arguments.dropFirst())
    let verb = words.first.flatMap { UInt64($0) == nil ? words.removeFirst() : nil } ?? "find"
    let numbers = words.compactMap { UInt64($0) }
    guard words.count == 3, numbers.count == 3, numbers[0] <= numbers[1] else { usage() }
    let (seeds, steps) = (numbers[0]...numbers[1], Int(clamping: numbers[2]))
    switch verb {
    case "find": try find(seeds, steps)
    case "count": try count(seeds, steps)
    case "digest": try digest(seeds, steps)
    case "show": try show(seeds, steps)
    default: usage()
    }
  }

  private static func usage() -> Never {
    print("usage: simulate-seeds [count|digest|show] FIRST LAST STEPS")
    exit(2)
  }

  private static func find(_ seeds: ClosedRange<UInt64>, _ steps: Int) throws {
    for seed in seeds {
      var world = try World(seed: seed)
      let faults = world.run(steps: steps)
      guard faults.isEmpty else {
        print("seed \(seed): \(faults.joined(separator: "; "))")
        exit(1)
      }
    }
  }

  private static func count(_ seeds: ClosedRange<UInt64>, _ steps: Int) throws {
    var failing = 0
    for seed in seeds {
      var world = try World(seed: seed)
      if !world.run(steps: steps).isEmpty { failing += 1 }
    }
    print("\(failing) of \(seeds.count)")
  }

  private static func digest(_ seeds: ClosedRange<UInt64>, _ steps: Int) throws {
    for seed in seeds {
      var world = try World(seed: seed, transcribes: true)
      _ = world.run(steps: steps)
      print("\(seed) \(String(world.digest, radix: 16))")
    }
  }

  /// A line of a transcript without what is not there.
  private static func brief(_ line: String) -> String {
    let fields = line.split(separator: ", ").filter { !$0.hasSuffix(": nil") }
    return fields.joined(separator: ", ").split(separator: "Scheduler.").joined()
  }

  private static func show(_ seeds: ClosedRange<UInt64>, _ steps: Int) throws {
    for seed in seeds {
      var world = try World(seed: seed, transcribes: true)
      let faults = world.run(steps: steps)
      for line in world.transcript { print(brief(line)) }
      print("seed \(seed): \(faults.isEmpty ? "nothing" : faults.joined(separator: "; "))")
      if !faults.isEmpty { exit(1) }
    }
  }
}
