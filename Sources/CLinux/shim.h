/* The kernel calls that Glibc's Swift module lacks, since it is built without _GNU_SOURCE. */
#ifndef SCHEDD_CLINUX_SHIM_H
#define SCHEDD_CLINUX_SHIM_H

#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);

#endif
