import Glibc

/// How many descriptors may be open at a time (RLIMIT_NOFILE).
package enum DescriptorLimit {
  /// Raises the soft limit to the hard one: a run costs the daemon two descriptors.
  ///
  /// - Returns: The soft limit that was in force, which children get back: programs that use select(2) break beyond
  ///   1,024. 0 where it is not known.
  package static func raise() -> UInt64 {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
    let before = UInt64(limit.rlim_cur)
    limit.rlim_cur = limit.rlim_max
    // Refused, it stays as it was, and starts fail sooner.
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return before
  }
}
