import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `Jobs that write much` {
  @Test func `share what one turn reads, and hold nobody up`() throws {
    let harness = try ProcessHarness()
    var runs: [RunID] = []
    for _ in 0..<20 { runs.append(try harness.start(.arguments(["yes"])).run) }
    #expect(try harness.turn { runs.allSatisfy { !harness.output(of: $0).isEmpty } })
    let (quick, _) = try harness.start(.shell("echo done"))
    var turns = 0
    while harness.status(of: quick) == nil, turns < 100_000 {
      let before = harness.table.bytesRead
      try harness.turn(milliseconds: 20_000)
      #expect(harness.table.bytesRead - before <= ProcessTable.readBudget)
      turns += 1
    }
    #expect(harness.status(of: quick) == .exited(0))
    #expect(harness.lines(of: quick) == ["done"])
    for run in runs { harness.table.signal(run, .kill) }
    #expect(try harness.turn { harness.table.isEmpty })
    // Every one was shown something, and no more than a second's worth for each second.
    for run in runs { #expect(harness.lines(of: run).count >= 2_000) }
  }

  @Test func `have all that they wrote before their end read or counted`() throws {
    let harness = try ProcessHarness()
    // More than the pipe holds, so that it is not read in one go.
    let (run, _) = try harness.start(.shell("head -c 3000000 /dev/zero | tr '\\0' '\\n'"))
    #expect(try harness.end(of: run) == .exited(0))
    #expect(harness.table.bytesRead == 3_000_000)
    var lines = 0
    for item in harness.output(of: run) {
      switch item {
      case .line: lines += 1
      case .cutLine: break
      case .notShown(let count, _): lines += count
      }
    }
    #expect(lines == 3_000_000)
  }

  @Test func `have a small share where many are ready`() throws {
    let harness = try ProcessHarness()
    let (run, _) = try harness.start(.arguments(["yes"]))
    _ = try harness.turn { !harness.output(of: run).isEmpty }
    for (ready, most) in [(1, 65_536), (64, 16_384), (100_000, 4_096)] {
      let before = harness.table.bytesRead
      harness.table.beginTurn(ready: ready, at: .zero)
      harness.table.outputIsReady(run, at: SystemClock.read().uptime)
      #expect(harness.table.bytesRead - before <= most)
    }
    harness.table.signal(run, .kill)
    _ = try harness.end(of: run)
  }
}

@Suite struct `What ends leaves nothing open` {
  @Test func `whether it ran, failed or never was`() async {
    await #expect(processExitsWith: .success) {
      let harness = try ProcessHarness()
      let before = openDescriptors()
      for _ in 0..<20 {
        let (run, _) = try harness.start(.shell("echo x"))
        _ = try harness.end(of: run)
        _ = try? harness.start(.arguments(["/nope"]))
        let (killed, _) = try harness.start(.arguments(["sleep", "1000"]))
        harness.table.signal(killed, .kill)
        _ = try harness.end(of: killed)
      }
      try #require(try harness.turn { harness.table.isEmpty })
      // The testing library opens or closes one now and then; a leak would be a multiple of twenty.
      try #require(openDescriptors() < before + 10)
      // And no zombie.
      try #require(waitpid(-1, nil, WNOHANG) == -1)
      try #require(errno == ECHILD)
    }
  }
}

/// How many descriptors this process has open.
private func openDescriptors() -> Int {
  guard let folder = opendir("/proc/self/fd") else { return -1 }
  defer { closedir(folder) }
  var count = 0
  while readdir(folder) != nil { count += 1 }
  return count
}
