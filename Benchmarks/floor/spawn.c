#define _DEFAULT_SOURCE
#include "benchmark_floor.h"

#include <errno.h>
#include <malloc.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int floor_spawn(const char *program, int count, int own_session) {
  char *const arguments[] = {(char *)(uintptr_t)program, NULL};
  char *const environment[] = {NULL};
  for (int i = 0; i < count; i++) {
    volatile int error = 0;
    pid_t pid = vfork();
    if (pid == -1) return errno;
    if (pid == 0) {
      if (own_session) setsid();
      execve(program, arguments, environment);
      error = errno;
      _exit(127);
    }
    while (waitpid(pid, NULL, 0) == -1 && errno == EINTR) continue;
    if (error != 0) return error;
  }
  return 0;
}

static int64_t total(int who) {
  struct rusage usage;
  getrusage(who, &usage);
  int64_t seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec;
  return (seconds * 1000000 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000;
}

int64_t floor_processor_time(void) {
  return total(RUSAGE_SELF) + total(RUSAGE_CHILDREN);
}

void floor_release_free_memory(void) {
  malloc_trim(0);
}
