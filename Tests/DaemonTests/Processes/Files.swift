import Daemon
import Glibc

extension TemporaryDirectory {
  /// Writes a file in it, in place of one that is there.
  @discardableResult
  func write(_ name: String, _ text: String, mode: mode_t = 0o644) throws -> String {
    let file = appending(name)
    // The name alone would be this method's.
    try DaemonTests.write(text.utf8, to: file)
    try SystemError.check("chmod") { chmod(file, mode) }
    return file
  }

  /// Makes a folder in it.
  @discardableResult
  func makeFolder(_ name: String) throws -> String {
    try SystemError.check("mkdir") { mkdir(appending(name), 0o755) }
    return appending(name)
  }
}
