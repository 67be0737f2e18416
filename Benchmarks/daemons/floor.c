/* What the machine itself costs: a daemon in C that does no more than any scheduler must whose claims are durable.

       floor DATABASE JOBS FIRST PERIOD CAP OWN_SESSION PROGRAM ARGUMENT

   JOBS jobs are due together at FIRST (seconds since 1970) and every PERIOD seconds from then on. It waits (epoll, a
   timerfd), claims what is due (SQLite in WAL with synchronous FULL, one commit for all of it), then starts PROGRAM
   ARGUMENT for each (vfork, execve) while fewer than CAP are outstanding, and reaps on SIGCHLD. With OWN_SESSION 1 each
   gets a session of its own, so that it could be stopped as a whole. Nothing is decided, kept of the output, written to
   a log, or recorded of how a run ended. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static sqlite3 *database;
static sqlite3_stmt *begin, *commit, *claim;

static void fail(const char *what) {
  fprintf(stderr, "floor: %s: %s\n", what, database != NULL ? sqlite3_errmsg(database) : strerror(errno));
  exit(1);
}

static sqlite3_stmt *prepare(const char *sql) {
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK) fail(sql);
  return statement;
}

static void run(sqlite3_stmt *statement) {
  if (sqlite3_step(statement) != SQLITE_DONE) fail(sqlite3_sql(statement));
  sqlite3_reset(statement);
}

static void open_database(const char *path) {
  if (sqlite3_open(path, &database) != SQLITE_OK) fail(path);
  const char *setup =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
    "CREATE TABLE runs (id INTEGER PRIMARY KEY, job TEXT NOT NULL, fire_time INTEGER NOT NULL,"
    " UNIQUE (job, fire_time))";
  if (sqlite3_exec(database, setup, NULL, NULL, NULL) != SQLITE_OK) fail(setup);
  begin = prepare("BEGIN IMMEDIATE");
  commit = prepare("COMMIT");
  claim = prepare("INSERT INTO runs (job, fire_time) VALUES (?1, ?2)");
}

/* Claims a fire time of every job, in one transaction. */
static void claim_all(int jobs, int64_t fire_time) {
  run(begin);
  for (int job = 0; job < jobs; job++) {
    char name[16];
    int length = snprintf(name, sizeof name, "j%d", job);
    sqlite3_bind_text(claim, 1, name, length, SQLITE_STATIC);
    sqlite3_bind_int64(claim, 2, fire_time);
    run(claim);
  }
  run(commit);
}

static void start(int job, int64_t fire_time, int own_session, const sigset_t *mask, char **command) {
  char name[32], time[48];
  snprintf(name, sizeof name, "SCHEDD_JOB_ID=j%d", job);
  snprintf(time, sizeof time, "SCHEDD_FIRE_TIME=%lld", (long long)fire_time);
  char *const environment[] = {name, time, NULL};
  pid_t pid = vfork();
  if (pid == -1) fail("vfork");
  if (pid > 0) return;
  if (own_session) setsid();
  sigprocmask(SIG_SETMASK, mask, NULL);
  execve(command[0], command, environment);
  _exit(127);
}

int main(int count, char **words) {
  if (count != 9) fail("usage: floor DATABASE JOBS FIRST PERIOD CAP OWN_SESSION PROGRAM ARGUMENT");
  const int jobs = atoi(words[2]), period = atoi(words[4]), cap = atoi(words[5]);
  const int own_session = atoi(words[6]);
  int64_t next = atoll(words[3]);
  open_database(words[1]);

  sigset_t signals, mask;
  sigemptyset(&signals);
  sigaddset(&signals, SIGCHLD);
  sigprocmask(SIG_BLOCK, &signals, &mask);
  const int children = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  const int timer = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  const int loop = epoll_create1(EPOLL_CLOEXEC);
  const struct itimerspec times = {.it_value.tv_sec = next, .it_interval.tv_sec = period};
  struct epoll_event wanted = {.events = EPOLLIN};
  if (timerfd_settime(timer, TFD_TIMER_ABSTIME, &times, NULL) != 0) fail("timerfd_settime");
  if (epoll_ctl(loop, EPOLL_CTL_ADD, timer, &wanted) != 0) fail("epoll_ctl");
  if (epoll_ctl(loop, EPOLL_CTL_ADD, children, &wanted) != 0) fail("epoll_ctl");

  /* What was claimed and not started, in the order of its claims: jobs of `starting`, then all of the fire times after
     it up to `next`. */
  int64_t starting = next;
  int job = 0, outstanding = 0;
  for (;;) {
    while (outstanding < cap && starting < next) {
      start(job, starting, own_session, &mask, words + 7);
      outstanding++;
      if (++job < jobs) continue;
      job = 0;
      starting += period;
    }
    struct epoll_event ready;
    if (epoll_wait(loop, &ready, 1, -1) == -1 && errno != EINTR) fail("epoll_wait");
    struct signalfd_siginfo news[8];
    while (read(children, news, sizeof news) > 0) continue;
    while (outstanding > 0 && waitpid(-1, NULL, WNOHANG) > 0) outstanding--;
    uint64_t fired = 0;
    if (read(timer, &fired, sizeof fired) != sizeof fired) continue;
    for (; fired > 0; fired--, next += period) claim_all(jobs, next);
  }
}
