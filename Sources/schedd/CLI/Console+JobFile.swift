import Daemon
import Scheduler

extension Console {
  /// Reads a job file; whatever is wrong or doubtful in it is printed where complaints go.
  ///
  /// - Parameters:
  ///   - path: Where it is, as its user named it.
  ///   - start: From when on it is looked for doubtful fire times; nil where that is not asked for.
  /// - Returns: What it says.
  /// - Throws: `CommandFailure` where it cannot be read or has errors.
  func jobFile(_ path: String, lookingFrom start: Instant? = nil) throws -> Configuration {
    try configuration(of: reading(of: path), path, lookingFrom: start)
  }

  /// What a job file says that was read; whatever is wrong or doubtful in it is printed where complaints go.
  func configuration(
    of reading: JobFile.Reading,
    _ path: String,
    lookingFrom start: Instant? = nil
  ) throws(CommandFailure) -> Configuration {
    for problem in start.map(reading.problems(from:)) ?? reading.problems {
      complain(problem.rendered(file: path.printable).printable + "\n")
    }
    guard let configuration = reading.configuration else {
      throw CommandFailure(Self.verdict(on: reading, path))
    }
    return configuration
  }

  /// Reads a job file without a word.
  func reading(of path: String) throws -> JobFile.Reading {
    switch JobFileSource.read(path, zones: zones, forDaemon: false) {
    case .read(let reading): return reading
    case .unreadable(let reason): throw CommandFailure(reason)
    }
  }

  private static func verdict(on reading: JobFile.Reading, _ path: String) -> String {
    let count = reading.errors.count
    return "\(path) has \(count == 1 ? "1 error" : "\(count) errors")"
  }
}
