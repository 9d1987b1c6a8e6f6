#ifndef MEMSPIKE_BUILT_IN_TABLES_H
#define MEMSPIKE_BUILT_IN_TABLES_H

#include <stddef.h>

/// A gzip'd CSV file that is part of the program.
typedef struct {
    const unsigned char *_Nonnull start;
    size_t size;
} BuiltInTable;

extern const unsigned char memspike_table_digits[], memspike_table_digits_end[];
extern const unsigned char memspike_table_iris[], memspike_table_iris_end[];
extern const unsigned char memspike_table_breast_cancer[], memspike_table_breast_cancer_end[];

/// The UCI optical digits.
static inline BuiltInTable built_in_table_digits(void) {
    return (BuiltInTable){memspike_table_digits, (size_t)(memspike_table_digits_end - memspike_table_digits)};
}

/// Fisher's Iris.
static inline BuiltInTable built_in_table_iris(void) {
    return (BuiltInTable){memspike_table_iris, (size_t)(memspike_table_iris_end - memspike_table_iris)};
}

/// Breast Cancer Wisconsin (diagnostic).
static inline BuiltInTable built_in_table_breast_cancer(void) {
    return (BuiltInTable){
        memspike_table_breast_cancer, (size_t)(memspike_table_breast_cancer_end - memspike_table_breast_cancer)};
}

#endif
