/* What runs in the child of a start, in the memory of its parent, who goes on meanwhile: system calls and nothing else.
   Nothing here may call the C library (kernel_call.h), allocate, or write what the parent reads but in the struct
   that it was given. */
#define _GNU_SOURCE
#include "child.h"

#include "kernel_call.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define CALL0(name) kernel_call(SYS_##name, 0, 0, 0, 0, 0)
#define CALL1(name, a) kernel_call(SYS_##name, (long)(a), 0, 0, 0, 0)
#define CALL2(name, a, b) kernel_call(SYS_##name, (long)(a), (long)(b), 0, 0, 0)
#define CALL3(name, a, b, c) kernel_call(SYS_##name, (long)(a), (long)(b), (long)(c), 0, 0)
#define CALL4(name, a, b, c, d) kernel_call(SYS_##name, (long)(a), (long)(b), (long)(c), (long)(d), 0)

/* Beyond this nothing is closed one by one. */
#define MOST_DESCRIPTORS 65536

/* How a step went: the call that failed, and the kernel's answer. */
struct step {
  const char *failed;
  long answer;
};

static struct step step(const char *name, long answer) {
  struct step result;
  result.failed = name;
  result.answer = answer;
  return result;
}

static struct step done(void) {
  return step(NULL, 0);
}

/* Ignored signals stay ignored over an exec, which resets all others; and a job that ignores SIGPIPE or SIGTERM
   because its scheduler did is a bug that is hard to find. */
static void stop_ignoring(uint64_t signals) {
  /* A disposition as the kernel lays it out, whose end differs between machines. All zero is SIG_DFL. */
  static const long standard[8];
  for (int signal = 1; signal <= SCHEDD_SIGNALS && signals != 0; signal++, signals >>= 1) {
    if ((signals & 1) != 0) CALL4(rt_sigaction, signal, standard, NULL, SCHEDD_SIGNALS / 8);
  }
}

/* Executes one file, by the shell where the kernel does not know its form, as execvp does. */
static long execute(const char *file, const struct schedd_spawn *request) {
  char **arguments = request->arguments;
  long answer = CALL3(execve, file, arguments + 1, request->environment);
  if (answer != -ENOEXEC) return answer;
  static char shell[] = "/bin/sh";
  char *name = arguments[1];
  arguments[0] = shell;
  arguments[1] = (char *)(uintptr_t)file;
  answer = CALL3(execve, shell, arguments, request->environment);
  arguments[1] = name;
  return answer;
}

/* Whether a search goes on after this answer: the file is not there, or the folder cannot be looked into. */
static int is_absence(long answer) {
  return answer == -ENOENT || answer == -ENOTDIR || answer == -ESTALE || answer == -ENODEV || answer == -ETIMEDOUT;
}

/* execvp, but in the search path of the job. */
static long execute_first(struct schedd_child *child) {
  /* What is named by a path is looked for nowhere else. */
  if (!child->searches) {
    const char *file = child->candidates[0];
    long answer = execute(file, &child->request);
    /* The kernel says the same of a script whose interpreter is missing. */
    child->has_file = answer == -ENOENT && CALL3(faccessat, AT_FDCWD, file, 0) == 0;
    return answer;
  }
  long result = -ENOENT;
  for (char **candidate = child->candidates; *candidate != NULL; candidate++) {
    long answer = execute(*candidate, &child->request);
    if (answer == -EACCES) {
      result = answer;
    } else if (!is_absence(answer)) {
      return answer;
    }
  }
  return result;
}

/* As the kernel's prlimit64 reads it on every machine. */
struct kernel_limit {
  uint64_t soft;
  uint64_t hard;
};

static long set_descriptor_limit(uint64_t soft) {
  struct kernel_limit limit;
  long answer = CALL4(prlimit64, 0, RLIMIT_NOFILE, NULL, &limit);
  if (answer < 0) return answer;
  limit.soft = soft < limit.hard ? soft : limit.hard;
  return CALL4(prlimit64, 0, RLIMIT_NOFILE, &limit, NULL);
}

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

static struct step set_limits(const struct schedd_spawn *request) {
  for (size_t index = 0; index < request->limit_count; index++) {
    const struct schedd_limit *limit = &request->limits[index];
    const struct kernel_limit wanted = {.soft = limit->soft, .hard = limit->hard};
    long answer = CALL4(prlimit64, 0, limit->resource, &wanted, NULL);
    if (answer < 0) return step(limit_call(limit->resource), answer);
  }
  return done();
}

/* A capability that survived would make the user more than it is (securebits can have that). */
static struct step check_capabilities(void) {
  struct __user_cap_header_struct header;
  header.version = _LINUX_CAPABILITY_VERSION_3;
  header.pid = 0;
  struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
  long answer = CALL2(capget, &header, data);
  if (answer < 0) return step("capget", answer);
  for (int index = 0; index < _LINUX_CAPABILITY_U32S_3; index++) {
    if ((data[index].effective | data[index].permitted) != 0) return step("capget", -EPERM);
  }
  return done();
}

/* Becomes somebody else, and looks whether that is so: a result that nobody looked at has run jobs as root before
   (CVE-2006-2607). The kernel makes the shared memory undumpable with the change of user, so that the new user cannot
   trace it. */
