package import Daemon
import Foundation
import Glibc
import Scheduler

/// A control server over a fake daemon, on a thread of its own, for clients that block as those of another process do.
package final class ServedTarget {
  /// What the thread does besides serving.
  package struct Script: Sendable {
    /// What the daemon holds, before the first client comes.
    package var prepare: @Sendable (FakeTarget) -> Void

    /// What happens after each turn.
    package var afterTurn: @Sendable (FakeTarget, ControlServer) -> Void

    package init(
      afterTurn: @escaping @Sendable (FakeTarget, ControlServer) -> Void = { _, _ in },
      prepare: @escaping @Sendable (FakeTarget) -> Void
    ) {
      self.prepare = prepare
      self.afterTurn = afterTurn
    }
  }

  private let stopPipe: [Int32]
  private let ended = DispatchSemaphore(value: 0)

  /// Serves until `stop` is called, or the last reference goes.
  ///
  /// - Parameters:
  ///   - path: Where to listen; clients may connect as soon as this returns.
  ///   - script: What the daemon holds and does.
  /// - Throws: What kept it from listening.
  package init(path: String, _ script: Script) throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SystemError("pipe") }
    stopPipe = ends
    let started = DispatchSemaphore(value: 0)
    let (stop, ended) = (ends[0], ended)
    Thread.detachNewThread {
      defer { ended.signal() }
      let target = FakeTarget()
      script.prepare(target)
      guard let listener = try? ControlListener(path: path),
        let server = try? ControlServer(listener: listener, target: target)
      else {
        started.signal()
        return
      }
      started.signal()
      Self.serve(server, target, script, until: stop)
    }
    started.wait()
    guard access(path, F_OK) == 0 else { throw SystemError("listen \(path)") }
  }

  deinit {
    stop()
    for end in stopPipe { close(end) }
  }

  /// Stops serving, as a daemon does that leaves; returns when the socket is gone.
  package func stop() {
    var byte: UInt8 = 0
    write(stopPipe[1], &byte, 1)
    ended.wait()
    // Once more for whoever waits next.
    ended.signal()
  }

  private static func serve(
    _ server: ControlServer,
    _ target: FakeTarget,
    _ script: Script,
    until stop: Int32
  ) {
    while true {
      var watched = [
        pollfd(fd: server.pollDescriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
      ]
      let timeout = server.nextTimeout(at: SystemClock.read().uptime)
      poll(&watched, 2, timeout.map { Int32(clamping: ($0.nanoseconds + 999_999) / 1_000_000) } ?? -1)
      if watched[1].revents != 0 { return server.close() }
      server.run(at: SystemClock.read().uptime)
      script.afterTurn(target, server)
    }
  }
}
