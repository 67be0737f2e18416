#include "benchmark_floor.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

struct floor_ledger {
  sqlite3 *database;
  sqlite3_stmt *begin, *commit, *claim, *cursor;
};

static sqlite3_stmt *prepare(struct floor_ledger *ledger, const char *sql) {
  sqlite3_stmt *statement = NULL;
  sqlite3_prepare_v2(ledger->database, sql, -1, &statement, NULL);
  return statement;
}

struct floor_ledger *floor_ledger_open(const char *path) {
  struct floor_ledger *ledger = calloc(1, sizeof *ledger);
  if (ledger == NULL) return NULL;
  int code = sqlite3_open_v2(path, &ledger->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
  if (code == SQLITE_OK) code = sqlite3_exec(ledger->database, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
  ledger->begin = prepare(ledger, "BEGIN IMMEDIATE");
  ledger->commit = prepare(ledger, "COMMIT");
  ledger->claim = prepare(
    ledger,
    "INSERT INTO runs (id, job, fire_time, cause, state, attempt, created_at)"
    " VALUES (?1, ?2, ?3, 'schedule', 'starting', 0, ?3)"
  );
  ledger->cursor = prepare(ledger, "UPDATE schedules SET cursor = ?2 WHERE job = ?1");
  if (code == SQLITE_OK && ledger->begin && ledger->commit && ledger->claim && ledger->cursor) return ledger;
  floor_ledger_close(ledger);
  return NULL;
}

void floor_ledger_close(struct floor_ledger *ledger) {
  sqlite3_finalize(ledger->begin);
  sqlite3_finalize(ledger->commit);
  sqlite3_finalize(ledger->claim);
  sqlite3_finalize(ledger->cursor);
  sqlite3_close_v2(ledger->database);
  free(ledger);
}

static int run(sqlite3_stmt *statement) {
  int code = sqlite3_step(statement);
  sqlite3_reset(statement);
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int claim(struct floor_ledger *ledger, int64_t number) {
  char job[32];
  int length = snprintf(job, sizeof job, "job-%d", (int)(number % 100));
  int64_t fire_time = (INT64_C(1767225600) + number / 100) * 1000000000;
  sqlite3_bind_int64(ledger->claim, 1, number + 1);
  sqlite3_bind_text(ledger->claim, 2, job, length, SQLITE_STATIC);
  sqlite3_bind_int64(ledger->claim, 3, fire_time);
  int code = run(ledger->claim);
  if (code != SQLITE_OK) return code;
  sqlite3_bind_text(ledger->cursor, 1, job, length, SQLITE_STATIC);
  sqlite3_bind_int64(ledger->cursor, 2, fire_time);
  return run(ledger->cursor);
}

int floor_ledger_claim(struct floor_ledger *ledger, int64_t first, int64_t count, int64_t batch) {
  for (int64_t start = first; start < first + count; start += batch) {
    int code = run(ledger->begin);
    for (int64_t number = start; code == SQLITE_OK && number < start + batch; number++) {
      code = claim(ledger, number);
    }
    if (code == SQLITE_OK) code = run(ledger->commit);
    if (code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}
