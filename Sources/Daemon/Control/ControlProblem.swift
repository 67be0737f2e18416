package import Scheduler

/// Why a request is not answered with what it asks for.
package enum ControlProblem: Error, Hashable {
  case unknownPath(String)
  case methodNotAllowed(String, allowed: [String])
  case foreignUser(UInt32?)
  case foreignHost(String)
  case foreignOrigin(String)
  case readOnly
  case unauthorized(isWrong: Bool)
  case lengthRequired
  case bodyTooLarge(limit: Int)
  case unsupportedMediaType(String)
  case malformedBody(String)
  case unknownParameter(String, known: [String])
  case malformedParameter(String, expected: String)
  case malformedKey
  case keyReused(KeptAnswer)
  case tooManyKeys
  case unknownJob(JobID)
  case unknownTag(String, nearest: String?)
  case unknownRun(String)
  case runEnded(Run)
  case noSuchAttempt(Run, Int)
  case outputNotThere(Run, Int)
  case outputUnreadable(String)
  case unknownDeferred(String)
  case tooManyDeferred
  case badParameters(JobID, ParameterFault)
  case environmentUnreadable(String)
  case runSkipped(Run, inTheWay: String? = nil)
  case jobFileRefused([Problem], file: String)
  case jobFileUnreadable(String)
  case stopping
  case ledgerNotWritable
  case ledgerUnreadable(String)
  case tooManyWaiting(limit: Int)
  case unanswered(seconds: Int64)
}

extension ControlProblem {
  /// What stays the same each time: the last part of the type, the status and the title.
  private var kind: (name: String, status: Int, title: String) {
    switch self {
    case .unknownPath: ("unknown-path", 404, "No such path")
    case .methodNotAllowed: ("method-not-allowed", 405, "Method not allowed")
    case .foreignUser: ("foreign-user", 403, "Not your daemon")
    case .foreignHost: ("foreign-host", 403, "Not the name of this daemon")
    case .foreignOrigin: ("foreign-origin", 403, "Request of another site")
    case .readOnly: ("read-only", 403, "Read-only")
    case .unauthorized: ("unauthorized", 401, "Unauthorized")
    case .lengthRequired: ("length-required", 411, "Length required")
    case .bodyTooLarge: ("body-too-large", 413, "Body too large")
    case .unsupportedMediaType: ("unsupported-media-type", 415, "Unsupported media type")
    case .malformedBody: ("malformed-body", 400, "Malformed body")
    case .unknownParameter: ("unknown-parameter", 400, "Unknown parameter")
    case .malformedParameter: ("malformed-parameter", 400, "Malformed parameter")
    case .malformedKey: ("malformed-idempotency-key", 400, "Malformed idempotency key")
    case .keyReused: ("idempotency-key-reused", 422, "Idempotency key reused")
    case .tooManyKeys: ("too-many-idempotency-keys", 503, "Too many idempotency keys")
    case .unknownJob: ("unknown-job", 404, "No such job")
    case .unknownTag: ("unknown-tag", 404, "No such tag")
    case .unknownRun: ("unknown-run", 404, "No such run")
    case .noSuchAttempt: ("no-such-attempt", 404, "No such attempt")
    case .outputNotThere: ("output-not-there", 404, "Output not there")
    case .outputUnreadable: ("output-unreadable", 503, "Output unreadable")
    case .runEnded: ("run-ended", 409, "Run has ended")
    case .unknownDeferred: ("unknown-deferred", 404, "No such deferred run")
    case .tooManyDeferred: ("too-many-deferred", 503, "Too many deferred runs")
    case .badParameters: ("bad-parameters", 422, "Bad parameters")
    case .environmentUnreadable: ("environment-unreadable", 422, "Environment unreadable")
    case .runSkipped: ("run-skipped", 409, "Run skipped")
    case .jobFileRefused: ("job-file-refused", 422, "Job file refused")
    case .jobFileUnreadable: ("job-file-unreadable", 422, "Job file unreadable")
    case .stopping: ("stopping", 503, "Daemon is stopping")
    case .ledgerNotWritable: ("ledger-not-writable", 503, "Ledger not writable")
    case .ledgerUnreadable: ("ledger-unreadable", 503, "Ledger unreadable")
    case .tooManyWaiting: ("too-many-waiting", 503, "Too many clients wait")
    case .unanswered: ("unanswered", 503, "No answer in time")
    }
  }

