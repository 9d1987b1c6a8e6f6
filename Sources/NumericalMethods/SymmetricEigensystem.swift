/// Eigenvalues and orthonormal eigenvectors of a real symmetric matrix, by cyclic Jacobi rotations.
///
/// Made for the handful of nodes that conduct to each other in a switched RC network, where a LAPACK call costs
/// more than the work, and where Jacobi's high relative accuracy on scaled, diagonally dominant matrices keeps
/// time constants right that lie six decades apart (Demmel and Veselić, doi 10.1137/0613074).
public struct SymmetricEigensystem: Sendable {
    public let count: Int
    /// In ascending order.
    public let values: [Double]
    /// Column k, `vectors[row * count + k]`, belongs to `values[k]`.
    public let vectors: [Double]

    /// - Parameter matrix: row-major, `count × count`; only its upper triangle is read.
    public init(matrix: [Double], count n: Int) {
        precondition(matrix.count == n * n && n > 0)
        count = n
        var a = matrix
        var v = [Double](repeating: 0, count: n * n)
        for i in 0..<n {
            v[i * n + i] = 1
            for j in 0..<i { a[i * n + j] = a[j * n + i] }
        }
        sweeps: for _ in 0..<60 {
            var rotated = false
            for p in 0..<(n - 1) {
                for q in (p + 1)..<n {
                    let apq = a[p * n + q]
                    let scale = (a[p * n + p] * a[q * n + q]).magnitude.squareRoot()
                    if apq.magnitude <= 1e-17 * scale || apq == 0 { continue }
                    rotated = true
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
            if !rotated { break sweeps }
        }
        let order = (0..<n).sorted { a[$0 * n + $0] < a[$1 * n + $1] }
        values = order.map { a[$0 * n + $0] }
        var sortedVectors = v
        for row in 0..<n {
            for (k, source) in order.enumerated() { sortedVectors[row * n + k] = v[row * n + source] }
        }
        vectors = sortedVectors
    }
}
