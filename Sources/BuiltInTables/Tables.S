// The tables as they lie in Tables/, put into the object by the assembler: as array literals in Swift the same bytes
// take 17 s to compile. The folder is on the header search path.

#ifdef __APPLE__
#define SYMBOL(name) _##name
    .section __TEXT,__const
#else
#define SYMBOL(name) name
    .section .rodata
#endif

#define TABLE(name, file)                   \
    .globl SYMBOL(name)                    ;\
    .globl SYMBOL(name##_end)              ;\
    .balign 16                             ;\
SYMBOL(name):                              ;\
    .incbin file                           ;\
SYMBOL(name##_end):                        ;\
    .byte 0

TABLE(memspike_table_digits, "digits.csv.gz")
TABLE(memspike_table_iris, "iris.csv.gz")
TABLE(memspike_table_breast_cancer, "breast-cancer.csv.gz")

#ifdef __ELF__
    .section .note.GNU-stack, "", %progbits
#endif
