/* Start a process: the one part that cannot be written in Swift, since the child of a vfork may run
   nothing but what is known to be safe there. */
#ifndef SCHEDD_SPAWN_H
#define SCHEDD_SPAWN_H

#endif
