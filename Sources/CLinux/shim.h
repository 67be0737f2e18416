/* The kernel calls that Glibc's Swift module lacks, since it is built without _GNU_SOURCE. Defining that here would
   give the system's headers a second shape, which does not compile; so what they hide is declared again, and what
   is variadic gets a shape that Swift can call. */
#ifndef SCHEDD_CLINUX_SHIM_H
#define SCHEDD_CLINUX_SHIM_H

/* Types that both modules would declare stay Glibc's, so that whoever uses them need not import this one. */
#pragma clang module import SwiftGlibc

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

extern int pipe2(int descriptors[2], int flags);
extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);
extern int malloc_trim(size_t pad);

static const int linux_f_setpipe_sz = 1024 + 7;
static const int linux_f_getpipe_sz = 1024 + 8;
static const int linux_p_pidfd = 3;

static inline int linux_fcntl(int descriptor, int command, int argument) {
  return fcntl(descriptor, command, argument);
}

/* What the call makes gets the mode 0666, less the umask. */
static inline int linux_openat(int folder, const char *path, int flags) {
  return openat(folder, path, flags | O_CLOEXEC, 0666);
}

/* What the call makes is for its owner alone, whatever the umask says. */
static inline int linux_open_private(const char *path, int flags) {
  return open(path, flags | O_CLOEXEC, 0600);
}

/* Gives a file another name in the same folder, unless there is something with that name (RENAME_NOREPLACE). */
static inline int linux_rename_to_new(const char *from, const char *to) {
  return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 1U);
}

/* A stream socket that does not block and that children do not inherit. */
static inline int linux_stream_socket(int family) {
  return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/* A file in memory (MFD_CLOEXEC | MFD_ALLOW_SEALING). */
static inline int linux_memfd_create(const char *name) {
  return (int)syscall(SYS_memfd_create, name, 3U);
}

/* From now on nobody can change it: F_ADD_SEALS with F_SEAL_SEAL, SHRINK, GROW and WRITE. */
static inline int linux_seal(int descriptor) {
  return fcntl(descriptor, 1024 + 9, 15);
}

static inline int linux_pidfd_open(pid_t pid) {
  return (int)syscall(SYS_pidfd_open, pid, 0U);
}

static inline int linux_pidfd_send_signal(int pidfd, int signal) {
  return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, (siginfo_t *)0, 0U);
}

/* What waitid tells of a child; `pid` is 0 where no child had changed. `code` is CLD_EXITED, CLD_KILLED or
   CLD_DUMPED; `status` is the exit code or the signal. */
struct linux_wait_result {
  pid_t pid;
  int code;
  int status;
};

/* siginfo_t's members are macros over unions, which Swift does not see. */
static inline int linux_waitid(int kind, id_t id, int options, struct linux_wait_result *result) {
  siginfo_t info;
  info.si_pid = 0;
  if (waitid((idtype_t)kind, id, &info, options) != 0) return -1;
  result->pid = info.si_pid;
  result->code = info.si_code;
  result->status = info.si_status;
  return 0;
}

/* getgrnam_r without its struct, of which Swift has two: `found` is 0 where there is no such group. */
static inline int linux_group(const char *name, char *buffer, size_t size, gid_t *number, int *found) {
  struct group entry;
  struct group *answer = 0;
  int error = getgrnam_r(name, &entry, buffer, size, &answer);
  *found = error == 0 && answer != 0;
  if (*found) *number = answer->gr_gid;
  return error;
}

/* What a process has used, with the children that it waited for. */
struct linux_usage {
  int64_t user_microseconds;
  int64_t system_microseconds;
  int64_t peak_kibibytes;
};

/* waitid(2) as the kernel has it: the library's leaves out what the process has used. */
static inline int linux_waitid_usage(
    int kind, id_t id, int options, struct linux_wait_result *result, struct linux_usage *usage) {
  siginfo_t info;
  struct rusage used = {0};
  info.si_pid = 0;
  if (syscall(SYS_waitid, kind, id, &info, options, &used) != 0) return -1;
  result->pid = info.si_pid;
  result->code = info.si_code;
  result->status = info.si_status;
  usage->user_microseconds = (int64_t)used.ru_utime.tv_sec * 1000000 + used.ru_utime.tv_usec;
  usage->system_microseconds = (int64_t)used.ru_stime.tv_sec * 1000000 + used.ru_stime.tv_usec;
  usage->peak_kibibytes = used.ru_maxrss;
  return 0;
}

static inline int linux_become_subreaper(void) {
  return prctl(PR_SET_CHILD_SUBREAPER, 1UL, 0UL, 0UL, 0UL);
}

extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);

#endif
