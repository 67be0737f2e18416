import Glibc
import Scheduler
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A daemon that listens over TCP` {
  private let jobs = """
    { "jobs": [{ "id": "hello", "trigger": { "manual": true }, "command": ["echo", "hello"] }] }
    """

  /// Asks by curl, which is not schedd: the status and the body.
  private func curl(_ story: Story, _ words: String...) async throws -> String {
    let result = try await story.run(["curl", "-sS", "-w", " %{http_code}"] + words)
    guard result.status == 0 else { throw StoryFailure("curl: \(result)") }
    return result.output
  }

  private func start(_ story: Story, _ options: String...) async throws -> (RunningDaemon, url: String) {
    try story.write("jobs.json", jobs)
    let daemon = try story.launch(
      ["run", story.jobFile, "--state-dir", story.stateDirectory, "--log-format", "json"]
        + ["--listen", "127.0.0.1:0"] + options
    )
    try await daemon.isUp()
    let line = try await daemon.line("listening")
    guard let url = line.text.firstMatch(of: /http:[^,]*/) else { throw StoryFailure("no address: \(line)") }
    return (daemon, String(url.output))
  }

  @Test func `lets those change something who have the token, and says who it was`() async throws {
    try await story { story in
      let token = try story.write("token", "0123456789abcdef\n")
      chmod(token, 0o600)
      let (daemon, url) = try await start(story, "--token-file", token)
      #expect(try await curl(story, "\(url)/healthz") == "{\"status\":\"running\"} 200")
      let path = "\(url)/v1/jobs/hello/runs"
      #expect(try await curl(story, "-X", "POST", path).hasSuffix(" 401"))
      let bearer = "Authorization: Bearer 0123456789abcdef"
      #expect(try await curl(story, "-X", "POST", "-H", bearer, path).hasSuffix(" 202"))
      try await daemon.line("ended", job: "hello")
      #expect(try story.recorded("hello").map(\.actor) == ["tcp=127.0.0.1"])

      // A new token counts from the next reload on, and one that is no good never does.
      try story.write("token", "fedcba9876543210\n")
      daemon.send(SIGHUP)
      let (reloaded, _) = try await daemon.logLine("reloaded")
      #expect(try await curl(story, "-X", "POST", "-H", bearer, path).hasSuffix(" 401"))
      try story.write("token", "short\n")
      daemon.send(SIGHUP)
      try await daemon.line("degraded", after: reloaded)
      let newBearer = "Authorization: Bearer fedcba9876543210"
      #expect(try await curl(story, "-X", "POST", "-H", newBearer, "\(url)/v1/reload").hasSuffix(" 200"))
      #expect(try await daemon.stop() == .exited(0))
      #expect(!daemon.lines.contains { $0.raw.contains("fedcba") })
    }
  }

  @Test func `changes nothing without a token`() async throws {
    try await story { story in
      let (daemon, url) = try await start(story)
      #expect(try await curl(story, "-X", "POST", "\(url)/v1/stop").hasSuffix(" 403"))
      #expect(try await curl(story, "-H", "Host: evil.example.com", "\(url)/v1/jobs").hasSuffix(" 403"))
      #expect(try await daemon.stop() == .exited(0))
    }
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    var words: [String]
    var status: Int32
    var says: String
    var testDescription: String { words.joined(separator: " ") }
  }

  static let refusals = [
    Refusal(words: ["--listen", "everywhere:80"], status: 2, says: "127.0.0.1:8080"),
    Refusal(words: ["--protect-reads"], status: 2, says: "means nothing without --token-file"),
    Refusal(words: ["--token-file", "/nowhere"], status: 1, says: "token file /nowhere"),
    Refusal(words: ["--socket-group", "no-such-group"], status: 69, says: "there is no such group"),
    Refusal(words: ["--listen", "192.0.2.1:80"], status: 69, says: "--listen 192.0.2.1:80: bind"),
  ]

  @Test(arguments: refusals)
  func `says what keeps it from starting`(_ refusal: Refusal) async throws {
    try await story { story in
      try story.write("jobs.json", jobs)
      let words = ["run", story.jobFile, "--state-dir", story.stateDirectory] + refusal.words
      let result = try await story.run([try Story.program] + words)
      #expect(result.status == refusal.status)
      #expect(result.errors.contains(refusal.says))
    }
  }
}
