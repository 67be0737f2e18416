import Foundation
import Scheduler
import Testing

/// An independent validator of JSON Schema: Python's.
enum SchemaValidator {
  /// Whether it is there; scripts/setup installs it, so that it is missing only where that could not.
  static let isThere: Bool = (try? python(["-c", "import jsonschema"]))?.status == 0

  static let reason: Comment = "python3-jsonschema is not installed; scripts/setup installs it with apt"

  /// What it says of each text: "good", or what is wrong.
  static func verdicts(on texts: [String]) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "schedd-schema-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let schema = folder.appending(path: "schema.json")
    try Data(JobFileSchema.text.utf8).write(to: schema)
    let lines = try texts.map { try JSONEncoder().encode($0) + Data("\n".utf8) }
    let file = folder.appending(path: "texts")
    try Data(lines.joined()).write(to: file)
    let script = Repository.root.appending(path: "Tests/SchedulerTests/Data/check_schema.py")
    let result = try python([script.path, schema.path, file.path])
    try #require(result.status == 0, "\(result.output)")
    return result.output.split(separator: "\n").map(String.init)
  }

  private static func python(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
