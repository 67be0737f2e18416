import CSpawn
import Glibc
import Scheduler

/// A child from its birth until its program begins, which may take for ever: the file may lie on a mount that hangs.
///
/// It borrows the memory of the daemon until then, and what is in here stays as long.
final class Launch {
  /// What the child was to become, for the words of a failure.
  struct Subject {
    var file: String
    var folder: String
    var searchPath: String
    var settings: ProcessSettings
  }

  private let subject: Subject
  private var memory: LaunchMemory?
  private var child: OpaquePointer?

  /// Why its program has not begun and never will; known once it has let go.
  private(set) var failure: SpawnFailure?

  init(_ subject: Subject, _ child: OpaquePointer, borrowing memory: LaunchMemory) {
    self.subject = subject
    self.child = child
    self.memory = memory
  }

  /// Looks whether the child has let go, and keeps nothing for it then.
  ///
  /// - Returns: Whether it has: its program has begun, or it has ended.
  @discardableResult
  func settle() -> Bool {
    guard let child else { return true }
    guard schedd_child_borrows(child) == 0 else { return false }
    var code: Int32 = 0
    if let call = schedd_child_failure(child, &code) {
      let error = SystemError(String(cString: call), code: code)
      failure = subject.explain(error, hasFile: schedd_child_has_file(child) != 0)
    }
    schedd_child_free(child)
    self.child = nil
    memory = nil
    return true
  }

  deinit {
    // A child that nobody waits for any more may still read what stands here: rather a leak than that.
    if !settle(), let memory { _ = Unmanaged.passRetained(memory) }
  }
}

/// What a child reads while it becomes a process, where it stays put.
final class LaunchMemory {
  /// The argument vector, with a spare place in front.
  let arguments: CStringVector

  /// `NAME=VALUE`.
  let variables: CStringVector

  private let paths: CStringVector
  private let limits: UnsafeMutableBufferPointer<schedd_limit>
  private let groups: UnsafeMutableBufferPointer<UInt32>

  init(_ subject: Launch.Subject, _ words: [String], _ variables: [EnvironmentVariable], input: String?) {
    arguments = CStringVector(words, spare: 1)
    self.variables = CStringVector(variables.map { ($0.name, $0.value) })
    paths = CStringVector([subject.searchPath, subject.folder, "/", input ?? ""])
    limits = Self.copy(subject.settings.limits.kernel)
    groups = Self.copy(subject.settings.user?.groups ?? [])
  }

  deinit {
    limits.deallocate()
    groups.deallocate()
  }

  /// Has a request point here.
  func lend(to request: inout schedd_spawn) {
    request.arguments = arguments.addresses
    request.environment = UnsafePointer(variables.addresses)
    request.search_path = UnsafePointer(paths.addresses[0])
    request.directory = UnsafePointer(paths.addresses[1])
    request.other_directory = UnsafePointer(paths.addresses[2])
    request.input_file = UnsafePointer(paths.addresses[3])
    request.limits = UnsafePointer(limits.baseAddress)
    request.limit_count = limits.count
    request.identity.groups = UnsafePointer(groups.baseAddress)
    request.identity.group_count = groups.count
  }

  private static func copy<Element>(_ elements: [Element]) -> UnsafeMutableBufferPointer<Element> {
    let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
    _ = memory.initialize(from: elements)
    return memory
  }
}

extension Launch.Subject {
  /// Names what the step was about, and what the system's word leaves open.
  ///
  /// - Parameters:
  ///   - failure: The step and the system's word.
  ///   - hasFile: Whether the file is there that could not be executed.
  /// - Returns: Both in words.
  func explain(_ failure: SystemError, hasFile: Bool = false) -> SpawnFailure {
    let mayPass = SpawnFailure.mayPass(failure.code)
    var failure = failure
    switch failure.call {
    case "clone3", "cgroup.procs":
      var failure = SpawnFailure(failure)
      // What the machine is short of, it is short of without a cgroup too.
      failure.isOfGroup = !mayPass
      return failure
    case "chdir": failure.call += " \(folder)"
    case "execve": failure.call += " \(file)"
    case "open":
      guard case .file(let input) = settings.input else { break }
      failure.call += " \(input)"
      if failure.code == EINVAL {
        return SpawnFailure("\(failure.call): stdin must be a file, not a pipe or a socket")
      }
    case "setgroups", "setresgid", "setresuid", "getresgid", "getresuid", "getgroups", "capget":
      failure.call += " for user \(settings.user?.name ?? "")"
    default: break
    }
    guard failure.call.hasPrefix("execve"), failure.code == ENOENT else {
      return SpawnFailure(failure.description, mayPass: mayPass)
    }
    if !file.contains("/") {
      return SpawnFailure("\(failure) in PATH (\(searchPath))")
    }
    // The kernel says the same of a script whose interpreter is missing.
    if hasFile {
      return SpawnFailure("\(failure): the file is there, the interpreter that its first line names is not")
    }
    return SpawnFailure(failure.description)
  }
}
