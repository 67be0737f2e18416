extension TimedTrigger {
  /// How much later than a fire time its run is started: stable jitter.
  ///
  /// A pure function, the same after a restart and in `simulate`. It ends before the trigger's next fire time.
  ///
  /// - Parameters:
  ///   - fireTime: A fire time of this trigger.
  ///   - job: The job that it fires.
  ///   - seed: What keeps machines with the same jobs apart.
  /// - Returns: At least zero and less than `jitter`; zero where that is zero.
  public func delay(of fireTime: Instant, job: JobID, seed: UInt64) -> TimeAmount {
    guard jitter > .zero else { return .zero }
    let room = next(after: fireTime).map { min(jitter, $0 - fireTime) } ?? jitter
    let ofJob = StableHash.mixed(StableHash.fnv1a(job.description.utf8) ^ seed)
    let hash = StableHash.mixed(ofJob ^ UInt64(bitPattern: fireTime.nanoseconds))
    // The high half of the product is the fraction hash / 2^64 of the room.
    let product = hash.multipliedFullWidth(by: UInt64(room.nanoseconds))
    return .nanoseconds(Int64(product.high))
  }
}
