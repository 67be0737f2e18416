import Scheduler

/// The job file is read again when it changes.
extension SchedulerDaemon {
  /// Begins to watch, unless that is not wanted.
  ///
  /// - Parameter includes: What the file includes.
  func watchJobFile(_ includes: [IncludePattern]) {
    guard options.watches else { return }
    do throws(SystemError) {
      let watch = try JobFileWatch(options.jobFile, including: includes, at: now.uptime)
      _ = try loop.add(watch.descriptor, for: .readable, as: .jobFile)
      self.watch = watch
    } catch {
      say(.degraded("changes of the job file are not noticed, only a reload reads it again: \(error)"))
    }
  }

  /// Reads the job file again if it says something else than when it was read last.
  func readChangedJobFile() {
    guard let watch, watch.isDue(at: now.uptime), !core.overview.isStopping else { return }
    do throws(JobFileSource.Unreadable) {
      let bytes = try JobFileSource.bytes(of: options.jobFile, mayWait: false)
      // Where the file itself is another, what it included does not matter.
      let included = IncludedFiles(of: options.jobFile, mayWait: false).files(watch.includes).flatMap { $0 }
      guard ContentDigest(of: bytes, and: included) != lastDigest else { return }
    } catch {
      // What cannot be read, and could not at the last look, is no news.
      if lastDigest == nil { return }
    }
    say(.jobFileChanged)
    reload()
  }
}
