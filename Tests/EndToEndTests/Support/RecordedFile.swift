import Foundation
import Testing

/// A file of the repository that is made from the sources; `RECORD=1` writes it and fails.
enum RecordedFile {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func check(_ text: String, against path: String) throws {
    let file = root.appending(path: path)
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      try Data(text.utf8).write(to: file)
      Issue.record("\(path) was recorded; run again without RECORD")
      return
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text, "\(path) is old; record it with RECORD=1")
  }
}
