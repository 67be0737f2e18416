import CLinux
import Glibc

/// What /proc tells of processes.
///
/// Every answer may be old by the time it is read: whoever acts on one holds a pidfd first and asks again.
enum ProcFilesystem {
  /// A line of /proc/PID/stat, as far as it matters.
  struct Stat: Hashable {
    /// Whether it has ended and was not reaped.
    var isZombie: Bool

    /// The parent.
    var parent: Int32

    /// The process group.
    var group: Int32

    /// The session.
    var session: Int32

    /// When it started, in clock ticks since boot.
    var startTicks: UInt64

    /// Reads a line; nil when it is not one.
    init?(_ line: some BidirectionalCollection<UInt8>) {
      // The name may hold anything, blanks and parentheses too; the last parenthesis ends it.
      guard let end = line.lastIndex(of: UInt8(ascii: ")")) else { return nil }
      // What follows begins with field 3.
      let fields = line[line.index(after: end)...].split(separator: UInt8(ascii: " "))
      guard fields.count > 19,
        let parent = Int32(String(decoding: fields[1], as: UTF8.self)),
        let group = Int32(String(decoding: fields[2], as: UTF8.self)),
        let session = Int32(String(decoding: fields[3], as: UTF8.self)),
        let startTicks = UInt64(String(decoding: fields[19], as: UTF8.self))
      else { return nil }
      isZombie = fields[0].elementsEqual("Z".utf8)
      self.parent = parent
      self.group = group
      self.session = session
      self.startTicks = startTicks
    }
  }

  /// What a run's processes carry in their environment.
  struct RunMark: Hashable {
    /// The run.
    var run: Int64

    /// The state directory that it belongs to.
    var stateID: String

    /// Finds it in an environment block; nil where it is not.
    init?(_ environment: [UInt8]) {
      var run: Int64?
      var stateID: String?
      for variable in environment.split(separator: 0) {
        let text = String(decoding: variable, as: UTF8.self)
        if text.hasPrefix("SCHEDD_RUN_ID=") { run = Int64(text.dropFirst(14)) }
        if text.hasPrefix("SCHEDD_STATE_ID=") { stateID = String(text.dropFirst(16)) }
      }
      guard let run, let stateID else { return nil }
      self.run = run
      self.stateID = stateID
    }
  }

  /// Where a process stands; nil when there is none of that number.
  static func stat(of pid: Int32) -> Stat? {
    contents("/proc/\(pid)/stat").flatMap { Stat($0) }
  }

  /// Whose run a process says it is of; nil when it does not say, or may not be asked.
  static func runMark(of pid: Int32) -> RunMark? {
    contents("/proc/\(pid)/environ").flatMap { RunMark($0) }
  }

  /// Which attempt's cgroup a process is in; nil for none of that state directory's.
  static func runGroup(of pid: Int32, stateID: String) -> RunGroupName? {
    contents("/proc/\(pid)/cgroup").flatMap {
      RunGroupName(cgroup: String(decoding: $0, as: UTF8.self), stateID: stateID)
    }
  }

  /// Every process.
  static func processes() -> [Int32] {
    entries("/proc")
  }

  /// The children of a process, and theirs; what forks meanwhile may be missed.
  static func descendants(of root: Int32) -> [Int32] {
    var found = children(of: root)
    var next = 0
    while next < found.count, found.count < 10_000 {
      found += children(of: found[next])
      next += 1
    }
    return found
  }

  /// The children of a process, whichever of its threads has made them.
  static func children(of pid: Int32) -> [Int32] {
    entries("/proc/\(pid)/task").flatMap { thread in
      (contents("/proc/\(pid)/task/\(thread)/children") ?? [])
        .split(separator: UInt8(ascii: " "))
        .compactMap { Int32(String(decoding: $0, as: UTF8.self)) }
    }
  }

  /// The random id of the time that the machine has been up; nil where the kernel does not say.
  static func bootID() -> String? {
    contents("/proc/sys/kernel/random/boot_id").map { bytes in
      String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
    }
  }

  /// A file's contents, at most a megabyte.
  private static func contents(_ path: String) -> [UInt8]? {
    do {
      return try FileDescriptor.open(path).readAll(limit: 1 << 20)
    } catch {
      return nil
    }
  }

  /// The names in a folder that are numbers, in the folder's order.
  private static func entries(_ path: String) -> [Int32] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var numbers: [Int32] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
      }
      if let number = Int32(name) { numbers.append(number) }
    }
    return numbers
  }
}
