#define _GNU_SOURCE
#include "schedd_spawn.h"

#include "clone_into.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The kernel counts 64 signals; the C library hides two of them from sigfillset and sigaction. But they are inherited
   like the others, and must not reach a child that borrows our memory either. */
enum { SIGNALS = 64, KERNEL_SET_BYTES = SIGNALS / 8 };

/* Ample for the calls below and one path; the child's frames live here, never on the caller's own. */
enum { CHILD_STACK_BYTES = 32 * 1024 };

struct child {
  const struct schedd_spawn *request;
  struct schedd_spawned *result;
  uint64_t nanoseconds_per_tick;

  /* Whether it is not in its cgroup yet. */
  int enters_cgroup;
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

/* As the kernel's prlimit64 reads it on every machine. */
struct kernel_limit {
  uint64_t soft;
  uint64_t hard;
};

static const char *limit_call(int resource) {
  switch (resource) {
    case RLIMIT_CPU: return "setrlimit RLIMIT_CPU";
    case RLIMIT_AS: return "setrlimit RLIMIT_AS";
    case RLIMIT_FSIZE: return "setrlimit RLIMIT_FSIZE";
    case RLIMIT_NOFILE: return "setrlimit RLIMIT_NOFILE";
    case RLIMIT_NPROC: return "setrlimit RLIMIT_NPROC";
    default: return "setrlimit";
  }
}

static const char *set_limits(const struct schedd_spawn *request) {
  for (size_t index = 0; index < request->limit_count; index++) {
    const struct schedd_limit *limit = &request->limits[index];
    const struct kernel_limit wanted = {.soft = limit->soft, .hard = limit->hard};
    if (syscall(SYS_prlimit64, 0, limit->resource, &wanted, NULL) != 0) return limit_call(limit->resource);
  }
  return NULL;
}

/* A capability that survived would make the user more than it is (securebits can have that). */
static const char *check_capabilities(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {{0}};
  if (syscall(SYS_capget, &header, data) != 0) return "capget";
  for (int index = 0; index < _LINUX_CAPABILITY_U32S_3; index++) {
    if ((data[index].effective | data[index].permitted) == 0) continue;
    errno = EPERM;
    return "capget";
  }
  return NULL;
}

/* Becomes somebody else, and looks whether that is so: a result that nobody looked at has run jobs as root before
   (CVE-2006-2607). By the bare calls: the C library's wrappers would make every thread of the caller do the same. The
   kernel makes the shared memory undumpable with the change of user, so that the new user cannot trace it. */
static const char *become_user(const struct schedd_identity *identity) {
  const gid_t group = identity->group;
  const uid_t user = identity->user;
  if (syscall(SYS_setgroups, identity->group_count, identity->groups) != 0) return "setgroups";
  if (syscall(SYS_setresgid, group, group, group) != 0) return "setresgid";
  if (syscall(SYS_setresuid, user, user, user) != 0) return "setresuid";

  gid_t groups[3];
  uid_t users[3];
  if (syscall(SYS_getresgid, &groups[0], &groups[1], &groups[2]) != 0) return "getresgid";
  if (syscall(SYS_getresuid, &users[0], &users[1], &users[2]) != 0) return "getresuid";
  errno = EPERM;
  for (int index = 0; index < 3; index++) {
    if (groups[index] != group) return "getresgid";
    if (users[index] != user) return "getresuid";
  }
  if (syscall(SYS_getgroups, 0, NULL) != (long)identity->group_count) return "getgroups";
  return user == 0 ? NULL : check_capabilities();
}

/* Opens what the process reads. Not by the caller, who may open more than the user of the process may; and without
   waiting for the other end of a pipe, since the caller stands still meanwhile. */
static const char *open_input(const char *file) {
  close(0);
  int input = (int)syscall(SYS_openat, AT_FDCWD, file, O_RDONLY | O_NOCTTY | O_NONBLOCK, 0);
  if (input == -1) return "open";
  struct stat status;
  if (fstat(input, &status) != 0) return "fstat";
  if (!S_ISREG(status.st_mode) && !S_ISCHR(status.st_mode)) {
    errno = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
    return "open";
  }
  if (fcntl(input, F_SETFL, 0) != 0) return "fcntl";
  if (input == 0) return NULL;
  if (dup2(input, 0) == -1) return "dup2";
  close(input);
  return NULL;
}

static int enter_directory(const struct schedd_spawn *request) {
  if (request->directory == NULL || chdir(request->directory) == 0) return 0;
  return request->other_directory == NULL ? -1 : chdir(request->other_directory);
}

/* Becomes the job, step by step. Returns the name of the step that failed, with errno set.

   What needs privileges comes before the change of user; what the user must be allowed comes after it. */
static const char *become(const struct schedd_spawn *request) {
  const char *failed = NULL;
  if (setsid() == -1) return "setsid";
  stop_ignoring(request->ignored_signals);
  umask(request->umask);
  if (request->has_nice && syscall(SYS_setpriority, PRIO_PROCESS, 0, request->nice) != 0) return "setpriority";
  if (request->input_file == NULL && dup2(request->input, 0) == -1) return "dup2";
  if (dup2(request->output, 1) == -1) return "dup2";
  if (dup2(request->output, 2) == -1) return "dup2";
  /* Before the exec, not by it: the caller goes on while the exec still holds what is close-on-exec. Where the
     call is missing or forbidden, close-on-exec is what there is. */
  syscall(SYS_close_range, 3U, ~0U, 0U);
  if (request->descriptor_limit != 0 && set_descriptor_limit(request->descriptor_limit) != 0) return "setrlimit";
  if ((failed = set_limits(request)) != NULL) return failed;
  if (request->identity != NULL && (failed = become_user(request->identity)) != NULL) return failed;
  if (enter_directory(request) != 0) return "chdir";
  if (request->input_file != NULL && (failed = open_input(request->input_file)) != NULL) return failed;
  if (set_mask(0, NULL) != 0) return "sigprocmask";
  search_and_execute(request);
  return "execve";
}

/* The clock that the kernel dates processes by, rounded as it rounds that for /proc. */
static uint64_t ticks_since_boot(const struct child *child) {
  struct timespec time;
  if (child->nanoseconds_per_tick == 0 || clock_gettime(CLOCK_BOOTTIME, &time) != 0) return 0;
  return ((uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec) / child->nanoseconds_per_tick;
}

static int child_main(void *argument) {
  struct child *child = argument;
  child->result->start_ticks = ticks_since_boot(child);
  if (child->enters_cgroup && schedd_enter_cgroup(child->request->cgroup) != 0) {
    child->result->failed_call = "cgroup.procs";
  } else {
    child->result->failed_call = become(child->request);
  }
  child->result->error = errno;
  _exit(127);
}

/* Whether a call is not there, or a filter of system calls says so or forbids it. */
static int is_missing(int error) {
  return error == ENOSYS || error == EINVAL || error == E2BIG || error == EPERM;
}

/* Makes the child, in its cgroup if it has one. Returns the name of the call that was made. */
static const char *make(struct child *child, char *stack, size_t size) {
  struct schedd_spawned *result = child->result;
  int flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD;
  if (child->request->cgroup != 0) {
    result->pid = schedd_clone_into(
        child->request->cgroup, flags, SIGCHLD, stack, size, &result->pidfd, child_main, child);
    if (result->pid != -1 || !is_missing(errno)) return "clone3";
    child->enters_cgroup = 1;
  }
  result->pid = clone(child_main, stack + size, flags | SIGCHLD, child, &result->pidfd);
  return "clone";
}

void schedd_spawn(const struct schedd_spawn *request, struct schedd_spawned *result) {
  *result = (struct schedd_spawned){.pid = -1, .pidfd = -1};
  if (request->input < 3 || request->output < 3) {
    result->failed_call = "dup2";
    result->error = EBADF;
    return;
  }
  long ticks_per_second = sysconf(_SC_CLK_TCK);
  struct child child = {.request = request, .result = result};
  if (ticks_per_second > 0) child.nanoseconds_per_tick = 1000000000 / (uint64_t)ticks_per_second;
  _Alignas(16) char stack[CHILD_STACK_BYTES];
  /* The caller's stack grows here and now: in the child its growth could meet the limit of address space that the job
     has, which ends it by a signal in the middle of things. */
  *(volatile char *)stack = 0;
  uint64_t mask;
  /* A handler that ran in the child would run in our memory. */
  set_mask(~UINT64_C(0), &mask);
  const uint64_t ticks_before = ticks_since_boot(&child);
  const char *call = make(&child, stack, sizeof stack);
  if (result->pid == -1) {
    result->failed_call = call;
    result->error = errno;
  }
  /* It was dated between the caller's look at the clock and its own first one. */
  if (result->start_ticks != ticks_before) result->start_ticks = 0;
  set_mask(mask, NULL);
  if (result->failed_call == NULL || result->pid == -1) return;
  while (waitpid(result->pid, NULL, 0) == -1 && errno == EINTR) continue;
  close(result->pidfd);
  result->pid = -1;
  result->pidfd = -1;
}
