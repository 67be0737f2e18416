import ControlFixtures
import Daemon
import Foundation
import Testing

@Suite struct `The end of a daemon` {
  @Test func `is the end of its process`() throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/cat")
    let input = Foundation.Pipe()
    process.standardInput = input
    try process.run()
    let end = DaemonEnd(path: "/nowhere", process: process.processIdentifier)
    try input.fileHandleForWriting.close()
    try end.wait(interruption: nil)
    process.waitUntilExit()
  }

  @Test func `is the end of its socket where its process cannot be seen`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.appending("s")
    let served = try ServedTarget(
      path: path,
      .init { _, server in
        // Somebody has connected: it is the one who waits.
        server.close()
      } prepare: { _ in
      }
    )
    try DaemonEnd(path: path, process: nil).wait(interruption: nil)
    #expect(access(path, F_OK) != 0)
    served.stop()
  }
}
