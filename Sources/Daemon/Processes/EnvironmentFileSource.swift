import Glibc
import Scheduler

/// Files of variables on the disk.
enum EnvironmentFileSource {
  /// Why the variables of a file cannot be had.
  struct Failure: Error, Hashable {
    /// The file, the line where one is wrong, and why.
    var reason: String
  }

  /// Reads files, in their order.
  ///
  /// - Parameter files: The files.
  /// - Returns: What they say; a later file's value for a name stands later.
  /// - Throws: What is wrong with the first that is.
  static func variables(of files: [EnvironmentFile]) throws(Failure) -> [EnvironmentVariable] {
    var variables: [EnvironmentVariable] = []
    for file in files { variables += try self.variables(of: file) }
    return variables
  }

  private static func variables(of file: EnvironmentFile) throws(Failure) -> [EnvironmentVariable] {
    guard let bytes = try bytes(of: file) else { return [] }
    do throws(EnvironmentFileFault) {
      return try EnvironmentFile.variables(in: bytes)
    } catch {
      throw Failure(reason: "\(file.path):\(error)")
    }
  }

  /// All of a file; nil where it is missing and may be.
  private static func bytes(of file: EnvironmentFile) throws(Failure) -> [UInt8]? {
    do throws(JobFileSource.Unreadable) {
      return try JobFileSource.bytes(of: file.path, mayWait: false, limit: EnvironmentFile.sizeLimit)
    } catch {
      if file.isOptional, error.isMissing { return nil }
      throw Failure(reason: error.reason)
    }
  }
}
