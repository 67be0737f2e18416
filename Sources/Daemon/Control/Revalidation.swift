/// What is asked for again and again need not be sent again where it is as it was.
extension Endpoint {
  /// Whether its answers have an `ETag`: those of lists and of what is in them, which say nothing of the time.
  var isRevalidated: Bool {
    switch self {
    case .page, .jobs, .job, .runs, .spans, .deferred, .openAPI: true
    case .health, .metrics, .status, .triggerJob, .pauseJob, .resumeJob, .explainJob, .jobEnvironment,
      .pauseAll,
      .resumeAll, .run, .output, .cancelRun, .cancelDeferred, .board, .timeline, .load, .access, .events,
      .reload, .stop:
      false
    }
  }
}

extension HTTPResponse {
  /// The answer to a client that says what it has: without a body where that is the same.
  ///
  /// - Parameter known: `If-None-Match` as sent; nil where nothing was.
  /// - Returns: 304, or the answer with its `ETag`.
  package func revalidated(against known: String?) -> HTTPResponse {
    guard status == 200 else { return self }
    let tag = "\"\(ContentDigest(of: body).text)\""
    var response = self
    response.headers.removeAll { $0.name == "Cache-Control" }
    // It may be kept, and must be asked for again each time.
    response.headers += [HTTPHeader("Cache-Control", "no-cache"), HTTPHeader("ETag", tag)]
    let tags = (known ?? "").split(separator: ",").map { text in
      let text = text.drop { $0 == " " }
      return text.hasPrefix("W/") ? text.dropFirst(2) : text
    }
    guard tags.contains(where: { $0.prefix { $0 != " " } == tag || $0 == "*" }) else { return response }
    response.status = 304
    response.body = []
    return response
  }
}
