import Daemon
import Testing

@Suite struct `The route table` {
  struct Row: Sendable, CustomTestStringConvertible {
    var method: String
    var path: String
    var endpoint: Endpoint
    var arguments: [String] = []

    var testDescription: String { "\(method) \(path)" }
  }

  static let rows: [Row] = [
    Row(method: "GET", path: "/", endpoint: .page),
    Row(method: "GET", path: "/healthz", endpoint: .health),
    Row(method: "HEAD", path: "/healthz", endpoint: .health),
    Row(method: "GET", path: "/metrics", endpoint: .metrics),
    Row(method: "GET", path: "/openapi.json", endpoint: .openAPI),
    Row(method: "GET", path: "/v1/status", endpoint: .status),
    Row(method: "GET", path: "/v1/jobs", endpoint: .jobs),
    Row(method: "GET", path: "/v1/jobs/nightly-report", endpoint: .job, arguments: ["nightly-report"]),
    Row(method: "POST", path: "/v1/jobs/a.b_c/runs", endpoint: .triggerJob, arguments: ["a.b_c"]),
    Row(method: "POST", path: "/v1/jobs/a/pause", endpoint: .pauseJob, arguments: ["a"]),
    Row(method: "POST", path: "/v1/jobs/pause/resume", endpoint: .resumeJob, arguments: ["pause"]),
    Row(method: "GET", path: "/v1/jobs/a/explain", endpoint: .explainJob, arguments: ["a"]),
    Row(method: "GET", path: "/v1/spans", endpoint: .spans),
    Row(method: "POST", path: "/v1/pause", endpoint: .pauseAll),
    Row(method: "POST", path: "/v1/resume", endpoint: .resumeAll),
    Row(method: "POST", path: "/v1/runs/17/cancel", endpoint: .cancelRun, arguments: ["17"]),
    Row(method: "GET", path: "/v1/deferred", endpoint: .deferred),
    Row(method: "DELETE", path: "/v1/deferred/3", endpoint: .cancelDeferred, arguments: ["3"]),
    Row(method: "GET", path: "/v1/jobs/runs", endpoint: .job, arguments: ["runs"]),
    Row(method: "GET", path: "/v1/runs", endpoint: .runs),
    Row(method: "GET", path: "/v1/runs/17/output", endpoint: .output, arguments: ["17"]),
    Row(method: "GET", path: "/v1/runs/17", endpoint: .run, arguments: ["17"]),
    Row(method: "GET", path: "/v1/board", endpoint: .board),
    Row(method: "GET", path: "/v1/timeline", endpoint: .timeline),
    Row(method: "GET", path: "/v1/load", endpoint: .load),
    Row(method: "GET", path: "/v1/access", endpoint: .access),
    Row(method: "GET", path: "/v1/events", endpoint: .events),
    Row(method: "POST", path: "/v1/reload", endpoint: .reload),
    Row(method: "POST", path: "/v1/stop", endpoint: .stop),
  ]

  @Test(arguments: rows)
  func `finds what answers`(_ row: Row) throws {
    let match = try Route.find(row.method, row.path)
    #expect(match.route.endpoint == row.endpoint)
    #expect(match.arguments == row.arguments)
  }

  @Test(arguments: [
    "//", "", "/v1", "/v1/", "/v1/jobs/", "/v1/jobs//runs", "/v1/jobs/a/b", "/v2/status", "/v1/Status",
  ])
  func `knows no other path`(_ path: String) {
    #expect(throws: ControlProblem.unknownPath(path)) { try Route.find("GET", path) }
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    var method: String
    var path: String
    var allowed: [String]

    var testDescription: String { "\(method) \(path)" }
  }

  static let refusals: [Refusal] = [
    Refusal(method: "POST", path: "/v1/status", allowed: ["GET", "HEAD"]),
    Refusal(method: "GET", path: "/v1/stop", allowed: ["POST"]),
    Refusal(method: "DELETE", path: "/v1/jobs/a/runs", allowed: ["POST"]),
    Refusal(method: "GET", path: "/v1/deferred/3", allowed: ["DELETE"]),
    Refusal(method: "GET", path: "/v1/jobs/a/pause", allowed: ["POST"]),
    Refusal(method: "get", path: "/healthz", allowed: ["GET", "HEAD"]),
  ]

  @Test(arguments: refusals)
  func `says which methods a path has`(_ row: Refusal) {
    #expect(throws: ControlProblem.methodNotAllowed(row.method, allowed: row.allowed)) {
      try Route.find(row.method, row.path)
    }
  }

  @Test func `has an entry for each endpoint`() {
    #expect(Set(Route.all.map(\.endpoint)) == Set(Endpoint.allCases))
  }

  @Test func `has one entry for a method and a path`() {
    #expect(Set(Route.all.map { "\($0.method) \($0.path)" }).count == Route.all.count)
  }
}
