import CLinux
import Glibc
import Scheduler

/// A run's leading process and the pipe that the run writes to.
final class Child {
  let run: RunID
  let job: JobID

  /// The leader's number, and that of its session and group.
  let pid: Int32

  /// When the leader started, in clock ticks since boot.
  let startTicks: UInt64

  /// How the leader ended, once it has been reaped.
  private(set) var status: ExitStatus?

  /// What it used, once it has been reaped.
  private var used = linux_usage()

  /// What else is known of its end.
  var circumstances = EndCircumstances()

  /// The cgroup that its processes are in, until it is given up; nil where there are none.
  var group: RunGroupName?

  /// Cuts what the run writes into lines for the log.
  var lines = LineSplitter()

  /// Keeps what the run writes.
  let sink: OutputSink

  /// Until when its output is read on, once the leader has been reaped.
  var drainDeadline: Uptime?

  /// Whether the core has been told of the end.
  var isReported = false

  /// What the run was told last, if anything.
  var lastSignal: StopSignal?

  /// Processes outside the group that were told with it.
  var outsiders: [PinnedProcess] = []

  /// What is known of the leader until its program begins; nil afterwards.
  private var launch: Launch?

  private var pidfd: FileDescriptor?
  private var pidfdRegistration: Registration?
  private var output: FileDescriptor?
  private var outputRegistration: Registration?

  init(
    _ start: Start,
    process: consuming SpawnedProcess,
    output: consuming FileDescriptor,
    keptIn store: OutputStore?
  ) {
    run = start.run.id
    job = start.run.job
    sink = OutputSink(store: store, run: run, attempt: start.run.attempt, maxBytes: start.output.maxBytes)
    pid = process.pid
    startTicks = process.startTicks
    launch = process.launch
    pidfd = .some(process.pidfd)
    self.output = .some(output)
  }

  /// Has a loop wait for the end and for output.
  func watch(in loop: EventLoop<LoopSource>) throws(SystemError) {
    pidfdRegistration = try loop.add(number(pidfd), for: .readable, as: .exit(run))
    outputRegistration = try loop.add(number(output), for: .readable, as: .output(run))
  }

  /// Looks whether the leader's program has begun, or never will.
  ///
  /// - Returns: Whether that is known; why it never will is then in `launchFailure`.
  func settleLaunch() -> Bool {
    guard let launch else { return true }
    guard launch.settle() else { return false }
    if launch.failure == nil { self.launch = nil }
    return true
  }

  /// Why the leader's program has not begun and never will; nil where it has, or may still.
  var launchFailure: SpawnFailure? { launch?.failure }

  /// Signals the leader's group, which has not been reaped.
  ///
  /// A leader that has not come to lead it yet blocks all signals: it takes this one just before its program begins.
  func send(_ signal: Int32) {
    if kill(-pid, signal) != 0 { kill(pid, signal) }
  }

  /// When the rest of its group is looked at again: the leader has ended, and the others were told to.
  var nextLook: Uptime?

  /// Stops waiting for the end, which is known.
  func stopWatchingExit(in loop: EventLoop<LoopSource>) {
    if let registration = pidfdRegistration { loop.remove(registration) }
    pidfdRegistration = nil
  }

  /// Whether the leader has ended and not been reaped.
  ///
  /// The loop drops stale events, and the kernel tells of nothing else; but what follows cannot be taken back.
  var isZombie: Bool {
    var result = linux_wait_result()
    let pidfd = id_t(bitPattern: number(pidfd))
    return linux_waitid(linux_p_pidfd, pidfd, WEXITED | WNOHANG | WNOWAIT, &result) == 0 && result.pid != 0
  }

  /// Reaps the leader through its pidfd, which nothing else can do by mistake; waits for its end if need be.
  func reap(leaving loop: EventLoop<LoopSource>) -> ExitStatus {
    var result = linux_wait_result()
    let leader = id_t(bitPattern: number(pidfd))
    while linux_waitid_usage(linux_p_pidfd, leader, WEXITED, &result, &used) == -1 {
      guard errno == EINTR else { break }
    }
    let status = result.code == CLD_EXITED ? ExitStatus.exited(result.status) : .signaled(result.status)
    self.status = status
    if let registration = pidfdRegistration { loop.remove(registration) }
    pidfdRegistration = nil
    pidfd = nil
    return status
  }

  /// What the leader used, and what has been written so far.
  var usage: ProcessUsage {
    ProcessUsage(
      userTime: TimeAmount(nanoseconds: used.user_microseconds * 1000),
      systemTime: TimeAmount(nanoseconds: used.system_microseconds * 1000),
      peakMemory: used.peak_kibibytes * 1024,
      outputBytes: sink.count
    )
  }

  /// Reads once from what the run writes; at its end when it was closed already.
  func readOutput(into buffer: UnsafeMutableRawBufferPointer) -> FileDescriptor.ReadResult {
    // A pipe's read fails for no reason that another read would not.
    (try? output?.read(into: buffer)) ?? .end
  }

  /// Lets go of what the run writes.
  func closeOutput(leaving loop: EventLoop<LoopSource>) {
    if let registration = outputRegistration { loop.remove(registration) }
    outputRegistration = nil
    output = nil
    sink.finish()
  }

  private func number(_ descriptor: borrowing FileDescriptor?) -> Int32 {
    switch descriptor {
    case .some(let descriptor): descriptor.number
    case .none: -1
    }
  }
}
