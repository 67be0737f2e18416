/* Start a process: the one part that cannot be written in Swift, since a child that borrows its parent's memory may run
   nothing but what is known to be safe there. */
#ifndef SCHEDD_SPAWN_H
#define SCHEDD_SPAWN_H

#include <stdint.h>
#include <sys/types.h>

/* One resource that the process may use so much of. */
struct schedd_limit {
  /* RLIMIT_NOFILE and its like. */
  int resource;

  uint64_t soft;
  uint64_t hard;
};

/* Who the process is, where it is not who the caller is. Resolved by the caller: the user database must not be asked
   after the clone. */
struct schedd_identity {
  uid_t user;
  gid_t group;
  const gid_t *groups;
  size_t group_count;
};

enum { SCHEDD_SIGNALS = 64 };

/* What is started. Everything is prepared by the caller, so that nothing is allocated after the clone; what this points to
   stays as it is until the child has let go. */
struct schedd_spawn {
  /* The arguments, ended by NULL, from arguments[1] on. arguments[0] is spare: a file that is executable but
     has no form that the kernel knows is run as `/bin/sh FILE ARGUMENTS…`, which is one argument more. */
  char **arguments;

  /* "NAME=VALUE" strings, ended by NULL. */
  char *const *environment;

  /* The folders that arguments[1] is looked for in when it has no slash, separated by colons. */
  const char *search_path;

  /* Where the process begins, or NULL for where the caller is. */
  const char *directory;

  /* Where it begins when it cannot enter that, or NULL for nowhere else. */
  const char *other_directory;

  /* What becomes descriptor 0, and 1 and 2: both at least 3, both close-on-exec. */
  int input;
  int output;

  /* What becomes descriptor 0 in place of `input`, or NULL: a file, which is opened by the process as whoever it is
     then, or a character device. */
  const char *input_file;

  /* The soft limit of open descriptors; the hard one stays. 0 leaves both. */
  uint64_t descriptor_limit;

  /* What it may use, and how much. */
  const struct schedd_limit *limits;
  size_t limit_count;

  /* The directory of the cgroup v2 that it begins in, or 0 for the caller's. */
  int cgroup;

  /* Who it becomes, where has_identity is not 0; else who the caller is. */
  int has_identity;
  struct schedd_identity identity;

  /* Its nice value, where has_nice is not 0. */
  int has_nice;
  int nice;

  /* The file mode creation mask. */
  mode_t umask;

  /* What schedd_ignored_signals() says. */
  uint64_t ignored_signals;
};

/* A child on its way to its program. */
struct schedd_child;

/* What came of a start. */
struct schedd_spawned {
  /* The process, which will lead its own session and process group; and a descriptor that names it for good. */
  pid_t pid;
  int pidfd;

  /* When it started, in clock ticks since boot, as field 22 of /proc/PID/stat has it: by the clock, since looking it up
     there takes longer than everything else that the caller does. 0 where the clock ticked meanwhile. */
  uint64_t start_ticks;

  /* What is known of the process until its program begins; the caller frees it. NULL where there is no process. */
  struct schedd_child *child;

  /* The call that failed where there is no process, or NULL; and its errno. */
  const char *failed_call;
  int error;
};

/* The signals that the caller ignores: bit n - 1 is signal n. Asked once, since 64 calls are as dear as half a
   process. */
uint64_t schedd_ignored_signals(void);

/* Starts a process and returns at once, however long it takes the process to find its program: a file may lie on a
   server that does not answer.

   The child borrows the caller's memory until its program begins (as with vfork), so that the cost does not depend on how
   much there is; but the caller goes on meanwhile. What fails in the child ends it: its exit status says nothing, and
   schedd_child_failure() says what it was. */
void schedd_spawn(const struct schedd_spawn *request, struct schedd_spawned *result);

/* Whether the child still needs the memory that its request points to. Once it does not, its program has begun, or it has
   failed or was killed before that. */
int schedd_child_borrows(const struct schedd_child *child);

/* The call that failed in a child that has let go, or NULL; and its errno. */
const char *schedd_child_failure(const struct schedd_child *child, int *error);

/* Whether the file is there that such a child could not execute: what is missing is the interpreter that it names. */
int schedd_child_has_file(const struct schedd_child *child);

/* Frees what schedd_spawn() made. The child must have let go. */
void schedd_child_free(struct schedd_child *child);

#endif
