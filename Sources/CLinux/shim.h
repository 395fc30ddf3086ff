#pragma once
#include <sys/prctl.h>

// prctl takes its arguments by number, as C variadics, which Swift does not call.

/// No core file of this process, no debugger of another process of this user, and its files in /proc for root alone.
/// Returns 0, or -1 with errno.
static inline int clinux_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
