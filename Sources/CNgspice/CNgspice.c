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

#ifdef __linux__
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
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

void cngspice_forbid_programs(void) {
#ifdef __linux__
    // By number: the process does not change its architecture, and a filter can only take away.
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_execve, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_execveat, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = sizeof rules / sizeof *rules, .filter = rules};
    // Without new privileges any process may set a filter. Where the kernel has none, the decks were read before all the same.
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#endif
}

char *const *cngspice_environment(void) {
#ifdef __APPLE__
    return *_NSGetEnviron();
#else
    return environ;
#endif
}