  /// What is wrong this time, and the mend.
  private var detail: String {
    switch self {
    case .unknownPath(let path): "there is nothing at \(path)"
    case .methodNotAllowed(let method, let allowed):
      "\(method) is not answered here, \(allowed.joined(separator: " and ")) is"
    case .foreignUser(let user?):
      "the daemon answers only its own user and root, and you are user \(user)"
    case .foreignUser(nil): "the daemon answers only its own user and root, and cannot tell who you are"
    case .foreignHost(let host):
      "the daemon is not known as \"\(host)\"; schedd run --allowed-host NAME makes a name known"
    case .foreignOrigin(let origin): "a page of \"\(origin)\" may not change anything here"
    case .readOnly:
      "nothing can be changed over TCP, since the daemon has no token; see schedd run --token-file"
    case .unauthorized(let isWrong):
      isWrong
        ? "the token is not that of the daemon"
        : "a token is needed: Authorization: Bearer and what stands in the daemon's token file"
    case .lengthRequired: "a body must come with a Content-Length, not in chunks"
    case .bodyTooLarge(let limit): "a body may have at most \(limit) bytes"
    case .unsupportedMediaType(let type): "a body must be application/json, not \(type)"
    case .malformedBody(let why): why
    case .unknownParameter(let name, let known):
      known.isEmpty
        ? "there is no parameter \"\(name)\" here, nor any other"
        : "there is no parameter \"\(name)\" here; there is \(known.joined(separator: ", "))"
    case .malformedParameter(let name, let expected): "\"\(name)\" must be \(expected)"
    case .malformedKey: "Idempotency-Key must be 1 to 255 visible ASCII characters"
    case .keyReused(let known):
      "the key came with another request at \(known.createdAt.wholeMilliseconds), which made \(known.made) of "
        + "\"\(known.job)\"; give each request a key of its own"
    case .tooManyKeys: "so many keys of the last 24 hours are kept that no further one is taken"
    case .unknownJob(let job): "there is no job \"\(job)\""
    case .unknownTag(let tag, let nearest):
      "no job has the tag \"\(tag)\"" + (nearest.map { "; did you mean \"\($0)\"?" } ?? "")
    case .unknownRun(let run): "there is no run \(run)"
    case .noSuchAttempt(let run, let attempt): Self.why(run, hasNo: attempt)
    case .outputNotThere(let run, let attempt): Self.whyNothingIsThere(of: run, attempt)
    case .outputUnreadable(let why): "the output cannot be read: \(why)"
    case .runEnded(let run):
      "run \(run.id) of \"\(run.job)\" has ended already\(run.outcome.map { ": \($0.rawValue)" } ?? "")"
    case .unknownDeferred(let id): "there is no deferred run \(id); it may have become a run already"
    case .tooManyDeferred: "so many runs wait for their instants already that no more are taken"
    case .badParameters(let job, let fault): "\(job): \(fault.message)"
    case .environmentUnreadable(let why): "a run could not start: \(why)"
    case .runSkipped(let run, let inTheWay):
      "run \(run.id) of \"\(run.job)\" was skipped\(run.reason.map { ": \($0.rawValue)" } ?? "")"
        + (inTheWay.map { ": \($0)" } ?? "")
    case .jobFileRefused(let problems, let file):
      "\(file) has \(Self.count(problems)); the jobs in force are unchanged"
    case .jobFileUnreadable(let why): "\(why); the jobs in force are unchanged"
    case .stopping: "the daemon was told to stop and starts nothing more"
    case .ledgerNotWritable: "the ledger cannot be written, so nothing starts until it can"
    case .ledgerUnreadable(let why): "the ledger cannot be read: \(why)"
    case .tooManyWaiting(let limit): "\(limit) clients wait for a run already; ask without wait"
    case .unanswered(let seconds):
      "the request was not carried out within \(seconds) s; it may still be: look at the job's runs"
    }
  }
}

extension ControlProblem {
  private static func why(_ run: Run, hasNo attempt: Int) -> String {
    let name = "run \(run.id) of \"\(run.job)\""
    return run.attempt == 0
      ? "\(name) was never started, so it has written nothing"
      : "\(name) has no attempt \(attempt); its last one is \(run.attempt)"
  }

  private static func whyNothingIsThere(of run: Run, _ attempt: Int) -> String {
    let name = "attempt \(attempt) of run \(run.id) of \"\(run.job)\""
    guard attempt == run.attempt, let bytes = run.usage?.outputBytes else {
      return "nothing is kept of \(name): it has written nothing, or its job keeps no output"
    }
    return "nothing is kept of the \(bytes) bytes that \(name) has written: its job kept no output, or the "
      + "daemon's log says why it could not"
  }

  private static func count(_ problems: [Problem]) -> String {
    let errors = problems.count { $0.severity == .error }
    return errors == 1 ? "1 error" : "\(errors) errors"
  }

  /// The error as RFC 9457 writes it.
  package var document: ProblemDocument {
    let (name, status, title) = kind
    var document = ProblemDocument(
      type: "urn:schedd:problem:\(name)",
      title: title,
      status: status,
      detail: detail
    )
    if case .runSkipped(let run, _) = self { document.run = RunObject(run) }
    if case .runEnded(let run) = self { document.run = RunObject(run) }
    if case .jobFileRefused(let problems, let file) = self {
      document.problems = problems.map { ProblemObject($0, file: file) }
    }
    return document
  }

  /// The answer that says so.
  package var response: HTTPResponse {
    let document = document
    var headers = [HTTPHeader("Content-Type", "application/problem+json")]
    if case .methodNotAllowed(_, let allowed) = self {
      headers.append(HTTPHeader("Allow", allowed.joined(separator: ", ")))
    }
    if case .unauthorized(let isWrong) = self {
      let error = isWrong ? ", error=\"invalid_token\"" : ""
      headers.append(HTTPHeader("WWW-Authenticate", "Bearer realm=\"schedd\"\(error)"))
    }
    if document.status == 503 { headers.append(HTTPHeader("Retry-After", "5")) }
    return HTTPResponse(status: document.status, headers: headers, body: JSON.bytes(document))
  }
}
