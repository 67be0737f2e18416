package import Scheduler

extension ProcessTable {
  /// When `expire` has something to do, at the earliest.
  package var nextDeadline: Uptime? {
    let drains = draining.compactMap { children[$0]?.drainDeadline }
    let looks = lingering.compactMap { children[$0]?.nextLook }
    return (drains + looks + [groups?.nextDeadline].compactMap(\.self)).min()
  }

  /// Begins a turn.
  ///
  /// - Parameters:
  ///   - ready: How many descriptors are ready, so that those that write share what one turn reads.
  ///   - wall: What the wall clock says.
  package func beginTurn(ready: Int, at wall: Instant) {
    self.wall = wall
    settleLaunches()
    share = min(Self.readSize, max(Self.smallestShare, Self.readBudget / max(1, ready)))
  }

  /// The loop has found a run's output ready: reads the run's share of it.
  package func outputIsReady(_ run: RunID, at now: Uptime) {
    guard let child = children[run] else { return }
    _ = read(child, at: now)
  }

  /// Lets go of the output of runs whose leader ended long enough ago.
  package func expire(at now: Uptime) {
    lookAfterLingering(at: now)
    for group in groups?.expire(at: now) ?? [] { events.append(.groupStuck(group.run, group.description)) }
    for run in draining {
      guard let child = children[run], let deadline = child.drainDeadline, deadline <= now else { continue }
      letGo(of: child)
    }
  }

  /// Reads no more of what processes write that outlived their run.
  func letGo(of child: Child) {
    events.append(.outputLetGo(child.run, child.job))
    endOutput(of: child)
  }

  /// What keeps the output of an attempt that is under way, or was until just now; nil for any other.
  package func sink(of run: RunID, attempt: Int) -> OutputSink? {
    children[run].flatMap { $0.sink.attempt == attempt ? $0.sink : nil }
  }

  /// The leader has ended: what it wrote is read before the core is told, but not for ever.
  func drain(_ child: Child, at now: Uptime) {
    child.drainDeadline = now + Self.longestDrain
    draining.append(child.run)
    // The common case at once: its last words, and then the end of the pipe.
    if read(child, at: now) { _ = read(child, at: now) }
  }

  /// Reads once.
  ///
  /// - Returns: Whether there may be more right now.
  private func read(_ child: Child, at now: Uptime) -> Bool {
    let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<share])
    switch child.readOutput(into: room) {
    case .bytes(let count):
      bytesRead += count
      runsWithOutput.insert(child.run)
      let bytes = UnsafeRawBufferPointer(rebasing: room[..<count])
      if let failure = child.sink.take(bytes, at: wall) {
        events.append(.outputNotKept(child.run, child.job, reason: failure.description))
      }
      child.lines.take(bytes, at: now) { item in
        events.append(.output(child.run, child.job, item))
      }
      return true
    case .wouldBlock:
      // All that the leader wrote has been read: whatever may come is somebody else's.
      report(child)
      return false
    case .end:
      endOutput(of: child)
      return false
    }
  }

  private func endOutput(of child: Child) {
    flush(child)
    child.closeOutput(leaving: loop)
    runsWithOutput.insert(child.run)
    guard child.status != nil else { return }
    report(child)
    children[child.run] = nil
    draining.removeAll { $0 == child.run }
  }

  /// Tells the core of the end of a leader, once.
  private func report(_ child: Child) {
    guard let status = child.status, !child.isReported else { return }
    child.isReported = true
    flush(child)
    events.append(.exited(child.run, status, child.usage, child.circumstances))
  }

  /// Shows what stands without a line feed.
  private func flush(_ child: Child) {
    child.lines.finish { item in events.append(.output(child.run, child.job, item)) }
  }
}
