#ifndef SCHEDD_CHILD_H
#define SCHEDD_CHILD_H

#include "schedd_spawn.h"

/* Ample for the calls of a child; its frames live here, never on its parent's stack. */
enum { CHILD_STACK_BYTES = 16 * 1024 };

/* A child between its birth and its program, in memory of its parent's: whatever it reads or writes stands in here, or in
   what the request points to, and stays until it has let go. */
struct schedd_child {
  _Alignas(16) char stack[CHILD_STACK_BYTES];

  /* Not 0 while the child lives here: the kernel writes 0 when it leaves, by exec or by its end. */
  pid_t borrows;

  struct schedd_spawn request;

  /* Whether it is not in its cgroup yet. */
  int enters_cgroup;

  /* Whether its parent waits until it lets go. */
  int is_awaited;

  /* The step that failed, or NULL; and its errno. */
  const char *failed_call;
  int error;

  /* Whether the file is there that the program was not found in. */
  int has_file;

  /* The files that may be the program, in the order in which they are tried, ended by NULL; they stand behind this. */
  char **candidates;

  /* Whether they were found by the search path; else there is one. */
  int searches;
};

/* What the child does: becomes the job, or writes down why not and ends. Takes a struct schedd_child. */
int schedd_child_main(void *argument);

#endif
