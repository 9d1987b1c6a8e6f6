/// Zero-terminated copies for C functions that take `char *`, though they only read.
enum CStrings {
    static func copy(_ text: String) -> UnsafeMutablePointer<CChar> {
        let bytes = text.utf8CString
        let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        bytes.withUnsafeBufferPointer { pointer.initialize(from: $0.baseAddress!, count: bytes.count) }
        return pointer
    }

    static func free(_ pointers: [UnsafeMutablePointer<CChar>]) {
        for pointer in pointers { pointer.deallocate() }
    }

    /// Calls with a zero-terminated array of copies, as `argv` wants it.
    static func withArray<R>(
        _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        let copies = texts.map(copy)
        defer { free(copies) }
        var array = copies.map(Optional.some) + [nil]
        return array.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
    }
}
