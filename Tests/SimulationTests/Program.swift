import Foundation

/// Another process.
enum Program {
  /// What keeps it from being run.
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Where a program of this package lies: beside the tests, which are built with it.
  static func path(of name: String) throws -> String {
    var directory = URL(filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    // The tests may be run by a program of the toolchain that has loaded them.
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
    if let bundle { directory = URL(filePath: bundle) }
    let path = directory.deletingLastPathComponent().appending(path: name).path
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw Failure(description: "\(path) is not there: swift build --build-tests")
    }
    return path
  }

  /// Runs a program and waits for its end.
  ///
  /// - Parameters:
  ///   - words: The program, looked for in PATH where it has no slash, and its arguments.
  ///   - changes: What its environment has otherwise than this one's; nil for nothing of that name.
  /// - Returns: Its exit status, or the number of the signal that ended it, below zero; and what it wrote.
  /// - Throws: When it cannot be started.
  static func run(_ words: [String], _ changes: [String: String?]) throws -> (status: Int, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words
    var environment = ProcessInfo.processInfo.environment
    for (name, value) in changes { environment[name] = value }
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let status = Int(process.terminationStatus)
    return (
      process.terminationReason == .exit ? status : -status, String(bytes: output, encoding: .utf8) ?? ""
    )
  }
}
