/// What a request carries so that a repeat of it does nothing twice: a key of the client's own, and the request in
/// words that are the same for the same request.
public struct IdempotencyKey: Hashable, Sendable {
  /// The key: 1 to 255 visible ASCII characters.
  public var text: String

  /// What was asked for.
  public var request: String

  /// A key that has been checked already.
  public init(_ text: String, of request: String) {
    self.text = text
    self.request = request
  }

  /// Whether a text may be a key.
  ///
  /// - Parameter text: What a client sent.
  /// - Returns: Whether it is 1 to 255 visible ASCII characters.
  public static func isValid(_ text: String) -> Bool {
    (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }
}

/// What a request with a key was answered, kept so that a repeat of it is answered alike.
public struct KeptAnswer: Hashable, Sendable {
  /// How long a key means its first request.
  public static let lifetime = TimeAmount.hours(24)

  /// What came of the request.
  public enum Answer: Hashable, Sendable {
    /// A run was made.
    case accepted(RunID)

    /// A run was made and skipped at once.
    case refused(RunID)

    /// A run will be made at its instant.
    indirect case deferred(DeferredTrigger)
  }

  /// The key, and the request that came with it first.
  public var key: IdempotencyKey

  /// The job that was to run.
  public var job: JobID

  /// What came of it.
  public var answer: Answer

  /// When.
  public var createdAt: Instant

  /// What it made, in words: "run 17", "deferred run 3".
  public var made: String {
    switch answer {
    case .accepted(let run), .refused(let run): "run \(run)"
    case .deferred(let trigger): "deferred run \(trigger.id)"
    }
  }

  /// An answer with everything said.
  public init(_ answer: Answer, to key: IdempotencyKey, of job: JobID, at instant: Instant) {
    self.key = key
    self.job = job
    self.answer = answer
    createdAt = instant
  }
}
