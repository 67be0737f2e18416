import ControlFixtures
import Daemon
import Foundation
import Glibc
import Scheduler
import Testing

@Suite struct `The files that a job file includes` {
  private func write(_ directory: TemporaryDirectory, _ name: String, _ id: String?) throws {
    let jobs = id.map { "{\"id\": \"\($0)\", \"trigger\": {\"manual\": true}, \"command\": [\"x\"]}" } ?? ""
    try Data("{\"jobs\": [\(jobs)]}".utf8).write(to: URL(filePath: directory.appending(name)))
  }

  private func ids(_ directory: TemporaryDirectory, _ include: String) throws -> [String] {
    let file = directory.appending("jobs.json")
    try Data("{\"include\": \(include), \"jobs\": []}".utf8).write(to: URL(filePath: file))
    guard case .read(let reading) = JobFileSource.read(file, zones: SystemZones(), forDaemon: false) else {
      return ["unreadable"]
    }
    let ids = reading.configuration?.jobs.map(\.id.description)
    return ids ?? reading.problems.map { $0.rendered(file: "jobs.json") }
  }

  @Test func `are sorted by name, each once, and the job file is none`() throws {
    let directory = try TemporaryDirectory()
    mkdir(directory.appending("d"), 0o755)
    for (name, id) in [("d/b.json", "b"), ("d/a.json", "a"), ("d/.c.json", "c"), ("e.json", "e")] {
      try write(directory, name, id)
    }
    // A folder is no file, whatever it is called.
    mkdir(directory.appending("d/folder.json"), 0o755)
    symlink("b.json", directory.appending("d/z.json"))
    #expect(try ids(directory, "[\"d/*.json\", \"*.json\", \"d/?.json\"]") == ["a", "b", "e"])
    #expect(try ids(directory, "[\"\(directory.path)/d/*\"]") == ["a", "b"])
    #expect(try ids(directory, "[\"nowhere/*.json\"]") == [])
  }

  @Test func `that cannot be read are named`() throws {
    let directory = try TemporaryDirectory()
    symlink("nothing", directory.appending("a.conf"))
    mkdir(directory.appending("d"), 0o755)
    // A job that may be there is not taken for one that was removed.
    #expect(
      try ids(directory, "[\"*.conf\"]") == [
        "jobs.json:1:14: error: include[0]: \(directory.appending("a.conf")): No such file or directory"
      ]
    )
    #expect(
      try ids(directory, "[\"d\"]") == [
        "jobs.json:1:14: error: include[0]: \(directory.appending("d")): Is a directory"
      ]
    )
  }

  @Test(.enabled("this test needs root") { geteuid() == 0 })
  func `are of root's where a daemon of root's runs them`() throws {
    let directory = try TemporaryDirectory()
    try write(directory, "a.conf", "a")
    chmod(directory.appending("a.conf"), 0o666)
    let file = directory.appending("jobs.json")
    try Data("{\"include\": [\"*.conf\"], \"jobs\": []}".utf8).write(to: URL(filePath: file))
    guard case .read(let reading) = JobFileSource.read(file, zones: SystemZones(), forDaemon: true) else {
      Issue.record("the job file cannot be read")
      return
    }
    let name = directory.appending("a.conf")
    #expect(
      reading.problems.map(\.message) == [
        "\(name): can be written by everybody, who could have root run anything; as root: chmod go-w \(name)"
      ]
    )
    #expect(reading.configuration == nil)
  }
}
