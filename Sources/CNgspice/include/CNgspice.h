/// A seam to libngspice that needs neither its header nor the library until `cngspice_open` is called.
///
/// The types repeat the part of ngspice's sharedspice.h (checked against version 39) that a program needs which runs one
/// deck at a time and reads the vectors afterwards. There is no physics here.
#ifndef CNGSPICE_H
#define CNGSPICE_H

#include <stdbool.h>

/// ngspice's `vector_info`.
typedef struct cngspice_vector {
    char *name;
    int type;
    short flags;
    double *real;
    void *complex;
    int length;
} cngspice_vector;

/// A line of output, which begins with "stdout " or "stderr ".
typedef int (*cngspice_send_line)(char *line, int library, void *context);
/// ngspice cannot go on and asks to be unloaded. It never ends the process itself.
typedef int (*cngspice_exit)(int status, bool unload_now, bool is_quit, int library, void *context);

/// An open library; all pointers are null while it is closed.
typedef struct cngspice_library {
    void *handle;
    int (*init)(
        cngspice_send_line line, void *status, cngspice_exit exit, void *data, void *data_start, void *background,
        void *context);
    int (*command)(char *text);
    int (*circuit)(char **lines);
    cngspice_vector *(*vector)(char *name);
    char **(*vector_names)(char *plot);
    char *(*current_plot)(void);
} cngspice_library;

typedef enum cngspice_status {
    CNGSPICE_OK,
    /// The file was not found, or is not a library for this machine.
    CNGSPICE_NOT_FOUND,
    /// The file is a library, but has no function of ngspice's interface.
    CNGSPICE_NO_SYMBOL,
} cngspice_status;

/// Opens the library `file`; `message` receives at most `capacity` bytes about what failed.
cngspice_status cngspice_open(cngspice_library *library, const char *file, char *message, int capacity);

/// Unloads the library; all its memory of circuits goes with it.
void cngspice_close(cngspice_library *library);

/// Forbids this process and its children to start another program, for good; does nothing where the system has no
/// such means. Decks may hold commands for a shell.
void cngspice_forbid_programs(void);

/// The environment of this process, for a process that it starts.
char *const *cngspice_environment(void);

#endif
