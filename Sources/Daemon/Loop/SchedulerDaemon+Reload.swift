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
    zones.beginReading()
    switch JobFileSource.read(options.jobFile, zones: zones) {
    case .unreadable(let reason):
      say(.reloadUnreadable(reason))
      reply?(.unreadable(reason))
    case .read(let reading):
      report(reading.problems)
      if let configuration = reading.configuration {
        putInForce(configuration, reading.warnings, reply)
      } else {
        say(.reloadRefused(errors: reading.errors.count))
        reply?(.refused(reading.problems))
      }
    }
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
  /// - Returns: What it says, or why it could not be had.
  package static func read(_ path: String, zones: any ZoneSource) -> Result {
    let bytes: [UInt8]?
    do throws(SystemError) {
      bytes = try FileDescriptor.open(path).readAll(limit: JobFile.sizeLimit)
    } catch {
      return .unreadable("\(path): \(SystemError.text(of: error.code))")
    }
    guard let bytes else {
      return .unreadable(
        "\(path): the file has more than \(JobFile.sizeLimit >> 20) MiB, the most that is read"
      )
    }
    return .read(JobFile.read(bytes, zones: zones))
  }
}
