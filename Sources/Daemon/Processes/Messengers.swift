package import Scheduler

/// What became of a notification.
package enum MessengerEvent: Hashable, Sendable {
  /// It was told.
  case told(Notification)

  /// It was not, for this reason.
  case failed(Notification, reason: String)

  /// Too many were waiting already.
  case dropped(Notification)
}

/// The processes that tell people what became of runs.
///
/// They stand in no job's way: a few at a time, each for so long at most, and what is too much is dropped and said.
package final class Messengers {
  /// How many are under way at a time.
  package static let mostUnderWay = 4

  /// How many wait for that.
  package static let mostWaiting = 256

  /// From SIGTERM to SIGKILL, for one that takes too long.
  static let killAfter = TimeAmount.seconds(5)

  private let loop: EventLoop<LoopSource>
  private let processes: ProcessTable
  private let spawner: Spawner
  private let environment: RunEnvironment
  private let outputs: OutputStore?
  private var waiting: [Notification] = []
  private var underWay: [Int: Messenger] = [:]
  private var newest = 0
  private var events: [MessengerEvent] = []

  /// Messengers of a daemon.
  ///
  /// - Parameters:
  ///   - loop: What waits for them.
  ///   - processes: The runs' processes, which are told which children are none of theirs.
  ///   - spawner: What starts them.
  ///   - environment: What they are told besides.
  ///   - outputs: Where they find what a run wrote.
  package init(
    loop: EventLoop<LoopSource>,
    processes: ProcessTable,
    spawner: consuming Spawner,
    environment: RunEnvironment,
    outputs: OutputStore?
  ) {
    self.loop = loop
    self.processes = processes
    self.spawner = spawner
    self.environment = environment
    self.outputs = outputs
  }

  /// Whether there is nothing to tell any more.
  package var isIdle: Bool { waiting.isEmpty && underWay.isEmpty }

  /// When `expire` has something to do, at the earliest.
  package var nextDeadline: Uptime? { underWay.values.map(\.deadline).min() }

  /// Takes what has happened since the last call, in order.
  package func takeEvents() -> [MessengerEvent] {
    defer { events = [] }
    return events
  }

  /// Has something told, as soon as there is room.
  package func send(_ notification: Notification, at now: Uptime) {
    guard waiting.count < Self.mostWaiting else { return events.append(.dropped(notification)) }
    waiting.append(notification)
    startWaiting(at: now)
  }

  /// The loop has found the end of a messenger.
  package func exitIsReady(_ number: Int, at now: Uptime) {
    guard let messenger = underWay[number], messenger.isZombie else { return }
    // While it is a zombie, the group's number is its own: nothing that it started stays.
    messenger.kill()
    let end = messenger.reap()
    messenger.readOutput()
    messenger.leave(loop)
    processes.release(leader: messenger.pid)
    underWay[number] = nil
    events.append(messenger.event(for: end))
    startWaiting(at: now)
  }

  /// The loop has found that a messenger has written something.
  package func outputIsReady(_ number: Int) {
    guard let messenger = underWay[number] else { return }
    if !messenger.readOutput() { messenger.closeOutput(leaving: loop) }
  }

  /// Ends those that have taken too long.
  package func expire(at now: Uptime) {
    for messenger in inOrder where messenger.deadline <= now { messenger.end(at: now) }
  }

  /// Ends all of them at once.
  package func kill() {
    events += waiting.map { .dropped($0) }
    waiting = []
    for messenger in inOrder {
      messenger.kill()
      events.append(.failed(messenger.notification, reason: "the daemon stopped"))
    }
    underWay = [:]
  }

  /// Those under way, the oldest first.
  private var inOrder: [Messenger] { underWay.keys.sorted().compactMap { underWay[$0] } }

  private func startWaiting(at now: Uptime) {
    while underWay.count < Self.mostUnderWay, !waiting.isEmpty { start(waiting.removeFirst(), at: now) }
  }

  private func start(_ notification: Notification, at now: Uptime) {
    do throws(SpawnFailure) {
      let message = NotificationMessage(notification, output: lastWords(of: notification))
      let pipe: Pipe
      do { pipe = try Pipe() } catch { throw SpawnFailure(error) }
      let process = try spawner.spawn(
        message.command,
        message.command.words(with: []),
        variables: environment.variables(for: message),
        output: pipe.writeEnd
      )
      newest += 1
      let messenger = Messenger(
        notification,
        process: process,
        output: pipe.takeReadEnd(),
        deadline: now + notification.rule.timeout
      )
      do throws(SystemError) {
        try messenger.watch(in: loop, as: newest)
      } catch {
        // It is no leader: what reaps orphans reaps it.
        messenger.kill()
        messenger.leave(loop)
        throw SpawnFailure(error)
      }
      processes.claim(leader: messenger.pid)
      underWay[newest] = messenger
    } catch {
      events.append(.failed(notification, reason: error.description))
    }
  }

  /// The end of what the run wrote, for who is told of it.
  private func lastWords(of notification: Notification) -> String? {
    let mostBytes = NotificationMessage.mostBytes
    guard case .run(let run) = notification.subject, run.attempt > 0, let outputs,
      let reader = try? OutputReader(outputs.file(of: run.id, attempt: run.attempt)),
      let start = try? reader.start(ofLast: NotificationMessage.mostLines, limit: mostBytes),
      let piece = try? reader.piece(from: start, limit: mostBytes), !piece.bytes.isEmpty
    else { return nil }
    return String(decoding: piece.bytes, as: UTF8.self)
  }
}
