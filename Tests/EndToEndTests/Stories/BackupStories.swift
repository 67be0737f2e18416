import Foundation
import Glibc
import Scheduler
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A backup` {
  private static let jobs = """
    {"jobs": [
      {"id": "tick", "trigger": {"interval": "50ms"}, "command": ["true"]},
      {"id": "tock", "trigger": {"interval": "200ms"}, "command": ["true"], "coalesce": "all", "max_catch_up": 3}
    ]}
    """

  @Test func `of a busy daemon is put back as the page about the ledger says, and the account adds up`()
    async throws
  {
    try await story { story in
      let daemon = try await story.start(Self.jobs)
      try await daemon.lines("ended", job: "tick", count: 5)
      let copy = story.path("copy.db")
      let made = try await story.schedd("backup", copy, "--state-dir", story.stateDirectory)
      #expect(made.status == 0)
      #expect(made.output.hasPrefix("\(copy): the whole ledger, "))
      #expect(made.errors == "")
      let again = try await story.schedd("backup", copy, "--state-dir", story.stateDirectory)
      #expect(again.status == 1)
      #expect(again.errors.contains("a backup overwrites nothing"))
      try await daemon.lines("ended", job: "tick", after: daemon.lines.last, count: 5)
      #expect(try await daemon.stop() == .exited(0))
      let before = try story.recorded().count

      for name in ["schedd.db", "schedd.db-wal", "schedd.db-shm"] { unlink(story.path("state/" + name)) }
      try FileManager.default.copyItem(atPath: copy, toPath: story.path("state/schedd.db"))
      let kept = try story.recorded().filter { $0.outcome != nil }
      #expect(kept.count >= 5 && kept.count < before)
      let next = try await story.start()
      try await next.lines("ended", job: "tock", count: 5)
      #expect(try await next.stop() == .exited(0))
      #expect(Set(try story.recorded()).isSuperset(of: kept))
      let audit = try await story.schedd("audit", "--state-dir", story.stateDirectory)
      #expect(audit.status == 0, "\(audit.output)\(audit.errors)")

      let idle = try await story.schedd("backup", story.path("idle.db"), "--state-dir", story.stateDirectory)
      #expect(idle.status == 0)
    }
  }
}
