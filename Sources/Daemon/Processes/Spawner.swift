import CSpawn
import Glibc
package import Scheduler

/// A process that was just started.
package struct SpawnedProcess: ~Copyable {
  /// Its number, also its session's and group's.
  package let pid: Int32

  /// What names it for good.
  package let pidfd: FileDescriptor

  /// When it started, in clock ticks since boot.
  package let startTicks: UInt64

  fileprivate init(_ result: schedd_spawned) {
    pid = result.pid
    pidfd = FileDescriptor(owning: result.pidfd)
    // It has not been reaped, so that the number is still its own.
    startTicks =
      result.start_ticks != 0 ? result.start_ticks : ProcFilesystem.stat(of: result.pid)?.startTicks ?? 0
  }
}

/// Turns a run into a process.
package struct Spawner: ~Copyable {
  private let environment: RunEnvironment
  private let home: String
  private let descriptorLimit: UInt64
  private let ignoredSignals: UInt64
  private let null: FileDescriptor

  /// Learns what every start needs; comes after the daemon has set its signals.
  ///
  /// - Parameters:
  ///   - environment: What the processes are told.
  ///   - home: Where they begin when their job names no folder.
  ///   - descriptorLimit: How many descriptors they may have open; 0 for as many as the daemon.
  /// - Throws: Why /dev/null, which they read from, cannot be opened.
  package init(environment: RunEnvironment, home: String, descriptorLimit: UInt64) throws(SystemError) {
    self.environment = environment
    self.home = home
    self.descriptorLimit = descriptorLimit
    ignoredSignals = schedd_ignored_signals()
    null = try FileDescriptor.open("/dev/null", O_RDWR)
  }

  /// Starts the process of a run; its standard output and error go to one descriptor.
  package func spawn(
    _ start: Start,
    output: borrowing FileDescriptor
  ) throws(SpawnFailure) -> SpawnedProcess {
    switch start.kind {
    case .command(let command): try spawn(command, of: start, output: output, cgroup: 0)
    }
  }

  /// The same, in a cgroup.
  package func spawn(
    _ start: Start,
    output: borrowing FileDescriptor,
    in group: borrowing CgroupDirectory
  ) throws(SpawnFailure) -> SpawnedProcess {
    switch start.kind {
    case .command(let command):
      try spawn(command, of: start, output: output, cgroup: group.descriptor.number)
    }
  }

  private func spawn(
    _ command: CommandJob,
    of start: Start,
    output: borrowing FileDescriptor,
    cgroup: Int32
  ) throws(SpawnFailure) -> SpawnedProcess {
    let entries = try variables(for: start, command)
    let variables = entries.map { EnvironmentVariable(name: $0.name, value: $0.value ?? "") }
    let words = try Self.words(of: command, start.run)
    return try spawn(command, words, variables: variables, output: output, cgroup: cgroup)
  }

  /// Starts a process that is told these variables and no others.
  ///
  /// - Parameters:
  ///   - command: How it is set up.
  ///   - words: The argument vector.
  ///   - variables: The variables.
  ///   - output: Where its standard output and error go.
  ///   - cgroup: The descriptor of the cgroup that it begins in; 0 for the daemon's.
  /// - Returns: The process.
  /// - Throws: The step that failed, and why.
  package func spawn(
    _ command: CommandJob,
    _ words: [String],
    variables: [EnvironmentVariable],
    output: borrowing FileDescriptor,
    cgroup: Int32 = 0
  ) throws(SpawnFailure) -> SpawnedProcess {
    let settings = command.settings
    let searchPath = variables.first { $0.name == "PATH" }?.value ?? ""
    let folder = command.workingDirectory ?? settings.user?.home ?? home
    guard let file = words.first else { throw SpawnFailure("execve: there is no command") }
    let input: ProcessInput
    do {
      input = try ProcessInput(settings.input)
    } catch {
      throw SpawnFailure(error)
    }

    let arguments = CStringVector(words, spare: 1)
    let strings = CStringVector(variables.map { ($0.name, $0.value) })
    let paths = CStringVector([searchPath, folder, "/", input.file ?? ""])
    var request = schedd_spawn()
    request.arguments = arguments.addresses
    request.environment = UnsafePointer(strings.addresses)
    request.search_path = UnsafePointer(paths.addresses[0])
    request.directory = UnsafePointer(paths.addresses[1])
    // A user whose home is not there is no reason not to run; a folder that the job names is.
    if command.workingDirectory == nil { request.other_directory = UnsafePointer(paths.addresses[2]) }
    request.input = input.number(orElse: null)
    if input.file != nil { request.input_file = UnsafePointer(paths.addresses[3]) }
    request.output = output.number
    request.cgroup = cgroup
    request.descriptor_limit = settings.limits.openFiles == nil ? descriptorLimit : 0
    request.umask = settings.umask
    if let nice = settings.nice {
      request.has_nice = 1
      request.nice = nice
    }
    request.ignored_signals = ignoredSignals
    let result = Self.spawn(&request, settings.limits.kernel, settings.user)
    if let call = result.failed_call {
      let failure = SystemError(String(cString: call), code: result.error)
      let subject = Subject(file: file, folder: folder, searchPath: searchPath, settings: settings)
      throw Self.explain(failure, subject)
    }
    return SpawnedProcess(result)
  }

  /// What a process of a run gets as its environment; read anew for each, so that files that have changed count.
  func variables(for start: Start, _ command: CommandJob) throws(SpawnFailure) -> [EnvironmentEntry] {
    let files = command.settings.environmentFiles
    guard !files.isEmpty else { return environment.entries(for: start, command, fromFiles: []) }
    do throws(EnvironmentFileSource.Failure) {
      let variables = try EnvironmentFileSource.variables(of: files)
      return environment.entries(for: start, command, fromFiles: variables)
    } catch {
      throw SpawnFailure("environment_file \(error.reason)")
    }
  }

  /// The argument vector; the parameters are looked at once more, since a reload may have declared others.
  private static func words(of command: CommandJob, _ run: Run) throws(SpawnFailure) -> [String] {
    let declared = command.settings.parameters
    guard !declared.isEmpty || !run.parameters.isEmpty else { return command.words(with: []) }
    do throws(ParameterFault) {
      let given = run.parameters.filter { value in declared.contains { $0.name == value.name } }
      return command.words(with: try declared.values(given: given))
    } catch {
      throw SpawnFailure(error.message)
    }
  }

  /// Makes the call with what may stand in memory only as long as that takes.
  private static func spawn(
    _ request: inout schedd_spawn,
    _ limits: [schedd_limit],
    _ user: UserIdentity?
  ) -> schedd_spawned {
    var result = schedd_spawned()
    limits.withUnsafeBufferPointer { limits in
      request.limits = limits.baseAddress
      request.limit_count = limits.count
      guard let user else { return schedd_spawn(&request, &result) }
      user.groups.withUnsafeBufferPointer { groups in
        var identity = schedd_identity(
          user: user.user,
          group: user.group,
          groups: groups.baseAddress,
          group_count: groups.count
        )
        withUnsafePointer(to: &identity) { identity in
          request.identity = identity
          schedd_spawn(&request, &result)
        }
      }
    }
    return result
  }

  /// What the steps of a start were about.
  private struct Subject {
    var file: String
    var folder: String
    var searchPath: String
    var settings: ProcessSettings
  }

  /// Names what the step was about, and what the system's word leaves open.
  private static func explain(_ failure: SystemError, _ subject: Subject) -> SpawnFailure {
    let mayPass = SpawnFailure.mayPass(failure.code)
    var failure = failure
    switch failure.call {
    case "clone3", "cgroup.procs":
      var failure = SpawnFailure(failure)
      // What the machine is short of, it is short of without a cgroup too.
      failure.isOfGroup = !mayPass
      return failure
    case "chdir": failure.call += " \(subject.folder)"
    case "execve": failure.call += " \(subject.file)"
    case "open":
      guard case .file(let input) = subject.settings.input else { break }
      failure.call += " \(input)"
      if failure.code == EINVAL {
        return SpawnFailure("\(failure.call): stdin must be a file, not a pipe or a socket")
      }
    case "setgroups", "setresgid", "setresuid", "getresgid", "getresuid", "getgroups", "capget":
      failure.call += " for user \(subject.settings.user?.name ?? "")"
    default: break
    }
    guard failure.call.hasPrefix("execve"), failure.code == ENOENT else {
      return SpawnFailure(failure.description, mayPass: mayPass)
    }
    let file = subject.file
    if !file.contains("/") {
      return SpawnFailure("\(failure) in PATH (\(subject.searchPath))")
    }
    // The kernel says the same of a script whose interpreter is missing.
    if file.hasPrefix("/"), access(file, F_OK) == 0 {
      return SpawnFailure("\(failure): the file is there, the interpreter that its first line names is not")
    }
    return SpawnFailure(failure.description)
  }
}
