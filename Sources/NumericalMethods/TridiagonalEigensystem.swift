/// Householder's tridiagonal form and implicit shifted rotations on it: for symmetric matrices of a dozen and more rows, where
/// Jacobi's sweeps cost several times as much.
///
/// Errors are roundings of the norm: an eigenvalue 1e5 times smaller than the largest one keeps eleven digits.
enum TridiagonalEigensystem {
    /// As `SymmetricEigensystem.diagonalize`; of `a` only the diagonal is left with a meaning.
    static func diagonalize(
        _ a: UnsafeMutablePointer<Double>, eigenvectors v: UnsafeMutablePointer<Double>, count n: Int
    ) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * n) { memory in
            let diagonal = memory.baseAddress!
            let beside = diagonal + n
            // Rows of v are the transformation's columns until the end, so that rotations run along them.
            reduce(a, v, beside, work: beside + n, count: n)
            for k in 0..<n { diagonal[k] = a[k * n + k] }
            diagonalize(diagonal, beside, v, count: n)
            for k in 0..<n {
                a[k * n + k] = diagonal[k]
                for l in 0..<k { swap(&v[k * n + l], &v[l * n + k]) }
            }
        }
    }

    /// Leaves a tridiagonal matrix in `a`, its off-diagonal in `beside`, and the transposed transformation in `v`.
    private static func reduce(
        _ a: UnsafeMutablePointer<Double>, _ v: UnsafeMutablePointer<Double>, _ beside: UnsafeMutablePointer<Double>,
        work: UnsafeMutablePointer<Double>, count n: Int
    ) {
        v.update(repeating: 0, count: n * n)
        for k in 0..<n { v[k * n + k] = 1 }
        // H = 1 − h h'·2/(h'h) maps the column below the diagonal onto its first entry; h stays in that column.
        for k in 0..<max(0, n - 2) {
            let size = n - k - 1
            let h = work
            var norm = 0.0
            for i in 0..<size {
                h[i] = a[(k + 1 + i) * n + k]
                norm += h[i] * h[i]
            }
            let rest = norm - h[0] * h[0]
            if rest == 0 { continue }
            norm = norm.squareRoot()
            let target = h[0] > 0 ? -norm : norm
            let head = h[0] - target
            h[0] = head
            let scale = 2 / (head * head + rest)
            reflect(a, h, scale, from: k + 1, count: n)
            a[(k + 1) * n + k] = target
            for i in 1..<size { a[(k + 1 + i) * n + k] = h[i] }
            a[k * n + k + 1] = head
            a[k * n + k + 2] = scale
        }
        // The transformation, last reflection first: each then meets an identity outside its own block.
        for k in (0..<max(0, n - 2)).reversed() {
            let size = n - k - 1
            var hasReflection = false
            for i in 1..<size where a[(k + 1 + i) * n + k] != 0 { hasReflection = true }
            guard hasReflection else { continue }
            let h = work
            h[0] = a[k * n + k + 1]
            for i in 1..<size { h[i] = a[(k + 1 + i) * n + k] }
            let scale = a[k * n + k + 2]
            for row in (k + 1)..<n {
                let line = v + row * n + k + 1
                var dot = 0.0
                for i in 0..<size { dot += line[i] * h[i] }
                dot *= scale
                for i in 0..<size { line[i] -= dot * h[i] }
            }
        }
        for k in 0..<(n - 1) { beside[k] = a[(k + 1) * n + k] }
    }

    /// a ← H a H on the rows and columns from `first` on.
    private static func reflect(
        _ a: UnsafeMutablePointer<Double>, _ h: UnsafeMutablePointer<Double>, _ scale: Double, from first: Int,
        count n: Int
    ) {
        let size = n - first
        withUnsafeTemporaryAllocation(of: Double.self, capacity: size) { product in
            var inner = 0.0
            for i in 0..<size {
                let row = a + (first + i) * n + first
                var sum = 0.0
                for j in 0..<size { sum += row[j] * h[j] }
                product[i] = scale * sum
                inner += product[i] * h[i]
            }
            let part = scale * inner / 2
            for i in 0..<size { product[i] -= part * h[i] }
            for i in 0..<size {
                let row = a + (first + i) * n + first
                for j in 0..<size { row[j] -= h[i] * product[j] + product[i] * h[j] }
            }
        }
    }

    /// Wilkinson's shift, and rotations that chase the bulge down the unreduced block that ends at the last unfinished
    /// row.
    private static func diagonalize(
        _ d: UnsafeMutablePointer<Double>, _ e: UnsafeMutablePointer<Double>, _ v: UnsafeMutablePointer<Double>,
        count n: Int
    ) {
        var last = n - 1
        // Convergence is cubic: two to three rounds per eigenvalue.
        var rounds = 60 * n
        while last > 0, rounds > 0 {
            if isNegligible(e[last - 1], d[last - 1], d[last]) {
                e[last - 1] = 0
                last -= 1
                continue
            }
            var first = last - 1
            while first > 0, !isNegligible(e[first - 1], d[first - 1], d[first]) { first -= 1 }
            rounds -= 1
            let half = (d[last - 1] - d[last]) / 2
            let square = e[last - 1] * e[last - 1]
            let root = (half * half + square).squareRoot()
            let shift = d[last] - square / (half < 0 ? half - root : half + root)
            var x = d[first] - shift
            var z = e[first]
            for k in first..<last {
                let r = (x * x + z * z).squareRoot()
                let c = r == 0 ? 1 : x / r
                let s = r == 0 ? 0 : z / r
                if k > first { e[k - 1] = r }
                let (one, two, between) = (d[k], d[k + 1], e[k])
                let mixed = 2 * c * s * between
                d[k] = c * c * one + mixed + s * s * two
                d[k + 1] = s * s * one - mixed + c * c * two
                e[k] = c * s * (two - one) + (c * c - s * s) * between
                if k + 1 < last {
                    x = e[k]
                    z = s * e[k + 1]
                    e[k + 1] *= c
                }
                rotate(v + k * n, v + (k + 1) * n, c, s, count: n)
            }
        }
    }

    @inline(__always)
    private static func isNegligible(_ between: Double, _ one: Double, _ two: Double) -> Bool {
        between.magnitude <= 0.5 * .ulpOfOne * (one.magnitude + two.magnitude)
    }

    @inline(__always)
    private static func rotate(
        _ one: UnsafeMutablePointer<Double>, _ two: UnsafeMutablePointer<Double>, _ c: Double, _ s: Double, count n: Int
    ) {
        for i in 0..<n {
            let (x, y) = (one[i], two[i])
            one[i] = c * x + s * y
            two[i] = c * y - s * x
        }
    }
}
