#pragma once
#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

/// As much room as `clibz_gzip` may need: zlib's own bound is for its own envelope, and gzip's is 12 bytes longer.
static inline size_t clibz_gzip_bound(size_t length) { return compressBound(length) + 12; }

/// Packs `input` into a gzip file (RFC 1952) at `output`, which has `clibz_gzip_bound` bytes of room. Levels are those of zlib.
/// Returns its length; 0 when there is no memory for it, or too much of it for one call.
static inline size_t clibz_gzip(const uint8_t *input, size_t length, uint8_t *output, size_t room, int level) {
    z_stream stream = {0};
    if (length > UINT32_MAX || room > UINT32_MAX) return 0;
    // 31 is the widest window with a gzip header around it, 8 the usual memory.
    if (deflateInit2(&stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK) return 0;
    stream.next_in = (Bytef *)input;
    stream.avail_in = (uInt)length;
    stream.next_out = output;
    stream.avail_out = (uInt)room;
    int is_whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    deflateEnd(&stream);
    return is_whole ? room - stream.avail_out : 0;
}
