import COneDNN

/// Dense products of row-major matrices, on the calling thread, by oneDNN.
enum DenseProduct {
    /// out[m × n] = a[m × k] · b[k × n]
    static func multiply(
        _ a: UnsafePointer<Float>, lda: Int, _ b: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>, m: Int,
        n: Int, k: Int
    ) {
        run("N", "N", a, lda, b, n, out, m, n, k)
    }

    /// out[m × n] = (accumulates ? out : 0) + aᵀ · b, with a[k × m] and b[k × n]
    static func multiplyTransposed(
        _ a: UnsafePointer<Float>, lda: Int, by b: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>, m: Int,
        n: Int, k: Int, accumulates: Bool
    ) {
        run("T", "N", a, lda, b, n, out, m, n, k, beta: accumulates ? 1 : 0)
    }

    /// out[m × n] = a[m × k] · bᵀ, with b[n × k]; rows of a, b and out are `lda`, `ldb` and `ldc` apart.
    static func multiplyByTransposed(
        _ a: UnsafePointer<Float>, lda: Int, _ b: UnsafePointer<Float>, ldb: Int,
        into out: UnsafeMutablePointer<Float>, ldc: Int, m: Int, n: Int, k: Int
    ) {
        onednn_stay_on_this_thread()
        let status = dnnl_sgemm(
            Int8(UInt8(ascii: "N")), Int8(UInt8(ascii: "T")), dnnl_dim_t(m), dnnl_dim_t(n), dnnl_dim_t(k), 1, a,
            dnnl_dim_t(lda), b, dnnl_dim_t(ldb), 0, out, dnnl_dim_t(ldc))
        precondition(status == dnnl_success, "dnnl_sgemm refused a product: status \(status.rawValue)")
    }

    private static func run(
        _ ta: Unicode.Scalar, _ tb: Unicode.Scalar, _ a: UnsafePointer<Float>, _ lda: Int, _ b: UnsafePointer<Float>,
        _ ldb: Int, _ out: UnsafeMutablePointer<Float>, _ m: Int, _ n: Int, _ k: Int, beta: Float = 0
    ) {
        onednn_stay_on_this_thread()
        let status = dnnl_sgemm(
            Int8(UInt8(ascii: ta)), Int8(UInt8(ascii: tb)), dnnl_dim_t(m), dnnl_dim_t(n), dnnl_dim_t(k), 1, a,
            dnnl_dim_t(lda), b, dnnl_dim_t(ldb), beta, out, dnnl_dim_t(n))
        precondition(status == dnnl_success, "dnnl_sgemm refused a product: status \(status.rawValue)")
    }
}
