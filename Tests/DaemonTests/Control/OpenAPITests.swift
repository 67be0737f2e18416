import ControlFixtures
import Daemon
import Foundation
import Scheduler
import Testing

@Suite struct `The API's description` {
  private func document() throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(OpenAPIDocument.bytes))
    return try #require(value as? [String: Any])
  }

  private func schemas() throws -> [String: [String: Any]] {
    let components = try #require(document()["components"] as? [String: Any])
    return try #require(components["schemas"] as? [String: [String: Any]])
  }

  @Test func `has every route, its parameters and its members, and no other`() throws {
    let document = try document()
    #expect(document["openapi"] as? String == "3.1.0")
    let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
    var described = 0
    for (path, operations) in paths { described += operations.count; #expect(path.hasPrefix("/")) }
    #expect(described == Route.all.count)
    for route in Route.all {
      let operation = try #require(paths[route.path]?[route.method.rawValue.lowercased()])
      let parameters = try #require(operation["parameters"] as? [[String: Any]])
      let queried = parameters.filter { $0["in"] as? String == "query" }.compactMap { $0["name"] as? String }
      #expect(queried == route.parameters.map(\.name))
      #expect(operation["requestBody"] != nil || route.members.isEmpty)
      let responses = try #require(operation["responses"] as? [String: Any])
      #expect(responses["default"] != nil)
    }
  }

  /// Every reference leads somewhere, however deep it stands.
  private func references(in value: Any) -> [String] {
    switch value {
    case let object as [String: Any]:
      [object["$ref"] as? String].compactMap(\.self) + object.values.flatMap { references(in: $0) }
    case let list as [Any]: list.flatMap { references(in: $0) }
    default: []
    }
  }

  @Test func `refers to nothing that is not there`() throws {
    let names = Set(try schemas().keys.map { "#/components/schemas/\($0)" })
    let references = Set(references(in: try document()))
    #expect(references.subtracting(names).isEmpty)
    #expect(names.subtracting(references).isEmpty)
    #expect(names.count > 15)
  }

  @Test func `knows the keys of what is answered, and which of them may be null`() throws {
    let harness = try ControlHarness()
    harness.target.statuses = [.sample("backup")]
    harness.target.endedRuns = [.ended(17)]
    for (path, name) in [
      ("/v1/status", "Status"), ("/v1/jobs/backup", "JobDetail"), ("/v1/runs/17", "Run"),
      ("/healthz", "Health"),
      ("/v1/jobs", "PageOfJob"), ("/v1/runs/99", "ProblemDocument"),
    ] {
      let schema = try #require(try schemas()[name], "\(name)")
      let properties = try #require(schema["properties"] as? [String: Any])
      let required = Set(try #require(schema["required"] as? [String]))
      let body = try harness.get(path).body
      let object = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
      #expect(Set(object.keys).isSubset(of: properties.keys), "\(name)")
      #expect(required.isSubset(of: object.keys), "\(name)")
      let nulls = object.filter { $0.value is NSNull }.keys
      #expect(required.isDisjoint(with: nulls), "\(name)")
    }
  }

  @Test func `is told to people too, every route of it`() throws {
    let root = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    let page = try String(contentsOfFile: "\(root)/docs/api.md", encoding: .utf8)
    for route in Route.all { #expect(page.contains("| `\(route.method.rawValue) \(route.path)` |")) }
  }

  @Test func `is served`() throws {
    let harness = try ControlHarness()
    let response = try harness.get("/openapi.json")
    #expect(response.status == 200)
    #expect(response.headers["content-type"] == "application/json")
    #expect(response.body == OpenAPIDocument.bytes)
  }
}

@Suite struct `A list that is asked for again` {
  private func ask(_ harness: ControlHarness, _ path: String, has tag: String) throws -> RawResponse {
    try harness.ask("GET \(path) HTTP/1.1\r\nHost: x\r\nIf-None-Match: \(tag)\r\n\r\n")
  }

  @Test func `is not sent again where it is the same`() throws {
    let harness = try ControlHarness()
    harness.target.statuses = [.sample("backup")]
    let first = try harness.get("/v1/jobs")
    let tag = try #require(first.headers["etag"])
    #expect(first.headers["cache-control"] == "no-cache")
    for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
      let second = try ask(harness, "/v1/jobs", has: known)
      #expect(second.status == 304)
      #expect(second.body.isEmpty)
      #expect(second.headers["etag"] == tag)
    }
    harness.target.statuses = [.sample("backup"), .sample("other")]
    let third = try ask(harness, "/v1/jobs", has: tag)
    #expect(third.status == 200)
    #expect(third.headers["etag"] != tag)
    #expect(third.text.contains("other"))
  }

  @Test func `is asked for in earnest where it says the time`() throws {
    let harness = try ControlHarness()
    let status = try harness.get("/v1/status")
    #expect(status.headers["etag"] == nil)
    #expect(status.headers["cache-control"] == "no-store")
    #expect(try harness.get("/v1/runs/99").headers["etag"] == nil)
  }
}
