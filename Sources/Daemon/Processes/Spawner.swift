import CSpawn
import Glibc
package import Scheduler

/// Why a process could not be started: the step and the system's word ("chdir /nope: No such file or directory").
package struct SpawnFailure: Error, Hashable, CustomStringConvertible {
  package var description: String

  package init(_ description: String) {
    self.description = description
  }
}

/// A process that was just started.
package struct SpawnedProcess: ~Copyable {
  /// Its number, also its session's and group's.
  package let pid: Int32

  /// What names it for good.
  package let pidfd: FileDescriptor
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
    case .command(let command): try spawn(command, of: start, output: output)
    }
  }

  private func spawn(
    _ command: CommandJob,
    of start: Start,
    output: borrowing FileDescriptor
  ) throws(SpawnFailure) -> SpawnedProcess {
    let variables = environment.variables(for: start, command)
    let searchPath = variables.first { $0.name == "PATH" }?.value ?? ""
    let folder = command.workingDirectory ?? home
    let words =
      switch command.invocation {
      case .arguments(let words): words
      case .shell(let text): ["/bin/sh", "-c", text]
      }
    guard let file = words.first else { throw SpawnFailure("execve: there is no command") }

    let arguments = CStringVector(words, spare: 1)
    let strings = CStringVector(variables.map { "\($0.name)=\($0.value)" })
    var result = schedd_spawned()
    folder.withCString { folder in
      searchPath.withCString { searchPath in
        var request = schedd_spawn()
        request.arguments = arguments.addresses
        request.environment = UnsafePointer(strings.addresses)
        request.search_path = searchPath
        request.directory = folder
        request.input = null.number
        request.output = output.number
        request.descriptor_limit = descriptorLimit
        request.umask = 0o022
        request.ignored_signals = ignoredSignals
        schedd_spawn(&request, &result)
      }
    }
    if let call = result.failed_call {
      let failure = SystemError(String(cString: call), code: result.error)
      throw Self.explain(failure, file: file, folder: folder, searchPath: searchPath)
    }
    return SpawnedProcess(pid: result.pid, pidfd: FileDescriptor(owning: result.pidfd))
  }

  /// Names what the step was about, and what the system's word leaves open.
  private static func explain(
    _ failure: SystemError,
    file: String,
    folder: String,
    searchPath: String
  ) -> SpawnFailure {
    var failure = failure
    switch failure.call {
    case "chdir": failure.call += " \(folder)"
    case "execve": failure.call += " \(file)"
    default: break
    }
    guard failure.call.hasPrefix("execve"), failure.code == ENOENT else {
      return SpawnFailure(failure.description)
    }
    if !file.contains("/") {
      return SpawnFailure("\(failure) in PATH (\(searchPath))")
    }
    // The kernel says the same of a script whose interpreter is missing.
    if file.hasPrefix("/"), access(file, F_OK) == 0 {
      return SpawnFailure("\(failure): the file is there, the interpreter that its first line names is not")
    }
    return SpawnFailure(failure.description)
  }
}
