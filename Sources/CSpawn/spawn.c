#define _GNU_SOURCE
#include "schedd_spawn.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The kernel counts 64 signals; the C library hides two of them from sigfillset and sigaction. But they are inherited
   like the others, and must not reach a child that borrows our memory either. */
enum { SIGNALS = 64, KERNEL_SET_BYTES = SIGNALS / 8 };

/* Ample for the calls below and one path; the child's frames live here, never on the caller's own. */
enum { CHILD_STACK_BYTES = 32 * 1024 };

struct child {
  const struct schedd_spawn *request;
  struct schedd_spawned *result;
};

static int set_mask(uint64_t set, uint64_t *old) {
  return (int)syscall(SYS_rt_sigprocmask, SIG_SETMASK, &set, old, KERNEL_SET_BYTES);
}

/* A signal set as the kernel lays it out: bit n - 1 is signal n. */
static uint64_t bit(int signal) {
  return UINT64_C(1) << (signal - 1);
}

/* A disposition as the kernel lays it out, whose end differs between machines. All zero is SIG_DFL. */
struct disposition {
  void (*handler)(int);
  char rest[56];
};

static int exchange_disposition(int signal, const struct disposition *new, struct disposition *old) {
  return (int)syscall(SYS_rt_sigaction, signal, new, old, KERNEL_SET_BYTES);
}

uint64_t schedd_ignored_signals(void) {
  uint64_t ignored = 0;
  for (int signal = 1; signal <= SIGNALS; signal++) {
    struct disposition current;
    if (exchange_disposition(signal, NULL, &current) == 0 && current.handler == SIG_IGN) ignored |= bit(signal);
  }
  return ignored;
}

/* Ignored signals stay ignored over an exec, which resets all others; and a job that ignores SIGPIPE or SIGTERM
   because its scheduler did is a bug that is hard to find. */
static void stop_ignoring(uint64_t signals) {
  static const struct disposition standard;
  for (int signal = 1; signal <= SIGNALS && signals != 0; signal++) {
    if ((signals & bit(signal)) != 0) exchange_disposition(signal, &standard, NULL);
    signals &= ~bit(signal);
  }
}

/* Executes one file, by the shell where the kernel does not know its form, as execvp does. */
static void execute(const char *file, const struct schedd_spawn *request) {
  char **arguments = request->arguments;
  execve(file, arguments + 1, request->environment);
  if (errno != ENOEXEC) return;
  static char shell[] = "/bin/sh";
  char *name = arguments[1];
  arguments[0] = shell;
  arguments[1] = (char *)(uintptr_t)file;
  execve(shell, arguments, request->environment);
  arguments[1] = name;
}

/* Whether a search goes on after this error: the file is not there, or the folder cannot be looked into. */
static int is_absence(int error) {
  return error == ENOENT || error == ENOTDIR || error == ESTALE || error == ENODEV || error == ETIMEDOUT;
}

/* execvp, but in the search path of the job and without the allocation that execvpe may make. Sets errno. */
static void search_and_execute(const struct schedd_spawn *request) {
  const char *name = request->arguments[1];
  size_t length = strlen(name);
  if (strchr(name, '/') != NULL || length == 0) {
    execute(name, request);
    return;
  }
  if (length > NAME_MAX) {
    errno = ENAMETOOLONG;
    return;
  }
  char candidate[PATH_MAX + NAME_MAX + 2];
  int denied = 0;
  const char *folder = request->search_path;
  for (;;) {
    const char *end = strchrnul(folder, ':');
    size_t prefix = (size_t)(end - folder);
    if (prefix < PATH_MAX) {
      memcpy(candidate, folder, prefix);
      /* An empty entry is the working directory. */
      if (prefix > 0) candidate[prefix++] = '/';
      memcpy(candidate + prefix, name, length + 1);
      execute(candidate, request);
      if (errno == EACCES) {
        denied = 1;
      } else if (!is_absence(errno)) {
        return;
      }
    }
    if (*end == '\0') break;
    folder = end + 1;
  }
  errno = denied ? EACCES : ENOENT;
}

static int set_descriptor_limit(uint64_t soft) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -1;
  limit.rlim_cur = soft < limit.rlim_max ? soft : limit.rlim_max;
  return setrlimit(RLIMIT_NOFILE, &limit);
}

/* Becomes the job, step by step. Returns the name of the step that failed, with errno set. */
static const char *become(const struct schedd_spawn *request) {
  if (setsid() == -1) return "setsid";
  stop_ignoring(request->ignored_signals);
  umask(request->umask);
  if (request->descriptor_limit != 0 && set_descriptor_limit(request->descriptor_limit) != 0) return "setrlimit";
  if (request->directory != NULL && chdir(request->directory) != 0) return "chdir";
  if (dup2(request->input, 0) == -1) return "dup2";
  if (dup2(request->output, 1) == -1) return "dup2";
  if (dup2(request->output, 2) == -1) return "dup2";
  /* Before the exec, not by it: the caller goes on while the exec still holds what is close-on-exec. Where the
     call is missing or forbidden, close-on-exec is what there is. */
  syscall(SYS_close_range, 3U, ~0U, 0U);
  if (set_mask(0, NULL) != 0) return "sigprocmask";
  search_and_execute(request);
  return "execve";
}

static int child_main(void *argument) {
  struct child *child = argument;
  child->result->failed_call = become(child->request);
  child->result->error = errno;
  _exit(127);
}

void schedd_spawn(const struct schedd_spawn *request, struct schedd_spawned *result) {
  *result = (struct schedd_spawned){.pid = -1, .pidfd = -1};
  if (request->input < 3 || request->output < 3) {
    result->failed_call = "dup2";
    result->error = EBADF;
    return;
  }
  struct child child = {.request = request, .result = result};
  _Alignas(16) char stack[CHILD_STACK_BYTES];
  uint64_t mask;
  /* A handler that ran in the child would run in our memory. */
  set_mask(~UINT64_C(0), &mask);
  int flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD;
  result->pid = clone(child_main, stack + sizeof stack, flags, &child, &result->pidfd);
  if (result->pid == -1) {
    result->failed_call = "clone";
    result->error = errno;
  }
  set_mask(mask, NULL);
  if (result->failed_call == NULL || result->pid == -1) return;
  while (waitpid(result->pid, NULL, 0) == -1 && errno == EINTR) continue;
  close(result->pidfd);
  result->pid = -1;
  result->pidfd = -1;
}
