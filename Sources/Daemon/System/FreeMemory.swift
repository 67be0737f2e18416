import CLinux

/// Memory that the daemon has used and freed.
enum FreeMemory {
  /// Gives it back to the kernel.
  ///
  /// Reading a large job file takes twice the memory that it leaves in use, and the allocator would keep the rest for as
  /// long as the daemon lives.
  static func giveBack() {
    _ = malloc_trim(0)
  }
}
