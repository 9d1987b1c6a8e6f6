#ifndef MEMSPIKE_OPENSSL_SHIM_H
#define MEMSPIKE_OPENSSL_SHIM_H

#include <openssl/evp.h>

#endif
