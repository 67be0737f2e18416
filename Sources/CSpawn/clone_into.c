#define _GNU_SOURCE
#include "clone_into.h"

#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>

/* The child begins right behind the call, on another stack, where nothing that the compiler knows of can be found: so the
   jump to its function is part of the call. The outermost frame's pointer is 0. */
/* The function and its argument stand in registers that neither the call nor the clearing of the frame's pointer touches. */
static long clone3(struct clone_args *arguments, int (*run)(void *), void *argument) {
#if defined(__x86_64__)
  register void *r12 __asm__("r12") = argument;
  long result = SYS_clone3;
  __asm__ volatile(
      "syscall\n\t"
      "testq %%rax, %%rax\n\t"
      "jnz 1f\n\t"
      "xorl %%ebp, %%ebp\n\t"
      "movq %%r12, %%rdi\n\t"
      "call *%%rbx\n\t"
      "hlt\n"
      "1:"
      : "+a"(result)
      : "D"(arguments), "S"(sizeof *arguments), "b"(run), "r"(r12)
      : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long call __asm__("x8") = SYS_clone3;
  register long result __asm__("x0") = (long)(uintptr_t)arguments;
  register size_t size __asm__("x1") = sizeof *arguments;
  register int (*x19)(void *) __asm__("x19") = run;
  register void *x20 __asm__("x20") = argument;
  __asm__ volatile(
      "svc #0\n\t"
      "cbnz x0, 1f\n\t"
      "mov x29, xzr\n\t"
      "mov x0, x20\n\t"
      "blr x19\n\t"
      "brk #0\n"
      "1:"
      : "+r"(result)
      : "r"(call), "r"(size), "r"(x19), "r"(x20)
      : "memory");
  return result;
#else
  (void)arguments, (void)run, (void)argument;
  return -ENOSYS;
#endif
}

pid_t schedd_clone_into(
    int cgroup, int flags, void *stack, size_t stack_size, int *pidfd, pid_t *child_tid, int (*run)(void *), void *argument) {
  struct clone_args arguments = {
      .flags = (uint64_t)flags | CLONE_INTO_CGROUP,
      .pidfd = (uintptr_t)pidfd,
      .child_tid = (uintptr_t)child_tid,
      .exit_signal = SIGCHLD,
      .stack = (uintptr_t)stack,
      .stack_size = stack_size,
      .cgroup = (uint64_t)cgroup,
  };
  long result = clone3(&arguments, run, argument);
  if (result >= 0) return (pid_t)result;
  errno = (int)-result;
  return -1;
}
