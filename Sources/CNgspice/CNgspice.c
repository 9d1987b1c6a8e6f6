#include "CNgspice.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifdef __APPLE__
#include <crt_externs.h>
#else
extern char **environ;
#endif

static void report(char *message, int capacity, const char *text) {
    if (message && capacity > 0) snprintf(message, (size_t)capacity, "%s", text ? text : "unknown reason");
}

/// Reads a symbol into the function pointer at `target`; data and function pointers have one size under POSIX.
static bool find(void *handle, const char *name, void *target) {
    void *symbol = dlsym(handle, name);
    if (!symbol) return false;
    memcpy(target, &symbol, sizeof symbol);
    return true;
}

cngspice_status cngspice_open(cngspice_library *library, const char *file, char *message, int capacity) {
    memset(library, 0, sizeof *library);
    // Local: two programs' worth of symbols such as "com_run" must not meet.
    void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        report(message, capacity, dlerror());
        return CNGSPICE_NOT_FOUND;
    }
    const struct {
        const char *name;
        void *target;
    } symbols[] = {
        {"ngSpice_Init", &library->init},
        {"ngSpice_Command", &library->command},
        {"ngSpice_Circ", &library->circuit},
        {"ngGet_Vec_Info", &library->vector},
        {"ngSpice_AllVecs", &library->vector_names},
        {"ngSpice_CurPlot", &library->current_plot},
    };
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        if (find(handle, symbols[i].name, symbols[i].target)) continue;
        report(message, capacity, symbols[i].name);
        dlclose(handle);
        memset(library, 0, sizeof *library);
        return CNGSPICE_NO_SYMBOL;
    }
    library->handle = handle;
    return CNGSPICE_OK;
}

void cngspice_close(cngspice_library *library) {
    if (library->handle) dlclose(library->handle);
    memset(library, 0, sizeof *library);
}

char *const *cngspice_environment(void) {
#ifdef __APPLE__
    return *_NSGetEnviron();
#else
    return environ;
#endif
}
