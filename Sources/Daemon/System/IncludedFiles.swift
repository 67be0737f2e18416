import Glibc
package import Scheduler

/// Finds and reads the files that a job file includes.
package struct IncludedFiles: Sendable {
  /// How many names one pattern may stand for.
  static let mostFiles = 10_000

  /// The job file, as its user named it.
  private let jobFile: String

  /// Whether a file may be one whose end has to be waited for; see `JobFileSource.bytes`.
  private let mayWait: Bool

  /// The files that a job file includes.
  package init(of jobFile: String, mayWait: Bool) {
    self.jobFile = jobFile
    self.mayWait = mayWait
  }

  /// The folder of a pattern, as people know it; empty for the working directory.
  func folder(of pattern: IncludePattern) -> String {
    guard !pattern.folder.hasPrefix("/") else { return pattern.folder }
    let slash = jobFile.lastIndex(of: "/")
    let own = slash.map { $0 == jobFile.startIndex ? "/" : String(jobFile[..<$0]) } ?? ""
    return pattern.folder.isEmpty ? own : Self.path(own, pattern.folder)
  }

  /// What a pattern stands for.
  enum Names {
    /// These files, sorted by their bytes.
    case found([String])

    /// Nobody knows, for this reason: what may be there must not be taken for what is not.
    case unknown(String)

    /// The files that are known.
    var known: [String] {
      if case .found(let names) = self { names } else { [] }
    }
  }

  /// The names of the files of each pattern.
  func names(of patterns: [IncludePattern]) -> [Names] {
    // What is no file of its own is the job file under another name, or one that was named before.
    var known: Set<FileIdentity> = []
    if let own = FileIdentity(of: jobFile) { known.insert(own) }
    return patterns.map { pattern in
      let folder = folder(of: pattern)
      let found: [String]
      do throws(SystemError) {
        found = pattern.isName ? [pattern.name] : try Self.entries(of: folder.isEmpty ? "." : folder, pattern)
      } catch {
        return .unknown("\(pattern.text): \(error)")
      }
      guard found.count <= Self.mostFiles else {
        return .unknown("\(pattern.text): more than \(Self.mostFiles) files match")
      }
      let paths = found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { Self.path(folder, $0) }
      return .found(
        paths.filter { path in
          // What is in a folder and cannot be looked at is read all the same, which says why not.
          guard let identity = FileIdentity(of: path) else { return !pattern.isName || errno != ENOENT }
          return known.insert(identity).inserted
        }
      )
    }
  }

  /// The files of each pattern.
  ///
  /// - Parameter patterns: What `include` says.
  /// - Returns: As `JobFileSurroundings.files` wants it.
  package func files(_ patterns: [IncludePattern]) -> [[IncludedFile]] {
    var room = JobFile.sizeLimit
    return zip(patterns, names(of: patterns)).map { pattern, names in
      if case .unknown(let reason) = names {
        return [IncludedFile(name: pattern.text, content: .unreadable(reason))]
      }
      return names.known.map { name in
        let content = content(of: name, room: room)
        if case .bytes(let bytes) = content { room -= bytes.count }
        return IncludedFile(name: name, content: content)
      }
    }
  }

  private func content(of name: String, room: Int) -> IncludedFile.Content {
    do throws(JobFileSource.Unreadable) {
      let bytes = try JobFileSource.bytes(of: name, mayWait: mayWait)
      guard bytes.count <= room else {
        let limit = JobFile.sizeLimit >> 20
        return .unreadable("\(name): the files that are included have together more than \(limit) MiB")
      }
      return .bytes(bytes)
    } catch {
      return .unreadable(error.reason)
    }
  }

  /// A folder that is not there has no files; whoever watches it sees it come.
  private static func entries(
    of folder: String,
    _ pattern: IncludePattern
  ) throws(SystemError) -> [String] {
    guard let stream = opendir(folder) else {
      guard errno != ENOENT else { return [] }
      throw SystemError("opendir \(folder)")
    }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      // The end and an error look alike but for this.
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw SystemError("readdir \(folder)") }
        return names
      }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard pattern.matches(name), entry.pointee.d_type != UInt8(DT_DIR) else { continue }
      names.append(name)
      if names.count > mostFiles { return names }
    }
  }

  private static func path(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }
}

/// A file, whatever it is called.
private struct FileIdentity: Hashable {
  let device: UInt64
  let inode: UInt64

  /// Nil where nothing has that name, or it leads nowhere.
  init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino))
  }
}
