/* What Swift needs of GNU libmicrohttpd and cannot read from its header: variadic calls, unions, and enumerations that
   are declared closed, whose values arrive in Swift without names. */
#ifndef SCHEDD_CMICROHTTPD_SHIM_H
#define SCHEDD_CMICROHTTPD_SHIM_H

#include <microhttpd.h>

struct schedd_http_limits {
  unsigned int connections;
  unsigned int idle_seconds;
  size_t header_bytes;
};

static const enum MHD_Result schedd_http_yes = MHD_YES;
static const enum MHD_Result schedd_http_no = MHD_NO;

/* No thread and no listening socket: the loop owns both. Strict: a request without a Host header is refused. */
static inline struct MHD_Daemon *schedd_http_start(
    struct schedd_http_limits limits, void *context, MHD_AccessHandlerCallback request,
    MHD_RequestCompletedCallback completed, MHD_NotifyConnectionCallback connection) {
  return MHD_start_daemon(
      MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET, 0, NULL, NULL, request, context,
      MHD_OPTION_NOTIFY_COMPLETED, completed, context,
      MHD_OPTION_NOTIFY_CONNECTION, connection, context,
      MHD_OPTION_CONNECTION_LIMIT, limits.connections,
      MHD_OPTION_CONNECTION_TIMEOUT, limits.idle_seconds,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, limits.header_bytes,
      MHD_OPTION_STRICT_FOR_CLIENT, 1,
      MHD_OPTION_END);
}

static inline int schedd_http_epoll(struct MHD_Daemon *daemon) {
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
  return info ? info->epoll_fd : -1;
}

static inline int schedd_http_descriptor(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info ? info->connect_fd : -1;
}

static inline int schedd_http_has_started(enum MHD_ConnectionNotificationCode code) {
  return code == MHD_CONNECTION_NOTIFY_STARTED;
}

static inline const char *schedd_http_header(struct MHD_Connection *connection, const char *name) {
  return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* Calls `each` for every argument of the query string; a name without "=" has a null value. */
static inline void schedd_http_each_argument(
    struct MHD_Connection *connection, void *context, MHD_KeyValueIterator each) {
  MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, each, context);
}

/* A response that holds a copy of the bytes. */
static inline struct MHD_Response *schedd_http_response(const void *bytes, size_t count) {
  return MHD_create_response_from_buffer(count, (void *)bytes, MHD_RESPMEM_MUST_COPY);
}

/* A response whose body comes from `read`, of a length that nobody knows. */
static inline struct MHD_Response *schedd_http_stream(
    size_t block, void *context, MHD_ContentReaderCallback read, MHD_ContentReaderFreeCallback free) {
  return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, block, read, context, free);
}

static const ssize_t schedd_http_end_of_stream = MHD_CONTENT_READER_END_OF_STREAM;

#endif
