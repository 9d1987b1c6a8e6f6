/// Eigenvalues and orthonormal eigenvectors of a real symmetric matrix, by cyclic Jacobi rotations if it is small.
///
/// Made for the handful of nodes that conduct to each other in a switched RC network, where a LAPACK call costs
/// more than the work, and where Jacobi's high relative accuracy on scaled, diagonally dominant matrices keeps
/// time constants right that lie six decades apart (Demmel and Veselić, doi 10.1137/0613074). Larger ones, of columns
/// that line resistance couples, go through a tridiagonal form.
public enum SymmetricEigensystem {
    /// The largest matrix that Jacobi's rotations solve.
    public static let rotationLimit = 12

    /// Diagonalises in place: then `a[k·n + k]` is an eigenvalue, and column k of `v`, `v[row·n + k]`, its eigenvector.
    /// Eigenvalues are in no order.
    /// - Parameters:
    ///   - a: row-major n × n, symmetric; overwritten.
    ///   - v: room for n × n.
    public static func diagonalize(
        _ a: UnsafeMutablePointer<Double>, eigenvectors v: UnsafeMutablePointer<Double>, count n: Int
    ) {
        if n > rotationLimit { return TridiagonalEigensystem.diagonalize(a, eigenvectors: v, count: n) }
        for i in 0..<(n * n) { v[i] = 0 }
        for i in 0..<n { v[i * n + i] = 1 }
        if n == 2 { return diagonalizePair(a, v) }
        // Convergence is quadratic; sixty sweeps are far beyond what any matrix needs.
        for _ in 0..<60 {
            var rotated = false
            for p in 0..<(n - 1) {
                for q in (p + 1)..<n {
                    if isNegligible(a[p * n + q], a[p * n + p], a[q * n + q]) { continue }
                    rotated = true
                    rotate(a, v, p, q, count: n)
                }
            }
            if !rotated { return }
        }
    }

    /// A pair takes one rotation.
    private static func diagonalizePair(_ a: UnsafeMutablePointer<Double>, _ v: UnsafeMutablePointer<Double>) {
        let apq = a[1]
        if isNegligible(apq, a[0], a[3]) { return }
        let (t, c, s) = rotation(apq, a[0], a[3])
        a[0] -= t * apq
        a[3] += t * apq
        a[1] = 0
        a[2] = 0
        v[0] = c
        v[1] = s
        v[2] = -s
        v[3] = c
    }

    @inline(__always)
    private static func isNegligible(_ apq: Double, _ app: Double, _ aqq: Double) -> Bool {
        apq == 0 || apq.magnitude <= 1e-17 * (app * aqq).magnitude.squareRoot()
    }

    /// Tangent, cosine and sine of the rotation that annihilates a_pq.
    @inline(__always)
    private static func rotation(_ apq: Double, _ app: Double, _ aqq: Double) -> (t: Double, c: Double, s: Double) {
        let theta = (aqq - app) / (2 * apq)
        let t = (theta < 0 ? -1 : 1) / (theta.magnitude + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        return (t, c, t * c)
    }

    /// The Jacobi rotation that annihilates a_pq.
    private static func rotate(
        _ a: UnsafeMutablePointer<Double>, _ v: UnsafeMutablePointer<Double>, _ p: Int, _ q: Int, count n: Int
    ) {
        let apq = a[p * n + q]
        let (t, c, s) = rotation(apq, a[p * n + p], a[q * n + q])
        for k in 0..<n where k != p && k != q {
            let akp = a[k * n + p]
            let akq = a[k * n + q]
            a[k * n + p] = c * akp - s * akq
            a[k * n + q] = s * akp + c * akq
            a[p * n + k] = a[k * n + p]
            a[q * n + k] = a[k * n + q]
        }
        a[p * n + p] -= t * apq
        a[q * n + q] += t * apq
        a[p * n + q] = 0
        a[q * n + p] = 0
        for k in 0..<n {
            let vkp = v[k * n + p]
            let vkq = v[k * n + q]
            v[k * n + p] = c * vkp - s * vkq
            v[k * n + q] = s * vkp + c * vkq
        }
    }
}
