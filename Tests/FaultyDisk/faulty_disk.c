// What SQLite asks of a disk and nothing else does: positioned writes and syncs.

#define _GNU_SOURCE
#include "faulty_disk.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static volatile struct faulty_disk_orders *orders;

__attribute__((constructor)) static void take_orders(void) {
  const char *path = getenv("FAULTY_DISK");
  int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return;
  void *map = mmap(NULL, sizeof *orders, PROT_READ, MAP_SHARED, file, 0);
  if (map != MAP_FAILED) orders = map;
  close(file);
}

static int fails(void) {
  if (!orders || !orders->error) return 0;
  errno = orders->error;
  return 1;
}

static void wait_for_sync(void) {
  int32_t delay = orders ? orders->sync_delay : 0;
  struct timespec rest = {delay / 1000, delay % 1000 * 1000000L};
  while (delay && nanosleep(&rest, &rest) && errno == EINTR) {}
}

static ssize_t (*next_write(const char *name))(int, const void *, size_t, off64_t) {
  return (ssize_t(*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, name);
}

static int (*next_sync(const char *name))(int) {
  return (int (*)(int))dlsym(RTLD_NEXT, name);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
  return fails() ? -1 : next_write("pwrite64")(file, bytes, count, offset);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  return fails() ? -1 : next_write("pwrite64")(file, bytes, count, offset);
}

int fsync(int file) {
  wait_for_sync();
  return fails() ? -1 : next_sync("fsync")(file);
}

int fdatasync(int file) {
  wait_for_sync();
  return fails() ? -1 : next_sync("fdatasync")(file);
}
