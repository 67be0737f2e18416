#ifndef SCHEDD_CLONE_INTO_H
#define SCHEDD_CLONE_INTO_H

#include <stddef.h>
#include <sys/types.h>

/* clone(2) whose child begins in a cgroup. To move a process that there is takes a lock that every fork of the machine
   waits for; and here no process of the run is ever outside.

   `cgroup` is the group's directory; `stack` begins at its lowest address; `child_tid` is what the kernel clears when the
   child lets go of the memory; `run` must not return. Answers -1 with errno for a failure: ENOSYS where the machine has no
   such call, or forbids it. */
pid_t schedd_clone_into(
    int cgroup, int flags, void *stack, size_t stack_size, int *pidfd, pid_t *child_tid, int (*run)(void *), void *argument);

#endif
