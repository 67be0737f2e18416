#define _GNU_SOURCE
#include "schedd_spawn.h"

#include "child.h"
#include "clone_into.h"
#include "kernel_call.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The C library hides two of the kernel's signals from sigfillset and sigaction. But they are inherited like the others,
   and must not reach a child that borrows our memory either: so the bare calls. */

static void set_mask(uint64_t set, uint64_t *old) {
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &set, old, SCHEDD_SIGNALS / 8);
}

uint64_t schedd_ignored_signals(void) {
  uint64_t ignored = 0;
  for (int signal = 1; signal <= SCHEDD_SIGNALS; signal++) {
    struct {
      void (*handler)(int);
      char rest[56];
    } current;
    if (syscall(SYS_rt_sigaction, signal, NULL, &current, SCHEDD_SIGNALS / 8) != 0) continue;
    if (current.handler == SIG_IGN) ignored |= UINT64_C(1) << (signal - 1);
  }
  return ignored;
}

/* How many entries a search path has. */
static size_t count_folders(const char *path) {
  size_t count = 1;
  for (; *path != '\0'; path++) count += *path == ':';
  return count;
}

/* Lists the files that execvp would try, in memory that is large enough for `places` of them. */
static void list_candidates(const struct schedd_spawn *request, char **places, char *text) {
  const char *name = request->arguments[1];
  const size_t length = strlen(name);
  if (strchr(name, '/') != NULL) {
    *places++ = memcpy(text, name, length + 1);
  } else if (length > 0) {
    for (const char *folder = request->search_path;;) {
      const char *end = strchrnul(folder, ':');
      const size_t prefix = (size_t)(end - folder);
      if (prefix < PATH_MAX) {
        *places++ = text;
        text = mempcpy(text, folder, prefix);
        /* An empty entry is the working directory. */
        if (prefix > 0) *text++ = '/';
        text = mempcpy(text, name, length + 1);
      }
      if (*end == '\0') break;
      folder = end + 1;
    }
  }
  *places = NULL;
}

/* The clock that the kernel dates processes by, rounded as it rounds that for /proc. */
static uint64_t ticks_since_boot(void) {
  const long ticks_per_second = sysconf(_SC_CLK_TCK);
  struct timespec time;
  if (ticks_per_second <= 0 || clock_gettime(CLOCK_BOOTTIME, &time) != 0) return 0;
  const uint64_t nanoseconds = (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
  return nanoseconds / (1000000000 / (uint64_t)ticks_per_second);
}

/* Whether a call is not there, or a filter of system calls says so or forbids it. */
static int is_missing(int error) {
  return error == ENOSYS || error == EINVAL || error == E2BIG || error == EPERM;
}

/* Makes the child, in its cgroup if it has one. Returns the name of the call that was made. */
static const char *make(struct schedd_child *child, struct schedd_spawned *result) {
  int flags = CLONE_VM | CLONE_PIDFD | CLONE_CHILD_CLEARTID;
  if (!SCHEDD_HAS_KERNEL_CALL) flags |= CLONE_VFORK;
  const int cgroup = child->request.cgroup;
  char *const stack = child->stack;
  if (cgroup != 0) {
    result->pid = schedd_clone_into(
        cgroup, flags, stack, sizeof child->stack, &result->pidfd, &child->borrows, schedd_child_main, child);
    if (result->pid != -1 || !is_missing(errno)) return "clone3";
    child->enters_cgroup = 1;
    /* Whether it gets in must be known before anybody hears of it. */
    flags |= CLONE_VFORK;
  }
  child->is_awaited = (flags & CLONE_VFORK) != 0;
  result->pid = clone(
      schedd_child_main, stack + sizeof child->stack, flags | SIGCHLD, child, &result->pidfd, NULL, &child->borrows);
  return "clone";
}

/* The memory of a child, with all that the request says but for what it points to. */
static struct schedd_child *prepare(const struct schedd_spawn *request) {
  const size_t folders = count_folders(request->search_path);
  const size_t places = (folders + 1) * sizeof(char *);
  const size_t text = strlen(request->search_path) + folders * (strlen(request->arguments[1]) + 2);
  struct schedd_child *child = malloc(sizeof *child + places + text);
  if (child == NULL) return NULL;
  child->candidates = (char **)(child + 1);
  child->searches = strchr(request->arguments[1], '/') == NULL;
  child->borrows = 1;
  child->request = *request;
  child->enters_cgroup = 0;
  child->is_awaited = 0;
  child->failed_call = NULL;
  child->has_file = 0;
  child->error = 0;
  list_candidates(request, child->candidates, (char *)(child + 1) + places);
  return child;
}

static void fail(struct schedd_spawned *result, const char *call, int error) {
  result->failed_call = call;
  result->error = error;
}

/* A child that has failed while we waited for it leaves nothing behind. */
static void bury(struct schedd_child *child, struct schedd_spawned *result) {
  while (waitpid(result->pid, NULL, 0) == -1 && errno == EINTR) continue;
  close(result->pidfd);
  result->pid = -1;
  result->pidfd = -1;
  fail(result, child->failed_call, child->error);
  free(child);
}

void schedd_spawn(const struct schedd_spawn *request, struct schedd_spawned *result) {
  *result = (struct schedd_spawned){.pid = -1, .pidfd = -1};
  if (request->input < 3 || request->output < 3) return fail(result, "dup2", EBADF);
  /* No folder can have a file of such a name; execvp says so too, before it looks. */
  const char *name = request->arguments[1];
  if (strchr(name, '/') == NULL && strlen(name) > NAME_MAX) return fail(result, "execve", ENAMETOOLONG);
  struct schedd_child *child = prepare(request);
  if (child == NULL) return fail(result, "malloc", ENOMEM);

  uint64_t mask;
  /* A handler that ran in the child would run in our memory. */
  set_mask(~UINT64_C(0), &mask);
  const uint64_t ticks_before = ticks_since_boot();
  const char *call = make(child, result);
  const int error = errno;
  /* It was dated between two looks at the clock; where that ticked, nobody knows. */
  const uint64_t ticks = ticks_since_boot();
  set_mask(mask, NULL);
  if (result->pid == -1) {
    free(child);
    return fail(result, call, error);
  }
  if (child->is_awaited && child->failed_call != NULL) return bury(child, result);
  result->child = child;
  result->start_ticks = ticks == ticks_before ? ticks : 0;
}

int schedd_child_borrows(const struct schedd_child *child) {
  return __atomic_load_n(&child->borrows, __ATOMIC_ACQUIRE) != 0;
}

const char *schedd_child_failure(const struct schedd_child *child, int *error) {
  *error = child->error;
  return child->failed_call;
}

int schedd_child_has_file(const struct schedd_child *child) {
  return child->has_file;
}

void schedd_child_free(struct schedd_child *child) {
  free(child);
}
