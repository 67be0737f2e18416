import Foundation
import Glibc
import Testing

@Suite(.timeLimit(.minutes(3))) struct `The example of a web service` {
  /// The system's, which scripts/setup gives the packages.
  private static let python = "/usr/bin/python3"

  private static let isThere: Bool = {
    (try? Shell.run(python, ["-c", "import fastapi, httpx, uvicorn"]))?.status == 0
  }()

  private static let example = URL(filePath: #filePath).appending(path: "../../../../examples/fastapi")
    .standardized.path

  @Test func `has a job file without a doubt`() async throws {
    try await story { story in
      let result = try await story.schedd("validate", "\(Self.example)/jobs.json")
      #expect(result.status == 0 && result.errors == "")
    }
  }

  @Test(.enabled("python3-fastapi, -httpx and -uvicorn are not installed; scripts/setup does", { isThere }))
  func `loses nothing, whoever is killed`() async throws {
    try await story { story in
      var environment = story.environment
      environment["SCHEDD_PROGRAM"] = try Story.program
      environment["PYTHONDONTWRITEBYTECODE"] = "1"
      let (output, errors) = (Collector(), Collector())
      let check = try ChildProcess(
        [Self.python, "\(Self.example)/check.py"],
        environment: environment,
        output: output,
        errors: errors
      )
      let end = await check.end.value(within: .seconds(150))
      // Told to end, it ends what it has started.
      if end == nil { check.send(SIGINT) }
      #expect(end == .exited(0), "\(output.soFar)\(errors.soFar)")
      #expect(output.soFar.contains("ok: a restart of schedd loses nothing\n"))
    }
  }
}
