#ifndef SCHEDD_KERNEL_CALL_H
#define SCHEDD_KERNEL_CALL_H

#include <sys/syscall.h>

/* A system call as the kernel answers it: a negative number is -errno.

   What borrows its parent's memory while the parent goes on may not call the C library: its wrappers write the parent's
   errno, and a function that is called for the first time is looked up in tables of the parent's. */
#if defined(__x86_64__)
#define SCHEDD_HAS_KERNEL_CALL 1
static inline long kernel_call(long number, long a, long b, long c, long d, long e) {
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  long result = number;
  __asm__ volatile("syscall" : "+a"(result) : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
#define SCHEDD_HAS_KERNEL_CALL 1
static inline long kernel_call(long number, long a, long b, long c, long d, long e) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return x0;
}
#else
/* Here the parent waits for its child (spawn.c), and the C library will do. */
#include <errno.h>
#include <unistd.h>
#define SCHEDD_HAS_KERNEL_CALL 0
static inline long kernel_call(long number, long a, long b, long c, long d, long e) {
  long result = syscall(number, a, b, c, d, e);
  return result == -1 ? -errno : result;
}
#endif

#endif
