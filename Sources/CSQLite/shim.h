#ifndef SCHEDD_CSQLITE_SHIM_H
#define SCHEDD_CSQLITE_SHIM_H

#include <sqlite3.h>

/* SQLITE_TRANSIENT is a cast that Swift's importer does not read. */
static inline sqlite3_destructor_type schedd_sqlite_transient(void) { return SQLITE_TRANSIENT; }

#endif
