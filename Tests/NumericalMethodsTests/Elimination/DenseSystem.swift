/// A small linear system, solved by elimination with partial pivoting.
struct DenseSystem {
    private var matrix: [[Double]]
    private var right: [Double]

    init(unknowns: Int) {
        matrix = [[Double]](repeating: [Double](repeating: 0, count: unknowns), count: unknowns)
        right = [Double](repeating: 0, count: unknowns)
    }

    /// A conductance between two unknowns, or from one to a fixed potential.
    mutating func join(_ a: Int, _ b: Int, _ g: Double) {
        matrix[a][a] += g
        matrix[b][b] += g
        matrix[a][b] -= g
        matrix[b][a] -= g
    }

    mutating func tie(_ a: Int, to potential: Double, _ g: Double) {
        matrix[a][a] += g
        right[a] += g * potential
    }

    func solved() -> [Double] {
        var (a, b) = (matrix, right)
        let n = b.count
        for k in 0..<n {
            let pivot = (k..<n).max { abs(a[$0][k]) < abs(a[$1][k]) }!
            a.swapAt(k, pivot)
            b.swapAt(k, pivot)
            for i in (k + 1)..<max(n, k + 1) where a[i][k] != 0 {
                let factor = a[i][k] / a[k][k]
                for j in k..<n { a[i][j] -= factor * a[k][j] }
                b[i] -= factor * b[k]
            }
        }
        for k in (0..<n).reversed() {
            for j in (k + 1)..<max(n, k + 1) { b[k] -= a[k][j] * b[j] }
            b[k] /= a[k][k]
        }
        return b
    }
}
