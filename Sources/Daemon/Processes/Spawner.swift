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

  /// What is known of it until its program begins.
  let launch: Launch

  fileprivate init(_ result: schedd_spawned, _ launch: Launch) {
    self.launch = launch
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
    guard let file = words.first else { throw SpawnFailure("execve: there is no command") }
    let settings = command.settings
    let input: ProcessInput
    do {
      input = try ProcessInput(settings.input)
    } catch {
      throw SpawnFailure(error)
    }
    let subject = Launch.Subject(
      file: file,
      folder: command.workingDirectory ?? settings.user?.home ?? home,
      searchPath: variables.first { $0.name == "PATH" }?.value ?? "",
      settings: settings
    )
    let memory = LaunchMemory(subject, words, variables, input: input.file)
    var request = request(for: settings, memory)
    // A user whose home is not there is no reason not to run; a folder that the job names is.
    if command.workingDirectory != nil { request.other_directory = nil }
    request.input = input.number(orElse: null)
    if input.file == nil { request.input_file = nil }
    request.output = output.number
    request.cgroup = cgroup
    var result = schedd_spawned()
    schedd_spawn(&request, &result)
    guard let child = result.child else {
      throw subject.explain(SystemError(String(cString: result.failed_call), code: result.error))
    }
    return SpawnedProcess(result, Launch(subject, child, borrowing: memory))
  }

  /// What is asked for by the settings of a process.
  private func request(for settings: ProcessSettings, _ memory: LaunchMemory) -> schedd_spawn {
    var request = schedd_spawn()
    memory.lend(to: &request)
    request.descriptor_limit = settings.limits.openFiles == nil ? descriptorLimit : 0
    request.umask = settings.umask
    if let nice = settings.nice {
      request.has_nice = 1
      request.nice = nice
    }
    request.ignored_signals = ignoredSignals
    if let user = settings.user {
      request.has_identity = 1
      request.identity.user = user.user
      request.identity.group = user.group
    }
    return request
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
}
