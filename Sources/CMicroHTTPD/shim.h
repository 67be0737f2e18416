#ifndef SCHEDD_CMICROHTTPD_SHIM_H
#define SCHEDD_CMICROHTTPD_SHIM_H

#include <microhttpd.h>

#endif
