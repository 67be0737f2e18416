import CLinux
import Glibc

/// What a descriptor is waited for, and what it was found ready for.
package struct Readiness: OptionSet, Hashable, Sendable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// A read will not block: there is something, or the other end is gone.
  package static let readable = Readiness(rawValue: EPOLLIN.rawValue)

  /// A write will not block.
  package static let writable = Readiness(rawValue: EPOLLOUT.rawValue)

  /// The other end is gone; told without having been asked for.
  package static let hungUp = Readiness(rawValue: EPOLLHUP.rawValue)

  /// There was an error; told without having been asked for.
  package static let failed = Readiness(rawValue: EPOLLERR.rawValue)
}

/// A descriptor's place in an event loop, told apart from every earlier and later one.
package struct Registration: Hashable, Sendable {
  fileprivate let slot: Int
  fileprivate let generation: UInt32

  fileprivate init(slot: Int, generation: UInt32) {
    self.slot = slot
    self.generation = generation
  }

  fileprivate init(word: UInt64) {
    slot = Int(word & 0xffff_ffff)
    generation = UInt32(word >> 32)
  }

  /// What the kernel keeps with the descriptor and gives back with each event.
  fileprivate var word: UInt64 { UInt64(generation) << 32 | UInt64(slot) }
}

/// Waits for descriptors: epoll, level-triggered.
///
/// The kernel hands back a registration, never a descriptor's number, which may mean another file by then: an event
/// of a registration that has been removed meanwhile (even earlier in the same turn) is dropped.
package final class EventLoop<Source> {
  private struct Slot {
    var generation: UInt32 = 0
    var descriptor: Int32 = -1
    var source: Source?
  }

  /// How many events one wait takes; what is left comes with the next, since the kernel goes round.
  private static var capacity: Int { 256 }

  private let epoll: FileDescriptor
  private let events: UnsafeMutableBufferPointer<epoll_event>
  private var unread = 0..<0
  private var slots: [Slot] = []
  private var freeSlots: [Int] = []

  package init() throws(SystemError) {
    let number = try SystemError.check("epoll_create1") { epoll_create1(Int32(EPOLL_CLOEXEC)) }
    epoll = FileDescriptor(owning: number)
    events = .allocate(capacity: Self.capacity)
    events.initialize(repeating: epoll_event())
  }

  deinit {
    events.deallocate()
  }

  /// Begins to wait for a descriptor.
  ///
  /// - Parameters:
  ///   - descriptor: Its number; it must stay open until `remove`.
  ///   - interest: What for.
  ///   - source: What `next` answers when it is ready.
  /// - Returns: What to stop it by.
  /// - Throws: `EPERM` for what is always ready (a regular file).
  package func add(
    _ descriptor: Int32,
    for interest: Readiness,
    as source: Source
  ) throws(SystemError) -> Registration {
    let slot = freeSlots.popLast() ?? slots.count
    if slot == slots.count { slots.append(Slot()) }
    let registration = Registration(slot: slot, generation: slots[slot].generation)
    do {
      try control(EPOLL_CTL_ADD, descriptor, interest, registration)
    } catch {
      freeSlots.append(slot)
      throw error
    }
    slots[slot].descriptor = descriptor
    slots[slot].source = source
    return registration
  }

  /// Changes what a descriptor is waited for.
  package func modify(_ registration: Registration, for interest: Readiness) throws(SystemError) {
    guard isCurrent(registration) else { return }
    try control(EPOLL_CTL_MOD, slots[registration.slot].descriptor, interest, registration)
  }

  /// Stops waiting for a descriptor; comes before its close.
  ///
  /// Closing alone is not enough: a child inside exec may still hold a copy, which keeps the registration alive.
  package func remove(_ registration: Registration) {
    guard isCurrent(registration) else { return }
    // Cannot fail while the descriptor is open, and if it is not there is nothing to be done.
    try? control(EPOLL_CTL_DEL, slots[registration.slot].descriptor, [], registration)
    slots[registration.slot].source = nil
    slots[registration.slot].descriptor = -1
    slots[registration.slot].generation &+= 1
    freeSlots.append(registration.slot)
  }

  /// Waits until something is ready.
  ///
  /// - Parameter milliseconds: The longest wait; nil for no limit, 0 for none.
  /// - Throws: What no caller can mend; a signal that interrupts the wait only ends it.
  package func wait(milliseconds: Int32? = nil) throws(SystemError) {
    unread = 0..<0
    let count = epoll_wait(epoll.number, events.baseAddress, Int32(Self.capacity), milliseconds ?? -1)
    if count >= 0 {
      unread = 0..<Int(count)
    } else if errno != EINTR {
      throw SystemError("epoll_wait")
    }
  }

  /// Has the events of some sources looked at before the others, each in their order.
  package func bringForward(where isFirst: (Source) -> Bool) {
    let (first, rest) = unread.reduce(into: ([epoll_event](), [epoll_event]())) { parts, index in
      let slot = Registration(word: events[index].data.u64).slot
      let source = slots.indices.contains(slot) ? slots[slot].source : nil
      if source.map(isFirst) ?? false { parts.0.append(events[index]) } else { parts.1.append(events[index]) }
    }
    for (index, event) in zip(unread, first + rest) { events[index] = event }
  }

  /// How many events of the last wait have not been looked at.
  package var pending: Int { unread.count }

  /// The next event of the last wait, or nil when all have been looked at.
  package func next() -> (source: Source, readiness: Readiness)? {
    while let index = unread.popFirst() {
      let event = events[index]
      let registration = Registration(word: event.data.u64)
      guard isCurrent(registration), let source = slots[registration.slot].source else { continue }
      return (source, Readiness(rawValue: event.events))
    }
    return nil
  }

  private func isCurrent(_ registration: Registration) -> Bool {
    slots.indices.contains(registration.slot)
      && slots[registration.slot].generation == registration.generation
  }

  private func control(
    _ operation: Int32,
    _ descriptor: Int32,
    _ interest: Readiness,
    _ registration: Registration
  ) throws(SystemError) {
    var event = epoll_event(events: interest.rawValue, data: epoll_data_t(u64: registration.word))
    try SystemError.check("epoll_ctl") { epoll_ctl(epoll.number, operation, descriptor, &event) }
  }
}
