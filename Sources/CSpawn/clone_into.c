#define _GNU_SOURCE
#include "clone_into.h"

#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>

/* The child begins right behind the call, on another stack, where nothing that the compiler knows of can be found: so the
   jump to its function is part of the call. The outermost frame's pointer is 0. */
static long clone3(struct clone_args *arguments, int (*run)(void *), void *argument) {
#if defined(__x86_64__)
  long result = SYS_clone3;
  __asm__ volatile(
      "syscall\n\t"
      "testq %%rax, %%rax\n\t"
      "jnz 1f\n\t"
      "xorl %%ebp, %%ebp\n\t"
      "movq %[argument], %%rdi\n\t"
      "call *%[run]\n\t"
      "hlt\n"
      "1:"
      : "+a"(result)
      : "D"(arguments), "S"(sizeof *arguments), [run] "r"(run), [argument] "r"(argument)
      : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long call __asm__("x8") = SYS_clone3;
  register long result __asm__("x0") = (long)(uintptr_t)arguments;
  register size_t size __asm__("x1") = sizeof *arguments;
  __asm__ volatile(
      "svc #0\n\t"
      "cbnz x0, 1f\n\t"
      "mov x29, xzr\n\t"
      "mov x0, %[argument]\n\t"
      "blr %[run]\n\t"
      "brk #0\n"
      "1:"
      : "+r"(result)
      : "r"(call), "r"(size), [run] "r"(run), [argument] "r"(argument)
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
