import Glibc
package import Scheduler

extension SchedulerDaemon {
  /// Reads the job file again, and has the core put it in force if it is good.
  ///
  /// - Parameter reply: Told what came of it, in this turn.
  func reload(reply: ((ReloadResult) -> Void)? = nil) {
    guard !core.overview.isStopping else {
      reply?(.stopping)
      return
    }
    tellManagerReloading()
    readTokenAgain()
    zones.beginReading()
    lastDigest = nil
    switch JobFileSource.read(options.jobFile, zones: zones, forDaemon: true) {
    case .unreadable(let reason):
      say(.reloadUnreadable(reason))
      reloadFailed(reason)
      tellManagerReady()
      reply?(.unreadable(reason))
    case .read(let reading):
      lastDigest = ContentDigest(of: reading.bytes, and: reading.included)
      watch?.include(reading.includes, at: now.uptime)
      report(reading.problems)
      if let configuration = reading.configuration {
        putInForce(configuration, reading.warnings, reply)
      } else {
        say(.reloadRefused(errors: reading.errors.count))
        let count = reading.errors.count
        reloadFailed("\(options.jobFile) has \(count == 1 ? "1 error" : "\(count) errors")")
        tellManagerReady()
        reply?(.refused(reading.problems))
      }
    }
  }

  private func reloadFailed(_ reason: String) {
    lastReload = LastReload(at: now.wall, failure: reason)
    tell(.reloadRefused(reason))
  }

  private func putInForce(
    _ configuration: Configuration,
    _ warnings: [Problem],
    _ reply: ((ReloadResult) -> Void)?
  ) {
    if let reply { reloadReplies.append(reply) }
    reloadWarnings = warnings
    events.append(.reloaded(configuration))
    loadedAt = now.wall
    lastReload = LastReload(at: now.wall)
    lastEnds.forget()
    log.zone = configuration.zone
  }

  /// A stop that came in the same turn went first: nothing new is put in force any more.
  func answerLostReloads() {
    guard !reloadReplies.isEmpty, core.overview.isStopping else { return }
    let waiting = reloadReplies
    reloadReplies = []
    for reply in waiting { reply(.stopping) }
  }

  /// The core has the new job file in force.
  func reloadTookEffect(_ summary: ReloadSummary) {
    FreeMemory.giveBack()
    tellManagerReady()
    let result = ReloadResult.reloaded(
      added: summary.added,
      changed: summary.changed,
      removed: summary.removed,
      unchanged: summary.unchanged,
      warnings: reloadWarnings
    )
    let waiting = reloadReplies
    reloadReplies = []
    for reply in waiting { reply(result) }
  }

  private func report(_ problems: [Problem]) {
    for problem in problems {
      say(.problem(problem.severity, line: problem.rendered(file: options.jobFile)))
    }
  }
}

/// A job file on the disk.
package enum JobFileSource {
  /// What reading it came to.
  package enum Result {
    /// Its bytes were read; they may be good or bad.
    case read(JobFile.Reading)

    /// Its bytes could not be had; the text names the file and says why.
    case unreadable(String)
  }

  /// Reads a job file.
  ///
  /// - Parameters:
  ///   - path: Where it is, as its user named it.
  ///   - zones: Where the zones that it names come from.
  ///   - forDaemon: Whether a daemon will run it. What is not as it must be on this machine is an error then, else a
  ///     warning; and it must be a file and nothing whose end has to be waited for, since signals and the clock wait
  ///     too.
  /// - Returns: What it says, or why it could not be had.
  package static func read(
    _ path: String,
    zones: any ZoneSource,
    forDaemon: Bool
  ) -> Result {
    do throws(Unreadable) {
      let bytes = try bytes(of: path, mayWait: !forDaemon)
      let surroundings = SystemSurroundings(forDaemon: forDaemon, jobFile: path)
      return .read(JobFile.read(bytes, zones: zones, surroundings: surroundings))
    } catch {
      return .unreadable(error.reason)
    }
  }

  /// Why the bytes of a file could not be had.
  package struct Unreadable: Error, Hashable {
    /// The file's name, and why.
    package var reason: String

    /// Whether there is no such file.
    package var isMissing = false
  }

  /// Reads a file of jobs, or one that goes with it.
  ///
  /// - Parameters:
  ///   - path: Where it is, as its user named it.
  ///   - mayWait: Whether it may be a pipe or a terminal. Where not, it says what a daemon runs: then root reads only
  ///     what nobody but root can write.
  ///   - limit: The most that is read, in bytes.
  /// - Returns: All of it.
  /// - Throws: Why it could not be had.
  package static func bytes(
    of path: String,
    mayWait: Bool,
    limit: Int = JobFile.sizeLimit
  ) throws(Unreadable) -> [UInt8] {
    let bytes: [UInt8]?
    let wouldWait: Bool
    let file = try open(path, mayWait: mayWait)
    do throws(SystemError) {
      wouldWait = mayWait ? false : try isStream(file)
      bytes = wouldWait ? nil : try file.readAll(limit: limit)
    } catch {
      throw Unreadable(reason: "\(path): \(SystemError.text(of: error.code))")
    }
    guard !wouldWait else {
      throw Unreadable(reason: "\(path): is a pipe or a device; the daemon reads files only")
    }
    guard let bytes else {
      let limit = limit >> 20
      throw Unreadable(reason: "\(path): the file has more than \(limit) MiB, the most that is read")
    }
    return bytes
  }

  private static func open(_ path: String, mayWait: Bool) throws(Unreadable) -> FileDescriptor {
    if !mayWait, geteuid() == 0 {
      do throws(TrustedFile.Refusal) {
        return try TrustedFile.open(path)
      } catch {
        throw Unreadable(reason: error.reason, isMissing: error.isMissing)
      }
    }
    do throws(SystemError) {
      // Opening a pipe, too, would wait.
      return try FileDescriptor.open(path, O_RDONLY | (mayWait ? 0 : O_NONBLOCK))
    } catch {
      let reason = "\(path): \(SystemError.text(of: error.code))"
      throw Unreadable(reason: reason, isMissing: error.code == ENOENT)
    }
  }

  /// Whether reading may take any time.
  private static func isStream(_ file: borrowing FileDescriptor) throws(SystemError) -> Bool {
    var status = stat()
    let number = file.number
    try SystemError.check("fstat") { fstat(number, &status) }
    let kind = status.st_mode & S_IFMT
    return kind != S_IFREG && kind != S_IFDIR
  }
}
