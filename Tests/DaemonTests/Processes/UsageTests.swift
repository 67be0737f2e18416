import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `What a process has used` {
  @Test func `is its own processor time and memory, and what it wrote`() throws {
    let harness = try ProcessHarness()
    let busy = "i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done; head -c 12345 /dev/zero"
    let (run, _) = try harness.start(.shell(busy))
    #expect(try harness.end(of: run) == .exited(0))
    let usage = try #require(harness.usage(of: run))
    #expect(usage.userTime > .zero && usage.userTime < .seconds(20))
    #expect(usage.systemTime >= .zero)
    #expect(usage.peakMemory > 100 * 1024)
    #expect(usage.outputBytes == 12_345)
  }

  @Test func `counts the children that it waited for`() throws {
    let harness = try ProcessHarness()
    let child = "sh -c 'i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done'"
    let (run, _) = try harness.start(.shell("\(child); true"))
    #expect(try harness.end(of: run) == .exited(0))
    #expect(try #require(harness.usage(of: run)).userTime > .zero)
  }

  @Test func `is known of one that was killed, too`() throws {
    let harness = try ProcessHarness()
    let (run, _) = try harness.start(.shell("printf abc; exec sleep 1000"))
    #expect(try harness.turn { harness.table.bytesRead == 3 })
    harness.table.signal(run, .kill)
    #expect(try harness.end(of: run) == .signaled(SIGKILL))
    #expect(try #require(harness.usage(of: run)).outputBytes == 3)
  }
}
