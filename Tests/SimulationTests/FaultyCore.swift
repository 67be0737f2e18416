import Foundation

/// The core with every deliberate fault built in, of which a number in the environment lets one loose.
///
/// A package of its own, so that the core itself has no hooks for it.
struct FaultyCore {
  private let directory: URL

  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The text of a file of the core.
  static func source(_ file: String) throws -> String {
    try String(contentsOf: root.appending(path: "Sources/Scheduler/Core/\(file)"), encoding: .utf8)
  }

  /// How often a fault's text occurs in its file.
  static func occurrences(of fault: DeliberateFault) throws -> Int {
    try source(fault.file).components(separatedBy: fault.original).count - 1
  }

  /// Builds it, in a directory of its own.
  ///
  /// - Throws: `Program.Failure` with what the compiler says.
  init() throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "schedd-faults-\(UUID().uuidString)")
    try copy(["Sources/CronParser", "Sources/Scheduler", "Tests/SimulationWorld", "Tests/SimulationProgram"])
    try write(Self.package, to: "Package.swift")
    try write(Self.number, to: "Sources/Scheduler/DeliberateFault.swift")
    for (file, faults) in Dictionary(grouping: DeliberateFault.all.enumerated(), by: \.element.file) {
      var text = try Self.source(file)
      for (index, fault) in faults {
        let switched = fault.switched.replacing("isFaulty", with: "(deliberateFault == \(index + 1))")
        guard text.ranges(of: fault.original).count == 1 else {
          throw Program.Failure(description: "\(fault): \"\(fault.original)\" does not stand once in \(file)")
        }
        text = text.replacing(fault.original, with: switched)
      }
      try write(text, to: "Sources/Scheduler/Core/\(file)")
    }
    let arguments = ["build", "--package-path", directory.path, "--product", "simulate-seeds"]
    let (status, output) = try Program.run(["swift"] + arguments, [:])
    guard status == 0 else { throw Program.Failure(description: output) }
  }

  /// Runs worlds on it until one finds something.
  ///
  /// - Parameters:
  ///   - number: Which fault is let loose; 0 for none.
  ///   - seeds: How many worlds at most.
  /// - Returns: What the first one found, with its seed; empty where none did.
  /// - Throws: `Program.Failure` when it ends in another way.
  func find(_ number: Int, seeds: Int) throws -> String {
    let program = directory.appending(path: ".build/debug/simulate-seeds").path
    let (status, output) = try Program.run(
      [program, "find", "1", "\(seeds)", "300"],
      ["SCHEDD_DELIBERATE_FAULT": "\(number)"]
    )
    guard status == 0 || (status == 1 && output.hasPrefix("seed ")) else {
      throw Program.Failure(description: "it ends with \(status): \(output)")
    }
    return output.trimmingCharacters(in: .newlines)
  }

  /// Takes it away again.
  func remove() {
    try? FileManager.default.removeItem(at: directory)
  }

  // MARK: Its files

  private func copy(_ folders: [String]) throws {
    for folder in folders {
      let target = directory.appending(path: folder)
      try FileManager.default.createDirectory(
        at: target.deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      try FileManager.default.copyItem(at: Self.root.appending(path: folder), to: target)
    }
  }

  private func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: directory.appending(path: path))
  }

  private static let number = """
    import Glibc

    let deliberateFault = getenv("SCHEDD_DELIBERATE_FAULT").flatMap { Int(String(cString: $0)) } ?? 0
    """

  private static let package = """
    // swift-tools-version: 6.2
    import PackageDescription

    let settings: [SwiftSetting] = [
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .enableUpcomingFeature("MemberImportVisibility"),
    ]
    let package = Package(
      name: "faults",
      targets: [
        .target(name: "CronParser", swiftSettings: settings),
        .target(name: "Scheduler", dependencies: ["CronParser"], swiftSettings: settings),
        .target(
          name: "SimulationWorld",
          dependencies: ["Scheduler", "CronParser"],
          path: "Tests/SimulationWorld",
          swiftSettings: settings
        ),
        .executableTarget(
          name: "simulate-seeds",
          dependencies: ["SimulationWorld"],
          path: "Tests/SimulationProgram",
          swiftSettings: settings
        ),
      ],
      swiftLanguageModes: [.v6]
    )
    """
}
