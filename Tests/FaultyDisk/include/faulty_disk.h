/// A disk that fails, or is slow, on command: loaded into a program before the C library (LD_PRELOAD).
///
/// The environment's FAULTY_DISK names a file that holds the orders, and that a test may write to at any time.

#ifndef FAULTY_DISK_H
#define FAULTY_DISK_H

#include <stdint.h>

struct faulty_disk_orders {
  /// What errno becomes of each positioned write and each sync; 0 for none.
  int32_t error;

  /// How many milliseconds a sync takes longer.
  int32_t sync_delay;
};

#endif
