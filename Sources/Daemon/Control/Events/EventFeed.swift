package import Scheduler

/// Tells clients what happens, as server-sent events.
///
/// Nothing is kept before the first client comes. What each is told is written when it takes it; who falls so far behind
/// that what it has not had is kept no more is let go.
package final class EventFeed {
  /// How many clients are told at a time.
  package static let mostStreams = 64

  /// How long a stream is silent at most: so that nobody in between takes it for dead, and one that is gone is noticed.
  package static let heartbeat = TimeAmount.seconds(15)

  private final class Client {
    let job: JobID?
    var next: UInt64
    var beat: Uptime
    var isBeatDue = false

    /// Said before the events.
    var opening: [UInt8]
    var stream: HTTPBodyStream?

    init(job: JobID?, next: UInt64, beat: Uptime, opening: String) {
      self.job = job
      self.next = next
      self.beat = beat
      self.opening = Array(opening.utf8)
    }

    func wants(_ event: DaemonEvent) -> Bool {
      job == nil || event.job == nil || job == event.job
    }
  }

  private var ring: EventRing?
  private var clients: [Client] = []
  private var isEnding = false
  private var now = Uptime(nanoseconds: 0)

  package init() {}

  /// When somebody has to be told that nothing has happened.
  var nextBeat: Uptime? { clients.lazy.map(\.beat).min() }

  /// Takes an event in and tells it.
  func publish(_ event: DaemonEvent) {
    guard ring != nil else { return }
    ring?.append(event)
    let number = ring?.newest ?? 0
    for client in clients {
      if client.wants(event) {
        client.stream?.wake()
      } else if client.next == number {
        // It has had all there was: what is not for it does not put it behind.
        client.next += 1
      }
    }
  }

  /// Begins to tell somebody; nil where too many are told already.
  ///
  /// - Parameters:
  ///   - job: Only events of this job and of all jobs; nil for every one.
  ///   - last: What the client had last, as it says; nil where it comes for the first time.
  ///   - life: The daemon's.
  /// - Returns: What it is told.
  func begin(job: JobID?, after last: String?, life: Int64) -> HTTPBodyStream? {
    clients.removeAll { $0.stream?.isOver == true }
    guard clients.count < Self.mostStreams, !isEnding else { return nil }
    let ring = self.ring ?? EventRing(life: life)
    self.ring = ring
    let next = last.flatMap { ring.number(after: $0) }
    var opening = "retry: 2000\n\n"
    if last != nil, next == nil {
      opening += "id: \(ring.id(of: ring.newest))\nevent: reset\ndata: {\"event\":\"reset\"}\n\n"
    }
    let client = Client(job: job, next: next ?? ring.newest + 1, beat: now + Self.heartbeat, opening: opening)
    let stream = HTTPBodyStream { [weak self, weak client] in
      guard let self, let client else { return .end }
      return self.piece(for: client)
    }
    client.stream = stream
    clients.append(client)
    return stream
  }

  /// Tells those that nothing has happened who have heard nothing for long.
  func run(at now: Uptime) {
    self.now = now
    guard let nextBeat, nextBeat <= now else { return }
    clients.removeAll { $0.stream?.isOver == true }
    for client in clients where client.beat <= now {
      client.isBeatDue = true
      client.beat = now + Self.heartbeat
      client.stream?.wake()
    }
  }

  /// Ends every stream once it has told what there is.
  func end() {
    isEnding = true
    for client in clients { client.stream?.wake() }
  }

  private func piece(for client: Client) -> HTTPBodyStream.Piece {
    if !client.opening.isEmpty {
      defer { client.opening = [] }
      return .bytes(client.opening)
    }
    guard let ring else { return .end }
    guard client.next >= ring.oldest else { return .end }
    while let event = ring[client.next] {
      let number = client.next
      client.next += 1
      guard client.wants(event) else { continue }
      client.isBeatDue = false
      client.beat = now + Self.heartbeat
      let data = JSON.bytes(EventObject(event))
      return .bytes(Array("id: \(ring.id(of: number))\nevent: \(event.name)\ndata: ".utf8) + data + [10, 10])
    }
    guard !isEnding else { return .end }
    guard client.isBeatDue else { return .nothing }
    client.isBeatDue = false
    return .bytes(Array(": nothing has happened\n\n".utf8))
  }
}
