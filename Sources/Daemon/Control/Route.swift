import Scheduler

/// What a route does; `ControlServer` has an arm for each.
package enum Endpoint: Hashable, Sendable, CaseIterable {
  case page
  case health
  case metrics
  case openAPI
  case status
  case jobs
  case job
  case triggerJob
  case pauseJob
  case resumeJob
  case explainJob
  case jobEnvironment
  case pauseAll
  case resumeAll
  case runs
  case run
  case output
  case cancelRun
  case spans
  case deferred
  case cancelDeferred
  case board
  case timeline
  case load
  case access
  case events
  case reload
  case stop
}

/// One argument that a route takes in its query string, or one member that it takes in its body.
package struct RouteParameter: Hashable, Sendable {
  package var name: String

  /// What it does, for people.
  package var summary: String
}

/// One line of the API: a method, a path and what answers there.
package struct Route: Hashable, Sendable {
  package enum Method: String, Hashable, Sendable {
    case get = "GET"
    case post = "POST"
    case delete = "DELETE"
  }

  package var method: Method

  /// Parts in braces stand for any one part: `/v1/jobs/{id}`.
  package var path: String
  package var endpoint: Endpoint

  /// What it does, for people.
  package var summary: String
  package var parameters: [RouteParameter] = []

  /// What the JSON object in the body may say; all of it may be left out, and so may the body.
  package var members: [RouteParameter] = []

  private static let limit = RouteParameter(name: "limit", summary: "The most that one page holds")
  private static let after = RouteParameter(name: "after", summary: "`next` of the page before")

  private static let before = RouteParameter(name: "before", summary: "`next` of the page before")

  private static let pauseMembers = [
    RouteParameter(name: "until", summary: "When it ends by itself, an RFC 3339 instant"),
    RouteParameter(name: "reason", summary: "Why, for people"),
  ]

  /// What chooses the jobs of a page, or of a part of it.
  private static let jobsAsked = [
    RouteParameter(name: "of", summary: "50 jobs at most, with commas between; else a page of all of them"),
    limit,
    after,
  ]

  /// The API, whole.
  package static let all: [Route] = [
    Route(method: .get, path: "/", endpoint: .page, summary: "The page, for browsers"),
    Route(method: .get, path: "/healthz", endpoint: .health, summary: "Whether the daemon can do its work"),
    Route(
      method: .get,
      path: "/metrics",
      endpoint: .metrics,
      summary: "Every figure, for Prometheus, in the OpenMetrics format",
      parameters: [
        RouteParameter(
          name: "jobs",
          summary: "all or none: whether each job has series of its own; all where there are at most 1,000"
        )
      ]
    ),
    Route(
      method: .get,
      path: "/openapi.json",
      endpoint: .openAPI,
      summary: "What there is to ask, for programs, as OpenAPI 3.1"
    ),
    Route(method: .get, path: "/v1/status", endpoint: .status, summary: "What the daemon is and how it is"),
    Route(
      method: .get,
      path: "/v1/jobs",
      endpoint: .jobs,
      summary: "The jobs, in the order of the file",
      parameters: [
        RouteParameter(name: "tag", summary: "Only those that carry this tag"),
        RouteParameter(
          name: "brief",
          summary: "true: how and when the last run ended, in place of all of it"
        ),
        limit,
        after,
      ]
    ),
    Route(method: .get, path: "/v1/jobs/{id}", endpoint: .job, summary: "One job with its definition"),
    Route(
      method: .post,
      path: "/v1/jobs/{id}/runs",
      endpoint: .triggerJob,
      summary: "Runs a job by hand, now or later",
      members: [
        RouteParameter(name: "at", summary: "When, an RFC 3339 instant"),
        RouteParameter(name: "in", summary: "How long from now, a duration such as 5m"),
        RouteParameter(name: "parameters", summary: "An object of the values of the job's parameters"),
      ]
    ),
    Route(
      method: .post,
      path: "/v1/jobs/{id}/pause",
      endpoint: .pauseJob,
      summary: "Lets a job's trigger count for nothing",
      members: pauseMembers
    ),
    Route(method: .post, path: "/v1/jobs/{id}/resume", endpoint: .resumeJob, summary: "Ends a job's pause"),
    Route(
      method: .get,
      path: "/v1/jobs/{id}/explain",
      endpoint: .explainJob,
      summary: "Why a job did, or did not, run at a time",
      parameters: [RouteParameter(name: "at", summary: "The time, \(AskedTime.forms)")]
    ),
    Route(
      method: .get,
      path: "/v1/jobs/{id}/environment",
      endpoint: .jobEnvironment,
      summary: "What a run of a job would get as its environment, without the secrets"
    ),
    Route(
      method: .post,
      path: "/v1/pause",
      endpoint: .pauseAll,
      summary: "Lets every trigger count for nothing",
      members: pauseMembers
    ),
    Route(method: .post, path: "/v1/resume", endpoint: .resumeAll, summary: "Ends the pause of every job"),
    Route(
      method: .get,
      path: "/v1/runs",
      endpoint: .runs,
      summary: "The runs, newest first",
      parameters: [
        RouteParameter(name: "job", summary: "Only runs of this job"),
        RouteParameter(name: "tag", summary: "Only runs of the jobs that carry this tag now"),
        RouteParameter(name: "outcome", summary: "Only runs that ended so"),
        RouteParameter(name: "cause", summary: "Only runs that came about so"),
        RouteParameter(name: "since", summary: "Only runs admitted then or later, an RFC 3339 instant"),
        RouteParameter(name: "until", summary: "Only runs admitted before, an RFC 3339 instant"),
        limit,
        before,
      ]
    ),
    Route(
      method: .get,
      path: "/v1/runs/{id}",
      endpoint: .run,
      summary: "One run",
      parameters: [
        RouteParameter(name: "wait", summary: "Answer when it has ended, at most this many seconds later")
      ]
    ),
    Route(
      method: .get,
      path: "/v1/runs/{id}/output",
      endpoint: .output,
      summary: "What a run has written, as text, a page at a time",
      parameters: [
        RouteParameter(name: "attempt", summary: "Which attempt's; the last one's where nothing is said"),
        RouteParameter(name: "from", summary: "`Schedd-Next` of the page before"),
        RouteParameter(name: "tail", summary: "Only so many lines at the end"),
        RouteParameter(name: "timestamps", summary: "true: each line begins with when it was read"),
        RouteParameter(name: "wait", summary: "Answer when there is more, at most this many seconds later"),
      ]
    ),
    Route(
      method: .post,
      path: "/v1/runs/{id}/cancel",
      endpoint: .cancelRun,
      summary: "Ends a run, or keeps it from starting"
    ),
    Route(
      method: .get,
      path: "/v1/spans",
      endpoint: .spans,
      summary: "The fire times that passed without a run, many at a time, newest first",
      parameters: [
        RouteParameter(name: "job", summary: "Only those of this job"),
        RouteParameter(name: "tag", summary: "Only those of the jobs that carry this tag now"),
        RouteParameter(name: "outcome", summary: "skipped or missed"),
        limit,
        before,
      ]
    ),
    Route(
      method: .get,
      path: "/v1/deferred",
      endpoint: .deferred,
      summary: "The runs by hand that wait for their instants, oldest request first",
      parameters: [limit, after]
    ),
    Route(
      method: .delete,
      path: "/v1/deferred/{id}",
      endpoint: .cancelDeferred,
      summary: "Forgets a run by hand that waits for its instant"
    ),
    Route(
      method: .get,
      path: "/v1/board",
      endpoint: .board,
      summary: "How jobs do at a glance: the schedule in words, the last 30 outcomes, the mean duration",
      parameters: jobsAsked
    ),
    Route(
      method: .get,
      path: "/v1/timeline",
      endpoint: .timeline,
      summary: "What jobs did and will do in a stretch of time, a lane for each",
      parameters: [
        RouteParameter(name: "from", summary: "Where it begins, an RFC 3339 instant; else 24 hours ago"),
        RouteParameter(name: "to", summary: "Where it ends, 31 days later at most; else in 24 hours"),
      ] + jobsAsked
    ),
    Route(
      method: .get,
      path: "/v1/load",
      endpoint: .load,
      summary: "How much there is to do in each of the coming 168 hours"
    ),
    Route(
      method: .get,
      path: "/v1/access",
      endpoint: .access,
      summary: "What the client may do, and as whom it is recorded"
    ),
    Route(
      method: .get,
      path: "/v1/events",
      endpoint: .events,
      summary: "What happens, as it happens, as server-sent events",
      parameters: [RouteParameter(name: "job", summary: "Only what is about this job, or about all of them")]
    ),
    Route(method: .post, path: "/v1/reload", endpoint: .reload, summary: "Reads the job file again"),
    Route(method: .post, path: "/v1/stop", endpoint: .stop, summary: "Stops the daemon, as SIGTERM does"),
  ]
}

