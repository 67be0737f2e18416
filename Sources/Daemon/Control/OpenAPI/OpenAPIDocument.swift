import Scheduler

/// The API in the words of OpenAPI 3.1, made from the table of routes and from the objects themselves.
package struct OpenAPIDocument {
  private var collection = SchemaCollection()
  private var paths: [String: [String: JSONValue]] = [:]

  /// As it is served; it never changes.
  package static let bytes = JSON.bytes(OpenAPIDocument().value)

  private init() {
    for route in Route.all {
      paths[route.path, default: [:]][route.method.rawValue.lowercased()] = operation(route)
    }
  }

  private var value: JSONValue {
    .object([
      "openapi": "3.1.0",
      "info": .object([
        "title": "schedd", "version": .string(Version.current),
        "description": "The API of the scheduler daemon, over a unix socket and, where asked for, TCP.",
        "license": .object(["name": "MIT", "identifier": "MIT"]),
      ]),
      "servers": .array([.object(["url": "/"])]),
      "paths": .object(paths.mapValues { .object($0) }),
      "components": .object([
        "schemas": .object(collection.schemas),
        "securitySchemes": .object([
          "token": .object([
            "type": "http", "scheme": "bearer",
            "description": "Over TCP, what stands in the token file; not needed on the socket",
          ])
        ]),
      ]),
    ])
  }

  private mutating func operation(_ route: Route) -> JSONValue {
    var operation: [String: JSONValue] = [
      "operationId": .string("\(route.endpoint)"), "summary": .string(route.summary),
      "parameters": .array(parameters(route)), "responses": responses(route),
    ]
    if route.method != .get {
      operation["security"] = .array([.object(["token": .array([])]), .object([:])])
    }
    if !route.members.isEmpty { operation["requestBody"] = body(route) }
    return .object(operation)
  }

  private func parameters(_ route: Route) -> [JSONValue] {
    func parameter(_ name: String, in place: String, _ summary: String, _ schema: JSONValue) -> JSONValue {
      .object([
        "name": .string(name), "in": .string(place), "required": .bool(place == "path" || name == "at"),
        "description": .string(summary), "schema": schema,
      ])
    }
    var parameters = route.parameters.map {
      parameter($0.name, in: "query", $0.summary, ParameterSchema.of($0.name, in: route))
    }
    if route.path.contains("{id}") {
      parameters.insert(parameter("id", in: "path", "Which", ParameterSchema.ofPath(route)), at: 0)
    }
    for header in route.endpoint.headers {
      parameters.append(parameter(header.name, in: "header", header.summary, header.schema))
    }
    return parameters
  }

  private func body(_ route: Route) -> JSONValue {
    var properties: [String: JSONValue] = [:]
    for member in route.members {
      guard case .object(var schema) = ParameterSchema.of(member.name, in: route) else { continue }
      schema["description"] = .string(member.summary)
      // Null says as much as nothing.
      if let type = schema["type"] { schema["type"] = .array([type, "null"]) }
      properties[member.name] = .object(schema)
    }
    let schema: JSONValue = .object([
      "type": "object", "properties": .object(properties), "additionalProperties": .bool(false),
    ])
    return .object([
      "required": .bool(false), "content": .object(["application/json": .object(["schema": schema])]),
    ])
  }

  private mutating func responses(_ route: Route) -> JSONValue {
    let answer = route.endpoint.answer
    let schema: JSONValue
    switch answer.types.count {
    case 0: schema = .object(["type": "string"])
    case 1: schema = collection.schema(of: answer.types[0])
    default: schema = .object(["anyOf": .array(answer.types.map { collection.schema(of: $0) })])
    }
    func content(_ type: String, _ schema: JSONValue, _ description: String) -> JSONValue {
      .object([
        "description": .string(description), "content": .object([type: .object(["schema": schema])]),
      ])
    }
    let problem = collection.schema(of: ProblemDocument.self)
    var responses: [String: JSONValue] = [
      String(answer.status): content(answer.mediaType, schema, "What was asked for"),
      "default": content("application/problem+json", problem, "Why it is not answered so, by RFC 9457"),
    ]
    if route.endpoint == .health {
      responses["503"] = content(answer.mediaType, schema, "It cannot do its work")
    }
    if route.endpoint.isRevalidated {
      responses["304"] = .object(["description": "It is as the client has it"])
    }
    return .object(responses)
  }
}

/// What a parameter may be.
enum ParameterSchema {
  private static func string(_ members: [String: JSONValue] = [:]) -> JSONValue {
    .object(members.merging(["type": "string"]) { one, _ in one })
  }

