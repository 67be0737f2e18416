#define _DEFAULT_SOURCE
#include "benchmark_floor.h"

#include <errno.h>
#include <malloc.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Answers 0, or an errno. */
static int start(const char *program, int own_session) {
  char *const arguments[] = {(char *)(uintptr_t)program, NULL};
  char *const environment[] = {NULL};
  volatile int error = 0;
  pid_t pid = vfork();
  if (pid == -1) return errno;
  if (pid > 0) return error;
  if (own_session) setsid();
  execve(program, arguments, environment);
  error = errno;
  _exit(127);
}

static void wait_for_one(void) {
  while (waitpid(-1, NULL, 0) == -1 && errno == EINTR) continue;
}

int floor_spawn(const char *program, int count, int own_session) {
  for (int i = 0; i < count; i++) {
    int error = start(program, own_session);
    if (error != 0) return error;
    wait_for_one();
  }
  return 0;
}

int floor_burst(const char *program, int count, int cap, int own_session, int64_t *last) {
  int outstanding = 0;
  for (int i = 0; i < count; i++) {
    while (outstanding > 0 && waitpid(-1, NULL, WNOHANG) > 0) outstanding--;
    if (outstanding == cap) {
      wait_for_one();
      outstanding--;
    }
    int error = start(program, own_session);
    if (error != 0) return error;
    outstanding++;
  }
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  *last = now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
  for (; outstanding > 0; outstanding--) wait_for_one();
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
