import CLinux
import Daemon
import Foundation
import Glibc

/// What /proc shows of the machine's processes.
enum LiveProcesses {
  /// The processes of runs of one state directory.
  static func ofRuns(stateID: String) -> [Int32] {
    let mark = Array("SCHEDD_STATE_ID=\(stateID)".utf8)
    return all.filter { pid in
      contents("/proc/\(pid)/environ").split(separator: 0).contains { $0.elementsEqual(mark) }
    }
  }

  /// The children of a process with one thread.
  static func children(of pid: Int32) -> [Int32] {
    String(decoding: contents("/proc/\(pid)/task/\(pid)/children"), as: UTF8.self)
      .split(separator: " ").compactMap { Int32($0) }
  }

  /// What a process is called.
  static func name(of pid: Int32) -> String {
    String(decoding: contents("/proc/\(pid)/comm"), as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  /// Whether a number means no process, not even one that has ended and was not reaped.
  static func isGone(_ pid: Int32) -> Bool { kill(pid, 0) != 0 && errno == ESRCH }

  /// Whether a process has ended, reaped or not.
  static func hasEnded(_ pid: Int32) -> Bool {
    let pidfd = linux_pidfd_open(pid)
    guard pidfd >= 0 else { return errno == ESRCH }
    defer { close(pidfd) }
    var watched = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
    return poll(&watched, 1, 0) == 1
  }

  /// Waits for a process that somebody else will reap.
  ///
  /// - Returns: Whether it has ended within the limit.
  static func end(of pid: Int32, within limit: Duration = .seconds(20)) async -> Bool {
    let pidfd = linux_pidfd_open(pid)
    guard pidfd >= 0 else { return errno == ESRCH }
    let ended = Promise<Bool>()
    Thread.detachNewThread {
      var watched = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
      ended.keep(poll(&watched, 1, Int32(limit.components.seconds) * 1000) == 1)
      close(pidfd)
    }
    return await ended.value(within: limit + .seconds(1)) ?? false
  }

  private static var all: [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { Int32($0) }
  }

  private static func contents(_ path: String) -> [UInt8] {
    do {
      return try FileDescriptor.open(path).readAll(limit: 1 << 20) ?? []
    } catch {
      return []
    }
  }
}
