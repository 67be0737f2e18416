/* The kernel calls that Glibc's Swift module lacks, since it is built without _GNU_SOURCE. */
#ifndef SCHEDD_CLINUX_SHIM_H
#define SCHEDD_CLINUX_SHIM_H

#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

#endif
