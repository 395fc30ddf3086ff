#pragma once
#include <zlib.h>

/// deflateInit2 is a macro, which Swift does not see. 31 is the widest window with a gzip header around it, 8 the usual memory.
static inline int clibz_begin_gzip(z_streamp stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
}
