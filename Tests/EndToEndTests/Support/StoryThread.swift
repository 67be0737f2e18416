import Dispatch
import Foundation

/// A thread on which one story is told.
///
/// The threads that tests share may all be busy for a minute, computing; a story that had to queue for them after each
/// wait would find its jobs' timeouts long over.
final class StoryThread: TaskExecutor {
  /// Where deadlines are kept: a thread of its own, for the same reason.
  static let timers = DispatchQueue(label: "deadlines of stories")

  private let jobs = Protected<[UnownedJob]>([])
  private let isNeeded = DispatchSemaphore(value: 0)

  init() {
    Thread.detachNewThread { [self] in
      while true {
        isNeeded.wait()
        guard let job = takeJob() else { return }
        job.runSynchronously(on: asUnownedTaskExecutor())
      }
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.change { $0.append(job) }
    isNeeded.signal()
  }

  /// Ends the thread, once nothing runs on it any more.
  func end() {
    isNeeded.signal()
  }

  private func takeJob() -> UnownedJob? {
    var job: UnownedJob?
    jobs.change { job = $0.isEmpty ? nil : $0.removeFirst() }
    return job
  }
}
