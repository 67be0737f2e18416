/* What the machine itself costs: the same work as schedd's, in C and without anything around it. */
#ifndef BENCHMARK_FLOOR_H
#define BENCHMARK_FLOOR_H

#include <stdint.h>

/* Starts a program (vfork, execve) and waits for its end, so many times, one after the other; each in a session of its
   own or all in the caller's. Answers 0, or the errno of what failed. */
int floor_spawn(const char *program, int count, int own_session);

/* Starts a program so many times (vfork, execve) while fewer than `cap` have not been waited for, and waits for all of
   them; `last` is the monotonic clock, in nanoseconds, after the last start. Answers 0, or an errno. */
int floor_burst(const char *program, int count, int cap, int own_session, int64_t *last);

/* The processor time of this process and of those that it has waited for, in nanoseconds. */
int64_t floor_processor_time(void);

/* A ledger file, opened by SQLite alone: WAL, synchronous FULL, the rest as SQLite has it. NULL where it cannot be
   opened. */
struct floor_ledger;
struct floor_ledger *floor_ledger_open(const char *path);
void floor_ledger_close(struct floor_ledger *ledger);

/* Claims `count` fire times, `batch` in each transaction: a row of runs and the cursor of one of a hundred jobs.
   Answers SQLITE_OK, or what SQLite answered. */
int floor_ledger_claim(struct floor_ledger *ledger, int64_t first, int64_t count, int64_t batch);

/* Gives free memory back to the kernel, so that what is resident is in use. */
void floor_release_free_memory(void);

#endif