static struct step become_user(const struct schedd_identity *identity) {
  const gid_t group = identity->group;
  const uid_t user = identity->user;
  long answer = CALL2(setgroups, identity->group_count, identity->groups);
  if (answer < 0) return step("setgroups", answer);
  if ((answer = CALL3(setresgid, group, group, group)) < 0) return step("setresgid", answer);
  if ((answer = CALL3(setresuid, user, user, user)) < 0) return step("setresuid", answer);

  gid_t groups[3];
  uid_t users[3];
  if ((answer = CALL3(getresgid, &groups[0], &groups[1], &groups[2])) < 0) return step("getresgid", answer);
  if ((answer = CALL3(getresuid, &users[0], &users[1], &users[2])) < 0) return step("getresuid", answer);
  for (int index = 0; index < 3; index++) {
    if (groups[index] != group) return step("getresgid", -EPERM);
    if (users[index] != user) return step("getresuid", -EPERM);
  }
  if (CALL2(getgroups, 0, NULL) != (long)identity->group_count) return step("getgroups", -EPERM);
  return user == 0 ? done() : check_capabilities();
}

/* Opens what the process reads. Not by the caller, who may open more than the user of the process may; and without
   waiting for the other end of a pipe, which would be a start that never ends. */
static struct step open_input(const char *file) {
  CALL1(close, 0);
  long input = CALL4(openat, AT_FDCWD, file, O_RDONLY | O_NOCTTY | O_NONBLOCK, 0);
  if (input < 0) return step("open", input);
  struct stat status;
  long answer = CALL2(fstat, input, &status);
  if (answer < 0) return step("fstat", answer);
  if (!S_ISREG(status.st_mode) && !S_ISCHR(status.st_mode)) {
    return step("open", S_ISDIR(status.st_mode) ? -EISDIR : -EINVAL);
  }
  if ((answer = CALL3(fcntl, input, F_SETFL, 0)) < 0) return step("fcntl", answer);
  if (input == 0) return done();
  if ((answer = CALL3(dup3, input, 0, 0)) < 0) return step("dup2", answer);
  CALL1(close, input);
  return done();
}

static long enter_directory(const struct schedd_spawn *request) {
  if (request->directory == NULL) return 0;
  long answer = CALL1(chdir, request->directory);
  return answer < 0 && request->other_directory != NULL ? CALL1(chdir, request->other_directory) : answer;
}

/* What is left where no process can be made in its cgroup. */
static long enter_cgroup(int cgroup) {
  long processes = CALL4(openat, cgroup, "cgroup.procs", O_WRONLY | O_CLOEXEC, 0);
  if (processes < 0) return processes;
  long written = CALL3(write, processes, "0", 1);
  CALL1(close, processes);
  return written;
}

/* Closes what the daemon may have open, by its own limit. */
static void close_each(void) {
  struct kernel_limit limit;
  if (CALL4(prlimit64, 0, RLIMIT_NOFILE, NULL, &limit) < 0) return;
  const uint64_t end = limit.soft < MOST_DESCRIPTORS ? limit.soft : MOST_DESCRIPTORS;
  for (uint64_t number = 3; number < end; number++) CALL1(close, number);
}

/* What the process reads and writes; all else is closed. */
static struct step connect(const struct schedd_spawn *request) {
  long answer = 0;
  if (request->input_file == NULL && (answer = CALL3(dup3, request->input, 0, 0)) < 0) return step("dup2", answer);
  if ((answer = CALL3(dup3, request->output, 1, 0)) < 0) return step("dup2", answer);
  if ((answer = CALL3(dup3, request->output, 2, 0)) < 0) return step("dup2", answer);
  /* Before the exec, not by it: the caller goes on while the exec still holds what is close-on-exec. Where the
     call is missing or forbidden, one after the other: what hangs later must not keep the daemon's lock. */
  if (CALL3(close_range, 3, ~0U, 0) < 0) close_each();
  return done();
}

/* Becomes the job, step by step.

   What needs privileges comes before the change of user; what the user must be allowed comes after it. */
static struct step become(struct schedd_child *child) {
  const struct schedd_spawn *request = &child->request;
  struct step last = done();
  long answer = 0;
  if (child->enters_cgroup && (answer = enter_cgroup(request->cgroup)) < 0) return step("cgroup.procs", answer);
  if ((answer = CALL0(setsid)) < 0) return step("setsid", answer);
  stop_ignoring(request->ignored_signals);
  CALL1(umask, request->umask);
  if (request->has_nice && (answer = CALL3(setpriority, PRIO_PROCESS, 0, request->nice)) < 0) {
    return step("setpriority", answer);
  }
  if ((last = connect(request)).failed != NULL) return last;
  if (request->descriptor_limit != 0 && (answer = set_descriptor_limit(request->descriptor_limit)) < 0) {
    return step("setrlimit", answer);
  }
  if ((last = set_limits(request)).failed != NULL) return last;
  if (request->has_identity && (last = become_user(&request->identity)).failed != NULL) return last;
  if ((answer = enter_directory(request)) < 0) return step("chdir", answer);
  if (request->input_file != NULL && (last = open_input(request->input_file)).failed != NULL) return last;
  const uint64_t nothing = 0;
  if ((answer = CALL4(rt_sigprocmask, SIG_SETMASK, &nothing, NULL, sizeof nothing)) < 0) {
    return step("sigprocmask", answer);
  }
  return step("execve", execute_first(child));
}

int schedd_child_main(void *argument) {
  struct schedd_child *child = argument;
  struct step last = become(child);
  child->error = (int)-last.answer;
  child->failed_call = last.failed;
  for (;;) CALL1(exit_group, 127);
}
