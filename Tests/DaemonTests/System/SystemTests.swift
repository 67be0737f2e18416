import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `A file descriptor` {
  @Test func `closes itself, and children do not inherit it`() throws {
    let number = try openedAndClosed()
    #expect(fcntl(number, F_GETFD) == -1 || isAnother(number))
  }

  @Test func `reads a file up to a limit`() throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write("file", String(repeating: "x", count: 200_000))
    #expect(try FileDescriptor.open(file).readAll(limit: 200_000)?.count == 200_000)
    #expect(try FileDescriptor.open(file).readAll(limit: 199_999) == nil)
  }

  @Test func `names the call, the file and why it failed`() {
    let error = #expect(throws: SystemError.self) { _ = try FileDescriptor.open("/nowhere/file") }
    #expect(error?.description == "open /nowhere/file: No such file or directory")
    #expect(error?.code == ENOENT)
  }

  @Test func `tells nothing for now from nothing ever again`() throws {
    let pipe = try Pipe()
    #expect(try receive(from: pipe) == .wouldBlock)
    try send("abc", to: pipe)
    #expect(try receive(from: pipe) == .bytes(3))
    let reader = FileDescriptorBox(pipe.takeReadEnd())
    // A process that another test is starting may hold the writing end for a moment.
    var request = pollfd(fd: reader.number, events: Int16(POLLIN), revents: 0)
    #expect(poll(&request, 1, 20_000) == 1)
    var byte: UInt8 = 0
    #expect(read(reader.number, &byte, 1) == 0)
  }

  private func openedAndClosed() throws -> Int32 {
    let file = try FileDescriptor.open("/etc/passwd")
    #expect(fcntl(file.number, F_GETFD) == FD_CLOEXEC)
    return file.number
  }

  /// Whether a number means something else by now; other tests open files too.
  private func isAnother(_ number: Int32) -> Bool {
    guard let target = realpath("/proc/self/fd/\(number)", nil) else { return true }
    defer { free(target) }
    return String(cString: target) != "/etc/passwd"
  }
}

@Suite struct `The daemon's own process` {
  @Test func `gets its standard descriptors, and keeps those that are there`() async {
    await #expect(processExitsWith: .success) {
      close(0)
      close(2)
      try InheritedDescriptors.fillStandard()
      try #require(fcntl(0, F_GETFD) != -1 && fcntl(2, F_GETFD) != -1)
      // What is opened next has none of these numbers.
      try #require(FileDescriptor.open("/etc/passwd").number > 2)
    }
  }

  @Test func `passes on no descriptor that it was started with`() async {
    await #expect(processExitsWith: .success) {
      let forgotten = dup(1)
      try #require(fcntl(forgotten, F_GETFD) == 0)
      InheritedDescriptors.closeOnExec()
      try #require(fcntl(forgotten, F_GETFD) == FD_CLOEXEC)
      try #require(fcntl(1, F_GETFD) == 0)
    }
  }

  @Test func `may open as many files as it is allowed, and knows how many that were`() async {
    await #expect(processExitsWith: .success) {
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      let hard = limit.rlim_max
      limit.rlim_cur = 200
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      try #require(DescriptorLimit.raise() == 200)
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      try #require(limit.rlim_cur == hard)
    }
  }

  @Test func `knows its user`() {
    let account = Account.current()
    #expect(account.isRoot == (geteuid() == 0))
    #expect(!account.name.isEmpty)
    #expect(access(account.home, X_OK) == 0)
  }

  @Test func `reads both clocks at once`() {
    let first = SystemClock.read()
    let second = SystemClock.read()
    #expect(second.uptime >= first.uptime)
    // The year 2020: neither clock is mistaken for the other.
    #expect(first.wall.seconds > 1_577_836_800)
    #expect(first.uptime.nanoseconds / 1_000_000_000 < 1_577_836_800)
  }
}
