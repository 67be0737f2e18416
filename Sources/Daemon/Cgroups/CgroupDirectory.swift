import CLinux
import Glibc

/// An open directory of the cgroup v2 file system: a group.
///
/// Names are looked up from the descriptor, so that nothing that is mounted or moved meanwhile changes what is meant.
package struct CgroupDirectory: ~Copyable {
  /// What the kernel takes for the group.
  package let descriptor: FileDescriptor

  /// Opens a group by its path.
  package init(_ path: String) throws(SystemError) {
    descriptor = try FileDescriptor.open(path, O_RDONLY | O_DIRECTORY)
  }

  private init(_ name: String, in parent: borrowing CgroupDirectory) throws(SystemError) {
    let folder = parent.descriptor.number
    let number = try SystemError.check("open cgroup \(name)") {
      linux_openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    }
    descriptor = FileDescriptor(owning: number)
  }

  /// Opens a group in it.
  package func group(_ name: String) throws(SystemError) -> CgroupDirectory {
    try CgroupDirectory(name, in: self)
  }

  /// Makes a group in it.
  package func makeGroup(_ name: String) throws(SystemError) {
    try SystemError.check("mkdir cgroup \(name)") { mkdirat(descriptor.number, name, 0o755) }
  }

  /// Removes a group in it, with the groups that the run's processes have made in that.
  ///
  /// - Returns: Whether it is gone; it stays as long as there is a process in it.
  package func removeGroup(_ name: String) -> Bool {
    if unlinkat(descriptor.number, name, AT_REMOVEDIR) == 0 || errno == ENOENT { return true }
    guard let group = try? group(name), !group.isPopulated else { return false }
    for inner in group.groups where !group.removeGroup(inner) { return false }
    return unlinkat(descriptor.number, name, AT_REMOVEDIR) == 0 || errno == ENOENT
  }

  /// The names of the groups in it, in the file system's order.
  package var groups: [String] {
    // The stream reads from where its descriptor stands, and closes it: it gets one of its own.
    let number = linux_openat(descriptor.number, ".", O_RDONLY | O_DIRECTORY)
    guard number >= 0 else { return [] }
    guard let stream = fdopendir(number) else {
      close(number)
      return []
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      guard entry.pointee.d_type == UInt8(DT_DIR) else { continue }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Whether there is a process that lives in it or below.
  package var isPopulated: Bool {
    text(of: "cgroup.events").map { CgroupCounters($0)["populated"] != 0 } ?? true
  }

  /// The processes in it and below; one that has ended and was not reaped is none.
  package var processes: [Int32] {
    let own = (text(of: "cgroup.procs") ?? "").split(separator: "\n").compactMap { Int32($0) }
    return groups.reduce(own) { found, name in
      guard let inner = try? group(name) else { return found }
      return found + inner.processes
    }
  }

  /// Whether one of its files is there and may be written.
  package func mayWrite(_ file: String) -> Bool {
    faccessat(descriptor.number, file, W_OK, AT_EACCESS) == 0
  }

  /// Whether it has such a file.
  package func has(_ file: String) -> Bool {
    faccessat(descriptor.number, file, F_OK, 0) == 0
  }

  /// The text of one of its files; nil when there is none.
  package func text(of file: String) -> String? {
    let number = linux_openat(descriptor.number, file, O_RDONLY)
    guard number >= 0 else { return nil }
    let contents = try? FileDescriptor(owning: number).readAll(limit: 1 << 20)
    return contents.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Writes to one of its files.
  package func write(_ text: String, to file: String) throws(SystemError) {
    let number = try SystemError.check("open \(file)") { linux_openat(descriptor.number, file, O_WRONLY) }
    let opened = FileDescriptor(owning: number)
    var text = text
    try SystemError.check("write \(file)") {
      text.withUTF8 { Glibc.write(opened.number, $0.baseAddress, $0.count) }
    }
  }
}

/// What stands in a file of lines NAME NUMBER, such as `cgroup.events` and `memory.events`.
package struct CgroupCounters {
  private let lines: [Substring]

  /// Reads the text of such a file.
  package init(_ text: String) {
    lines = text.split(separator: "\n")
  }

  /// The number behind a name; nil when it does not stand there.
  package subscript(name: String) -> Int? {
    for line in lines {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == name { return Int(words[1]) }
    }
    return nil
  }
}
