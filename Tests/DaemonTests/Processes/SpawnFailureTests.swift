import Daemon
import Glibc
import Scheduler
import Testing

/// A command that cannot be started as written, in a folder with some files that cannot be executed.
struct SpawnFailureCase: Sendable, CustomTestStringConvertible {
  var name: String
  var arguments: [String]
  var path = "/usr/bin:/bin"
  var folder = "/"
  var failure: String

  var testDescription: String { name }

  static let all: [SpawnFailureCase] = [
    SpawnFailureCase(
      name: "no such file",
      arguments: ["/bin/nope"],
      failure: "execve /bin/nope: No such file or directory"
    ),
    SpawnFailureCase(
      name: "not in PATH",
      arguments: ["nope"],
      path: "/usr/bin:/nowhere",
      failure: "execve nope: No such file or directory in PATH (/usr/bin:/nowhere)"
    ),
    SpawnFailureCase(
      name: "no name",
      arguments: [""],
      failure: "execve : No such file or directory in PATH (/usr/bin:/bin)"
    ),
    SpawnFailureCase(
      name: "no command",
      arguments: [],
      failure: "execve: there is no command"
    ),
    SpawnFailureCase(
      name: "a folder in the way is a file",
      arguments: ["/etc/passwd/nope"],
      failure: "execve /etc/passwd/nope: Not a directory"
    ),
    SpawnFailureCase(
      name: "not executable",
      arguments: ["/etc/passwd"],
      failure: "execve /etc/passwd: Permission denied"
    ),
    SpawnFailureCase(
      name: "in PATH, but not executable",
      arguments: ["passwd"],
      path: "/nowhere:/etc/passwd:/etc",
      failure: "execve passwd: Permission denied"
    ),
    SpawnFailureCase(
      name: "too long a name",
      arguments: [String(repeating: "n", count: 300)],
      failure: "execve \(String(repeating: "n", count: 300)): File name too long"
    ),
    SpawnFailureCase(
      name: "no such folder",
      arguments: ["true"],
      folder: "/nope",
      failure: "chdir /nope: No such file or directory"
    ),
    SpawnFailureCase(
      name: "a folder that is a file",
      arguments: ["true"],
      folder: "/etc/passwd",
      failure: "chdir /etc/passwd: Not a directory"
    ),
  ]
}

@Suite struct `A process that cannot be started` {
  @Test(arguments: SpawnFailureCase.all) func `names the step and why`(_ row: SpawnFailureCase) throws {
    let harness = try ProcessHarness()
    let command = CommandJob(
      invocation: .arguments(row.arguments),
      environment: [EnvironmentVariable(name: "PATH", value: row.path)],
      workingDirectory: row.folder
    )
    #expect(try harness.failure(toStart: harness.makeStart(command)) == SpawnFailure(row.failure))
    #expect(harness.table.isEmpty)
  }

  @Test func `says that an interpreter is missing`() throws {
    let folder = try TemporaryDirectory()
    let script = try folder.write("script", "#!/nowhere/interpreter\n", mode: 0o755)
    let harness = try ProcessHarness()
    let start = harness.makeStart(CommandJob(invocation: .arguments([script])))
    let failure = SpawnFailure(
      "execve \(script): No such file or directory: "
        + "the file is there, the interpreter that its first line names is not"
    )
    #expect(try harness.failure(toStart: start) == failure)
  }
}

@Suite struct `The search for a program` {
  @Test func `takes the first in PATH that can be executed`() throws {
    let folder = try TemporaryDirectory()
    for name in ["a", "b", "c"] { try folder.makeFolder(name) }
    try folder.write("a/tool", "#!/bin/sh\necho a\n", mode: 0o644)
    try folder.write("b/tool", "#!/bin/sh\necho b\n", mode: 0o755)
    try folder.write("c/tool", "#!/bin/sh\necho c\n", mode: 0o755)
    let path = ["/nowhere", "a", "b", "c"].map { $0.hasPrefix("/") ? $0 : folder.path + "/" + $0 }
    #expect(try lines(["tool"], path: path.joined(separator: ":"), in: "/") == ["b"])
  }

  @Test func `takes an empty entry of PATH for the working directory`() throws {
    let folder = try TemporaryDirectory()
    try folder.write("tool", "#!/bin/sh\necho here\n", mode: 0o755)
    #expect(try lines(["tool"], path: "/bin:", in: folder.path) == ["here"])
    #expect(try lines(["tool"], path: "", in: folder.path) == ["here"])
  }

  @Test func `runs a script without a first line of its own by the shell`() throws {
    let folder = try TemporaryDirectory()
    let script = try folder.write("script", "echo \"$0\" \"$@\"\n", mode: 0o755)
    #expect(try lines([script, "one", "two"], path: "", in: "/") == ["\(script) one two"])
    #expect(try lines(["script", "one"], path: folder.path, in: "/") == ["\(script) one"])
  }

  private func lines(_ arguments: [String], path: String, in directory: String) throws -> [String] {
    let harness = try ProcessHarness()
    let start = harness.makeStart(
      CommandJob(
        invocation: .arguments(arguments),
        environment: [EnvironmentVariable(name: "PATH", value: path)],
        workingDirectory: directory
      )
    )
    _ = try harness.table.start(start)
    _ = try harness.end(of: start.run.id)
    return harness.lines(of: start.run.id)
  }
}