  private static func integer(_ range: ClosedRange<Int64>) -> JSONValue {
    .object([
      "type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound),
    ])
  }

  private static func words(_ words: [String]) -> JSONValue {
    string(["enum": .array(words.map { .string($0) })])
  }

  static func ofPath(_ route: Route) -> JSONValue {
    let isJob = route.path.hasPrefix("/v1/jobs/")
    return isJob ? string(["pattern": "^[A-Za-z0-9._-]{1,128}$"]) : integer(1...Int64.max)
  }

  static func of(_ name: String, in route: Route) -> JSONValue {
    switch name {
    case "limit": integer(1...ControlServer.maxPage)
    case "wait": integer(0...ControlServer.maxWait)
    case "from" where route.endpoint == .timeline, "to": string(["format": "date-time"])
    case "after", "from": integer(0...Int64.max)
    case "before": integer(1...Int64.max)
    case "attempt": integer(1...1_000_000)
    case "tail": integer(0...1_000_000)
    case "timestamps", "brief": .object(["type": "boolean"])
    case "outcome" where route.endpoint == .spans: words(["skipped", "missed"])
    case "outcome": words(Outcome.allCases.map(\.rawValue))
    case "cause": words(Cause.allCases.map(\.rawValue))
    case "jobs": words(MetricsPage.JobSeries.allCases.map(\.rawValue))
    case "since", "until": string(["format": "date-time"])
    case "at" where route.method == .post: string(["format": "date-time"])
    case "reason": string(["maxLength": .integer(Int64(RequestBody.longestText))])
    case "parameters": .object(["type": "object", "additionalProperties": string()])
    case "at": string(["minLength": .integer(1)])
    default: string()
    }
  }
}

/// A header that a route looks at.
struct RouteHeader {
  var name: String
  var summary: String
  var schema: JSONValue
}

extension Endpoint {
  /// What a route answers when all is well.
  struct Answer {
    var types: [any Decodable.Type] = []
    var status = 200
    var mediaType = "application/json"
  }

  /// The headers that it looks at, besides those that all do.
  var headers: [RouteHeader] {
    var headers: [RouteHeader] = []
    if self == .triggerJob {
      let schema: JSONValue = .object(["type": "string", "pattern": "^[!-~]{1,255}$"])
      let summary = "Makes a repeat of the request known as one, for 24 hours"
      headers.append(RouteHeader(name: "Idempotency-Key", summary: summary, schema: schema))
    }
    if self == .events {
      let summary = "The last event that the client had"
      headers.append(
        RouteHeader(name: "Last-Event-ID", summary: summary, schema: .object(["type": "string"]))
      )
    }
    if isRevalidated {
      let summary = "The ETag of what the client has"
      headers.append(
        RouteHeader(name: "If-None-Match", summary: summary, schema: .object(["type": "string"]))
      )
    }
    return headers
  }

  var answer: Answer {
    switch self {
    case .page: Answer(mediaType: "text/html")
    case .health: Answer(types: [HealthObject.self])
    case .metrics: Answer(mediaType: "application/openmetrics-text")
    case .openAPI: Answer(types: [[String: JSONValue].self])
    case .status, .pauseAll, .resumeAll: Answer(types: [StatusObject.self])
    case .jobs: Answer(types: [PageObject<JobObject>.self])
    case .job, .pauseJob, .resumeJob: Answer(types: [JobDetailObject.self])
    case .triggerJob: Answer(types: [RunObject.self, DeferredObject.self], status: 202)
    case .explainJob: Answer(types: [AccountObject.self])
    case .jobEnvironment: Answer(types: [EnvironmentObject.self])
    case .runs: Answer(types: [PageObject<RunObject>.self])
    case .run: Answer(types: [RunObject.self])
    case .output: Answer(mediaType: "text/plain")
    case .cancelRun: Answer(types: [RunObject.self], status: 202)
    case .spans: Answer(types: [PageObject<SpanObject>.self])
    case .deferred: Answer(types: [PageObject<DeferredObject>.self])
    case .cancelDeferred: Answer(types: [DoneObject.self])
    case .board: Answer(types: [PageObject<BoardObject>.self])
    case .timeline: Answer(types: [PageObject<LaneObject>.self])
    case .load: Answer(types: [LoadObject.self])
    case .access: Answer(types: [AccessObject.self])
    case .events: Answer(mediaType: "text/event-stream")
    case .reload: Answer(types: [ReloadObject.self])
    case .stop: Answer(types: [HealthObject.self], status: 202)
    }
  }
}
