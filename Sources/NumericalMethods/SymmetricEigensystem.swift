/// Eigenvalues and orthonormal eigenvectors of a real symmetric matrix, by cyclic Jacobi rotations.
///
/// Made for the handful of nodes that conduct to each other in a switched RC network, where a LAPACK call costs
/// more than the work, and where Jacobi's high relative accuracy on scaled, diagonally dominant matrices keeps
/// time constants right that lie six decades apart (Demmel and Veselić, doi 10.1137/0613074).
public enum SymmetricEigensystem {
    /// Diagonalises in place: then `a[k·n + k]` is an eigenvalue, and column k of `v`, `v[row·n + k]`, its eigenvector.
    /// Eigenvalues are in no order.
    /// - Parameters:
    ///   - a: row-major n × n, symmetric; overwritten.
    ///   - v: room for n × n.
    public static func diagonalize(
        _ a: UnsafeMutablePointer<Double>, eigenvectors v: UnsafeMutablePointer<Double>, count n: Int
    ) {
        for i in 0..<(n * n) { v[i] = 0 }
        for i in 0..<n { v[i * n + i] = 1 }
        // Convergence is quadratic; sixty sweeps are far beyond what any matrix needs.
        for _ in 0..<60 {
            var rotated = false
            for p in 0..<(n - 1) {
                for q in (p + 1)..<n {
                    let apq = a[p * n + q]
                    let scale = (a[p * n + p] * a[q * n + q]).magnitude.squareRoot()
                    if apq.magnitude <= 1e-17 * scale || apq == 0 { continue }
                    rotated = true
                    rotate(a, v, p, q, count: n)
                }
            }
            if !rotated { return }
        }
    }

    /// The Jacobi rotation that annihilates a_pq.
    private static func rotate(
        _ a: UnsafeMutablePointer<Double>, _ v: UnsafeMutablePointer<Double>, _ p: Int, _ q: Int, count n: Int
    ) {
        let apq = a[p * n + q]
        let theta = (a[q * n + q] - a[p * n + p]) / (2 * apq)
        let t = (theta < 0 ? -1 : 1) / (theta.magnitude + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
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
