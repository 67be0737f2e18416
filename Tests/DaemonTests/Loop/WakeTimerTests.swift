import Daemon
import Glibc
import Scheduler
import Testing

@Suite struct `The wake timer` {
  @Test func `fires at an instant, and not before`() throws {
    let timer = try WakeTimer()
    let due = SystemClock.read().wall + .milliseconds(30)
    #expect(try fires(timer, Wake(wall: due, uptime: nil)))
    #expect(SystemClock.read().wall >= due)
  }

  @Test func `fires at an uptime, and not before`() throws {
    let timer = try WakeTimer()
    let due = SystemClock.read().uptime + .milliseconds(30)
    #expect(try fires(timer, Wake(wall: nil, uptime: due)))
    #expect(SystemClock.read().uptime >= due)
  }

  @Test(arguments: [Int64.min, -1, 0, 1]) func `fires at once for what is past`(_ nanoseconds: Int64) throws {
    #expect(try fires(try WakeTimer(), Wake(wall: Instant(nanoseconds: nanoseconds), uptime: nil)))
    #expect(try fires(try WakeTimer(), Wake(wall: nil, uptime: Uptime(nanoseconds: nanoseconds))))
  }

  @Test func `is quiet once it has been drained, until it is armed again`() throws {
    let timer = try WakeTimer()
    let past = Wake(wall: nil, uptime: Uptime(nanoseconds: 1))
    for _ in 0..<2 {
      #expect(try fires(timer, past))
      #expect(try !fires(timer, nil, within: 0))
    }
  }

  @Test func `moves forward for what is earlier`() throws {
    let timer = try WakeTimer()
    let now = SystemClock.read()
    #expect(
      try !fires(timer, Wake(wall: now.wall + .hours(1), uptime: now.uptime + .hours(1)), within: 0)
    )
    #expect(try fires(timer, Wake(wall: now.wall + .hours(1), uptime: now.uptime + .milliseconds(10))))
  }

  @Test func `never sleeps longer than half a minute`() throws {
    let timer = try WakeTimer()
    // As if it were armed almost half a minute ago.
    let now = SystemClock.read()
    let past = Uptime(nanoseconds: now.uptime.nanoseconds - 29_980_000_000)
    #expect(try fires(timer, .never, at: Moment(wall: now.wall, uptime: past), within: 5_000))
  }

  @Test func `tells that the wall clock was set`() throws {
    let timer = try WakeTimer()
    try timer.arm(for: .never, at: SystemClock.read())
    // To what it says: nothing but the news of it.
    var time = timeval()
    gettimeofday(&time, nil)
    guard settimeofday(&time, nil) == 0 else {
      return print("not tested: only a privileged user may set the clock")
    }
    #expect(isReady(timer, within: 20_000))
    #expect(timer.drain())
  }

  /// Arms a timer and waits for it; news that the clock was set, which another test spreads, does not count.
  private func fires(
    _ timer: WakeTimer,
    _ wake: Wake?,
    at now: Moment = SystemClock.read(),
    within milliseconds: Int32 = 20_000
  ) throws -> Bool {
    repeat {
      if let wake { try timer.arm(for: wake, at: now) }
      if !isReady(timer, within: milliseconds) { return false }
    } while timer.drain()
    return true
  }

  private func isReady(_ timer: WakeTimer, within milliseconds: Int32) -> Bool {
    var requests = timer.descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    return poll(&requests, nfds_t(requests.count), milliseconds) > 0
  }
}

@Suite struct `The signals of the daemon` {
  @Test func `come through a descriptor and not by a handler`() async {
    await #expect(processExitsWith: .success) {
      // As a shell leaves it for what runs in the background.
      signal(SIGINT, SIG_IGN)
      let signals = try SignalSource()
      // To this thread, the only one that has them blocked here; in the daemon it is the only one at all.
      for number in [SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGPIPE] { raise(number) }
      var request = pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0)
      try #require(poll(&request, 1, 20_000) == 1)
      let taken = signals.take()
      try #require(taken.count(where: { $0 == .stop }) == 2)
      try #require(taken.count(where: { $0 == .reload }) == 1)
      try #require(taken.count(where: { $0 == .child }) == 1)
      try #require(taken.count == 4)
      try #require(signals.take().isEmpty)
    }
  }

  @Test func `leave a child its status, even where the parent ignored its children`() async {
    await #expect(processExitsWith: .success) {
      signal(SIGCHLD, SIG_IGN)
      let signals = try SignalSource()
      let harness = try ProcessHarness()
      let (run, _) = try harness.start(.shell("exit 7"))
      try #require(try harness.end(of: run) == .exited(7))
      try #require(signals.descriptor >= 0)
    }
  }
}
