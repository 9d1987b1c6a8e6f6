#ifndef MEMSPIKE_ZLIB_SHIM_H
#define MEMSPIKE_ZLIB_SHIM_H

#include <zlib.h>

// The two calls below are macros in zlib.h, which Swift does not see.

/// Window bits of a gzip stream: the largest window, and 16 for the gzip wrapping.
static const int zlib_gzip_window = MAX_WBITS + 16;
/// Window bits of bare deflated data, as in ZIP archives.
static const int zlib_bare_window = -MAX_WBITS;

static inline int zlib_inflate_begin(z_stream *stream, int window) {
    return inflateInit2(stream, window);
}

#endif
