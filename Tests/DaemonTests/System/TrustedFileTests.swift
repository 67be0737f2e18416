import Daemon
import Glibc
import Testing

@Suite(.enabled(if: geteuid() == 0, "only root's job files are checked so"))
struct `A job file of root's` {
  private static let stranger: uid_t = 61_234

  @Test func `is read where only root can write it`() throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("jobs.json", "{}", mode: 0o644)
    #expect(try bytes(of: file) == Array("{}".utf8))
  }

  @Test func `is refused where somebody else can write it`() throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("jobs.json", "{}", mode: 0o644)
    chmod(file, 0o646)
    #expect(
      try refusal(of: file)
        == "\(file): can be written by everybody, who could have root run anything; as root: chmod go-w \(file)"
    )
    chmod(file, 0o664)
    #expect(try refusal(of: file) == nil)
    chown(file, 0, Self.stranger)
    chmod(file, 0o664)
    #expect(
      try refusal(of: file)
        == "\(file): can be written by group 61234, who could have root run anything; as root: chmod go-w \(file)"
    )
    chown(file, Self.stranger, 0)
    #expect(
      try refusal(of: file)
        == "\(file): belongs to user 61234, who could have root run anything; as root: chown root \(file)"
    )
  }

  @Test func `is refused where somebody else can put another in its place`() throws {
    let folder = try TemporaryDirectory()
    try folder.makeFolder("open")
    try folder.makeFolder("open/inner")
    let inner = folder.path + "/open/inner"
    let file = try folder.write("open/inner/jobs.json", "{}", mode: 0o644)
    chmod(inner, 0o777)
    #expect(try refusal(of: file)?.hasPrefix("\(inner): can be written by everybody") == true)
    // What others cannot rename is safe in a folder above, but not beside what they may make.
    chmod(inner, 0o1777)
    #expect(try refusal(of: file)?.hasPrefix("\(inner): can be written by everybody") == true)
    chmod(inner, 0o755)
    chmod(folder.path + "/open", 0o777)
    #expect(try refusal(of: file)?.hasPrefix("\(inner)/..: can be written by everybody") == true)
    chmod(folder.path + "/open", 0o1777)
    #expect(try refusal(of: file) == nil)
    chown(folder.path + "/open", Self.stranger, 0)
    #expect(try refusal(of: file)?.hasPrefix("\(inner)/..: belongs to user 61234") == true)
  }

  @Test func `may be reached by a link, whose own folder is checked too`() throws {
    let folder = try TemporaryDirectory()
    try folder.makeFolder("safe")
    try folder.makeFolder("links")
    try folder.write("safe/jobs.json", "{}", mode: 0o644)
    let link = folder.path + "/links/jobs.json"
    symlink("../safe/jobs.json", link)
    #expect(try refusal(of: link) == nil)
    chmod(folder.path + "/safe", 0o777)
    #expect(try refusal(of: link)?.hasPrefix("../safe: can be written by everybody") == true)
    chmod(folder.path + "/safe", 0o755)
    chmod(folder.path + "/links", 0o777)
    #expect(try refusal(of: link)?.hasPrefix("\(folder.path)/links: can be written") == true)
  }

  @Test func `that is not there, or goes in circles, says so`() throws {
    let folder = try TemporaryDirectory()
    let missing = folder.path + "/jobs.json"
    #expect(try refusal(of: missing) == "\(missing): No such file or directory")
    symlink("jobs.json", missing)
    #expect(try refusal(of: missing) == "\(missing): Too many levels of symbolic links")
  }

  private func bytes(of path: String) throws -> [UInt8] {
    try JobFileSource.bytes(of: path, mayWait: false)
  }

  private func refusal(of path: String) throws -> String? {
    do throws(JobFileSource.Unreadable) {
      _ = try JobFileSource.bytes(of: path, mayWait: false)
      return nil
    } catch {
      return error.reason
    }
  }
}
