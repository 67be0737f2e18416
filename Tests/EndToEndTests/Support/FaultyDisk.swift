import Foundation
import Testing

/// A disk for one daemon that fails, or is slow, when the test says so.
///
/// Its library is loaded into the daemon before the C library; see `Tests/FaultyDisk`.
struct FaultyDisk {
  private let orders: String
  private let library: String

  /// A disk that is well.
  init(for story: Story) throws {
    orders = story.path("faulty-disk")
    // The program may lie elsewhere; the library is built with the tests.
    let test = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    library = URL(filePath: test).deletingLastPathComponent().appending(path: "libFaultyDisk.so").path
    try #require(access(library, R_OK) == 0, "the library of the faulty disk is not where the test is")
    try Data(count: 8).write(to: URL(filePath: orders))
  }

  /// What the daemon needs to be told.
  func environment(_ usual: [String: String]) -> [String: String] {
    usual.merging(["LD_PRELOAD": library, "FAULTY_DISK": orders]) { $1 }
  }

  /// From now on writes and syncs fail, or syncs take longer, or all is well again.
  func order(error: Int32 = 0, syncDelay milliseconds: Int32 = 0) throws {
    let file = try #require(fopen(orders, "r+"))
    defer { fclose(file) }
    var words = [error, milliseconds]
    try #require(fwrite(&words, 4, 2, file) == 2)
  }
}
