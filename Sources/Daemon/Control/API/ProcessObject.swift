package import Scheduler

/// How a job's process is set up; what is not said in the job file is null, and as the daemon has it.
///
/// Values of variables and texts for standard input are left out: that is where people keep their secrets.
package struct ProcessObject: Codable, Hashable {
  package var workingDirectory: String?
  package var user: String?
  package var umask: String
  package var nice: Int32?

  /// `nothing`, `text`, or the path of a file.
  package var stdin: String
  package var resourceLimits: ResourceLimitsObject
  package var environmentFiles: [String]
  package var parameters: [ParameterObject]

  package init(_ settings: ProcessSettings) {
    workingDirectory = settings.workingDirectory
    user = settings.user?.name
    let digits = String(settings.umask, radix: 8)
    umask = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    nice = settings.nice
    stdin =
      switch settings.input {
      case .nothing: "nothing"
      case .text: "text"
      case .file(let path): path
      }
    resourceLimits = ResourceLimitsObject(settings.limits)
    environmentFiles = settings.environmentFiles.map(\.path)
    parameters = settings.parameters.map(ParameterObject.init)
  }

  private enum CodingKeys: String, CodingKey {
    case workingDirectory = "working_directory"
    case user, umask, nice, stdin
    case resourceLimits = "resource_limits"
    case environmentFiles = "environment_files"
    case parameters
  }

  // Written by hand: what the compiler makes leaves out a key whose value is nil.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(workingDirectory, forKey: .workingDirectory)
    try container.encode(user, forKey: .user)
    try container.encode(umask, forKey: .umask)
    try container.encode(nice, forKey: .nice)
    try container.encode(stdin, forKey: .stdin)
    try container.encode(resourceLimits, forKey: .resourceLimits)
    try container.encode(environmentFiles, forKey: .environmentFiles)
    try container.encode(parameters, forKey: .parameters)
  }
}

/// How much a process may use, in bytes, counts and seconds of processor time; what is not limited is absent.
package struct ResourceLimitsObject: Codable, Hashable {
  package var cpuTime: Double?
  package var addressSpace: Int64?
  package var fileSize: Int64?
  package var openFiles: Int64?
  package var processes: Int64?

  package init(_ limits: ResourceLimits) {
    cpuTime = limits.cpuTime.map { Double($0.nanoseconds) / 1e9 }
    addressSpace = limits.addressSpace
    fileSize = limits.fileSize
    openFiles = limits.openFiles
    processes = limits.processes
  }

  private enum CodingKeys: String, CodingKey {
    case cpuTime = "cpu_time"
    case addressSpace = "address_space"
    case fileSize = "file_size"
    case openFiles = "open_files"
    case processes
  }
}

/// What whoever runs a job by hand may choose.
package struct ParameterObject: Codable, Hashable {
  package var name: String
  package var pattern: String

  /// Absent where a value must be given.
  package var `default`: String?
  package var description: String

  package init(_ parameter: Parameter) {
    name = parameter.name
    pattern = parameter.pattern.text
    `default` = parameter.defaultValue
    description = parameter.description
  }
}
