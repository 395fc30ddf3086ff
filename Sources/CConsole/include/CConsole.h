#pragma once
#include <stddef.h>

// The files of the web console as bytes of the program, so that it stays a single file to deploy. What they are and how
// they are served is decided in ControlAPI; here is nothing but bytes and lengths.

/// One file of Sources/ControlAPI/Console.
typedef struct cconsole_file {
    /// Its path from that folder on, such as `pages/device.js`.
    const char *_Nonnull name;
    const unsigned char *_Nonnull bytes;
    size_t length;
} cconsole_file;

/// All of them; `count` says how many. They live as long as the program.
const cconsole_file *_Nonnull cconsole_files(size_t *_Nonnull count);
