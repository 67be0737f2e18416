/// What of the machine a job file is checked against, besides its zones.
///
/// Asked while a file is read, once for each name; the answers stand as long as the file is in force.
public protocol JobFileSurroundings: Sendable {
  /// Whether the jobs will run here: then what is missing is an error, else a warning.
  var areBinding: Bool { get }

  /// Finds whom a job is to run as.
  ///
  /// - Parameters:
  ///   - user: The name, or the number in decimal.
  ///   - group: The group in place of the user's own, by name or number.
  /// - Returns: The user; nil where that is whom the daemon runs as anyway.
  /// - Throws: Why the job could not run so.
  func identity(user: String, group: String?) throws(UserError) -> UserIdentity?

  /// What is wrong with a file of variables as it is now.
  ///
  /// - Parameter file: The file.
  /// - Returns: Nil where it could be read, else its name, the line where one is wrong, and why.
  func fault(of file: EnvironmentFile) -> String?

  /// The files that a job file includes.
  ///
  /// - Parameter patterns: What it says.
  /// - Returns: For each pattern the files that no earlier one has named, sorted by name; the job file itself is left out.
  func files(including patterns: [IncludePattern]) -> [[IncludedFile]]
}

extension JobFileSurroundings {
  /// No files at all.
  public func files(including patterns: [IncludePattern]) -> [[IncludedFile]] { patterns.map { _ in [] } }
}

/// Why a job cannot run as the user that it names.
public enum UserError: Error, Hashable, Sendable {
  /// The user database does not have that user.
  case unknownUser(String)

  /// The group database does not have that group.
  case unknownGroup(String)

  /// Only root can become somebody else, and the daemon runs as somebody else than root.
  case needsRoot(daemon: String)

  /// A database could not be asked, for this reason.
  case unreadable(String)
}

/// No machine at all: each user is taken for the one that the jobs run as.
public struct NoSurroundings: JobFileSurroundings {
  /// Nothing runs here.
  public let areBinding = false

  /// Surroundings that know nothing.
  public init() {}

  /// Nobody in particular.
  public func identity(user: String, group: String?) throws(UserError) -> UserIdentity? { nil }

  /// Nothing is known of files.
  public func fault(of file: EnvironmentFile) -> String? { nil }
}