extension Route {
  /// A route that was found, and the parts of the path that stood in braces.
  package struct Match: Hashable {
    package var route: Route
    package var arguments: [String]
  }

  /// Finds what answers a method at a path.
  ///
  /// HEAD is answered where GET is.
  ///
  /// - Parameters:
  ///   - method: In capitals.
  ///   - path: Decoded, without a query string.
  /// - Returns: The route and the parts of the path that it leaves open.
  /// - Throws: `unknownPath` or `methodNotAllowed`.
  package static func find(_ method: String, _ path: String) throws(ControlProblem) -> Match {
    let parts = parts(of: path)
    let candidates = patterns.compactMap { route, pattern in
      arguments(of: parts, in: pattern).map { Match(route: route, arguments: $0) }
    }
    guard !candidates.isEmpty else { throw .unknownPath(path) }
    let wanted = method == "HEAD" ? "GET" : method
    guard let match = candidates.first(where: { $0.route.method.rawValue == wanted }) else {
      throw .methodNotAllowed(method, allowed: candidates.flatMap(\.route.method.answered))
    }
    return match
  }

  /// Every route with its path taken apart, which each request would else do anew.
  private static let patterns = all.map { (route: $0, parts: parts(of: $0.path)) }

  private static func parts(of path: String) -> [Substring] {
    path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { Substring($0) }
  }

  /// The parts of a path that stand where a pattern has braces, or nil where the path is not of its shape.
  private static func arguments(of parts: [Substring], in pattern: [Substring]) -> [String]? {
    guard parts.count == pattern.count else { return nil }
    var arguments: [String] = []
    for (part, expected) in zip(parts, pattern) {
      if expected.utf8.first == UInt8(ascii: "{") {
        guard !part.isEmpty else { return nil }
        arguments.append(String(part))
      } else if part != expected {
        return nil
      }
    }
    return arguments
  }
}

extension Route.Method {
  /// The methods that a request may name for this one.
  package var answered: [String] { self == .get ? ["GET", "HEAD"] : [rawValue] }
}
