import Foundation
import Testing

/// The checker can fail: it finds every fault that is put into the core on purpose.
@Suite struct `A deliberate fault` {
  @Test(arguments: DeliberateFault.all)
  func `stands for one line of the core`(_ fault: DeliberateFault) throws {
    #expect(
      try FaultyCore.occurrences(of: fault) == 1,
      "rewrite the row: \"\(fault.original)\" in \(fault.file)"
    )
    #expect(fault.switched.contains("isFaulty"))
  }

  @Test func `is described once`() {
    #expect(Set(DeliberateFault.all.map(\.description)).count == DeliberateFault.all.count)
  }

  /// Builds the core anew, which takes a minute; `scripts/test` asks for it.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["SCHEDD_FIND_FAULTS"] == "1"))
  func `is found by the simulation`() throws {
    let core = try FaultyCore()
    defer { core.remove() }
    #expect(try core.find(0, seeds: 50) == "", "without a fault nothing is found")
    for (index, fault) in DeliberateFault.all.enumerated() {
      let found = try core.find(index + 1, seeds: 200)
      #expect(found != "", "nothing finds: \(fault)")
      print("\(fault) — \(found.prefix(160))")
    }
  }
}
