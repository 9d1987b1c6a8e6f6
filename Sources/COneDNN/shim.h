#ifndef MEMSPIKE_ONEDNN_SHIM_H
#define MEMSPIKE_ONEDNN_SHIM_H

#include <dnnl.h>

// oneDNN spreads one product over all cores by OpenMP; trials and shards are what runs in parallel here.
extern void omp_set_num_threads(int count) __attribute__((weak));

/// Makes oneDNN's calls from this thread run on this thread alone.
static inline void onednn_stay_on_this_thread(void) {
    if (omp_set_num_threads) omp_set_num_threads(1);
}

#endif
