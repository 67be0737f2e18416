import ControlFixtures
import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `A service manager` {
  struct Row: Sendable, CustomTestStringConvertible {
    var messages: [ServiceManager.Message]
    var text: String

    var testDescription: String { text }
  }

  static let rows: [Row] = [
    Row(messages: [.ready], text: "READY=1"),
    Row(messages: [.reloading(Uptime(nanoseconds: 4_200_999))], text: "RELOADING=1\nMONOTONIC_USEC=4200"),
    Row(messages: [.stopping, .status("stopping")], text: "STOPPING=1\nSTATUS=stopping"),
    Row(messages: [.watchdog], text: "WATCHDOG=1"),
    // A line feed would begin another line.
    Row(messages: [.status("3 jobs\nREADY=1")], text: "STATUS=3 jobs READY=1"),
  ]

  @Test(arguments: rows, [false, true])
  func `is told in one datagram, at a path or an abstract name`(_ row: Row, _ isAbstract: Bool) throws {
    let directory = try TemporaryDirectory()
    let name = isAbstract ? "@" + directory.path : directory.appending("notify")
    let listener = try DatagramListener(path: name)
    try ServiceManager(socket: name).tell(row.messages)
    #expect(try listener.next() == row.text)
  }

  @Test func `is not told the same status again`() throws {
    let directory = try TemporaryDirectory()
    let listener = try DatagramListener(path: directory.appending("notify"))
    let manager = try ServiceManager(socket: directory.appending("notify"))
    try manager.tell([.ready, .status("3 jobs")])
    try manager.tell([.status("3 jobs")])
    try manager.tell([.ready, .status("3 jobs")])
    try manager.tell([.status("4 jobs")])
    #expect(try listener.next() == "READY=1\nSTATUS=3 jobs")
    #expect(try listener.next() == "READY=1\nSTATUS=3 jobs")
    #expect(try listener.next() == "STATUS=4 jobs")
  }

  @Test(arguments: ["", "/", "notify", "@", "vsock:2:1234", "/" + String(repeating: "x", count: 108)])
  func `is refused where no datagram can reach it`(_ name: String) {
    #expect(throws: SystemError("NOTIFY_SOCKET \(name)", code: EINVAL)) { try ServiceManager(socket: name) }
  }

  @Test func `that is gone is an error and no signal`() throws {
    let directory = try TemporaryDirectory()
    let manager = try ServiceManager(socket: directory.appending("notify"))
    #expect(throws: SystemError("sendto NOTIFY_SOCKET", code: ENOENT)) { try manager.tell([.ready]) }
  }
}
