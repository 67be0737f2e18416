/// The answers to requests that came with a key, for as long as their keys mean them.
struct KeptAnswers: Sendable {
  /// So many keys may be in use at a time: memory is not for whoever makes up a new one each second.
  static let most = 100_000

  private var answers: [String: KeptAnswer] = [:]
  private var ages = BinaryHeap<Age>()

  private struct Age: Comparable, Sendable {
    var createdAt: Instant
    var key: String

    static func < (one: Age, other: Age) -> Bool {
      one.createdAt != other.createdAt ? one.createdAt < other.createdAt : one.key < other.key
    }
  }

  var isFull: Bool { answers.count >= Self.most }

  subscript(key: String) -> KeptAnswer? { answers[key] }

  mutating func keep(_ answer: KeptAnswer) {
    answers[answer.key.text] = answer
    ages.insert(Age(createdAt: answer.createdAt, key: answer.key.text))
  }

  /// Forgets what was answered at an instant or earlier.
  mutating func forget(through instant: Instant) {
    while let oldest = ages.first, oldest.createdAt <= instant {
      _ = ages.popFirst()
      answers[oldest.key] = nil
    }
  }
}

extension SchedulerCore {
  /// What a request with a key was answered; nil where there was none, or the key means it no more.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - now: What the wall clock says.
  /// - Returns: The answer.
  public func keptAnswer(to key: String, at now: Instant) -> KeptAnswer? {
    keptAnswers[key].flatMap { $0.createdAt > now - KeptAnswer.lifetime ? $0 : nil }
  }

  /// Does what is asked for unless its key was used before.
  ///
  /// The answer is recorded with what it promises, in one transaction: a key is never known without its run, nor a run
  /// made without its key. A repeat in the turn of the first request is answered after that commit, as the first is.
  mutating func once(_ key: IdempotencyKey, _ request: Request) -> Response {
    keptAnswers.forget(through: now.wall - KeptAnswer.lifetime)
    if let known = keptAnswers[key.text] { return known.key == key ? .repeated(known) : .keyReused(known) }
    guard !keptAnswers.isFull else { return .tooManyKeys }
    let response = response(to: request)
    if let answer = KeptAnswer(response, to: key, at: now.wall) {
      keptAnswers.keep(answer)
      perform(.record(.answered(answer)))
    }
    return response
  }
}

extension KeptAnswer {
  /// What is kept of a response; nil where nothing was made, so that the same request may succeed later.
  fileprivate init?(_ response: Response, to key: IdempotencyKey, at instant: Instant) {
    switch response {
    case .accepted(let run): self.init(.accepted(run.id), to: key, of: run.job, at: instant)
    case .refused(let run): self.init(.refused(run.id), to: key, of: run.job, at: instant)
    case .deferred(let trigger): self.init(.deferred(trigger), to: key, of: trigger.job, at: instant)
    default: return nil
    }
  }
}
