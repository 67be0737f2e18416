import Dispatch
import Synchronization

/// Something that will be known once; whoever wants it waits, up to a deadline.
final class Promise<Value: Sendable>: Sendable {
  private struct State {
    var value: Value?
    var waiters: [Int: CheckedContinuation<Value?, Never>] = [:]
    var nextWaiter = 0
  }

  private let state = Mutex(State())

  /// What it is, if it is known already.
  var known: Value? { state.withLock { $0.value } }

  /// Tells everybody who waits; only the first time counts.
  func keep(_ value: Value) {
    let waiters = state.withLock { state in
      guard state.value == nil else { return [CheckedContinuation<Value?, Never>]() }
      state.value = value
      defer { state.waiters = [:] }
      return Array(state.waiters.values)
    }
    for waiter in waiters { waiter.resume(returning: value) }
  }

  /// Waits for it.
  ///
  /// - Parameter limit: For how long.
  /// - Returns: Nil when the time is over.
  func value(within limit: Duration) async -> Value? {
    await withCheckedContinuation { continuation in
      let (value, waiter) = state.withLock { state in
        if state.value == nil { state.waiters[state.nextWaiter] = continuation }
        state.nextWaiter += 1
        return (state.value, state.nextWaiter - 1)
      }
      if let value { return continuation.resume(returning: value) }
      StoryThread.timers.asyncAfter(deadline: .now() + limit.interval) { self.giveUp(waiter) }
    }
  }

  private func giveUp(_ waiter: Int) {
    state.withLock { $0.waiters.removeValue(forKey: waiter) }?.resume(returning: nil)
  }
}

extension Duration {
  /// For the interfaces that count in other units.
  var interval: DispatchTimeInterval {
    .nanoseconds(Int(components.seconds) * 1_000_000_000 + Int(components.attoseconds / 1_000_000_000))
  }
}
