import Foundation
import NumericalMethods
import Testing

private struct Eigensystem {
    let n: Int
    let values: [Double]
    let vectors: [Double]

    init(_ matrix: [Double], count n: Int) {
        var a = matrix
        var v = [Double](repeating: .nan, count: n * n)
        a.withUnsafeMutableBufferPointer { a in
            v.withUnsafeMutableBufferPointer { v in
                SymmetricEigensystem.diagonalize(a.baseAddress!, eigenvectors: v.baseAddress!, count: n)
            }
        }
        self.n = n
        values = (0..<n).map { a[$0 * n + $0] }
        vectors = v
    }
}

private func frobenius(_ matrix: [Double]) -> Double { matrix.reduce(0) { $0 + $1 * $1 }.squareRoot() }

@Suite struct SymmetricEigensystemTests {
    @Test(arguments: 1...40)
    func residualAndOrthogonality(n: Int) {
        var stream = RandomStream(seed: UInt64(n), purpose: StreamPurpose("symmetric"))
        var a = [Double](repeating: 0, count: n * n)
        for i in 0..<n {
            for j in 0...i {
                a[i * n + j] = 2 * stream.uniform() - 1
                a[j * n + i] = a[i * n + j]
            }
        }
        let system = Eigensystem(a, count: n)
        // Jacobi is backward stable: some n roundings of the norm, for about ten sweeps.
        let tolerance = 10 * Double(n) * .ulpOfOne
        for k in 0..<n {
            for i in 0..<n {
                var product = 0.0
                for j in 0..<n { product += a[i * n + j] * system.vectors[j * n + k] }
                let residual = product - system.values[k] * system.vectors[i * n + k]
                #expect(abs(residual) <= tolerance * frobenius(a))
            }
            for l in 0..<n {
                var dot = 0.0
                for i in 0..<n { dot += system.vectors[i * n + k] * system.vectors[i * n + l] }
                #expect(abs(dot - (k == l ? 1 : 0)) <= tolerance)
            }
        }
        let trace = (0..<n).reduce(0) { $0 + a[$1 * n + $1] }
        #expect(abs(system.values.reduce(0, +) - trace) <= tolerance * frobenius(a))
    }

    /// A uniform ladder with both ends tied has λ_k = 2 − 2 cos(kπ/(n + 1)).
    @Test(arguments: [1, 2, 3, 10, 25, 40])
    func uniformLadder(n: Int) {
        var a = [Double](repeating: 0, count: n * n)
        for i in 0..<n {
            a[i * n + i] = 2
            if i > 0 {
                a[i * n + i - 1] = -1
                a[(i - 1) * n + i] = -1
            }
        }
        let values = Eigensystem(a, count: n).values.sorted()
        for k in 1...n {
            let s = sin(Double(k) * .pi / Double(2 * (n + 1)))
            #expect(abs(values[k - 1] - 4 * s * s) <= 10 * Double(n) * .ulpOfOne)
        }
    }

    /// C^(−½) G C^(−½) with capacitances six decades apart: Σ 1/λ = Σ_i c_i (G⁻¹)_ii is dominated by the slowest mode,
    /// Σ λ = Σ_i G_ii/c_i by the fastest, and Π λ = det G / Π c by all.
    @Test(arguments: 0..<60)
    func sixDecadesOfTimeConstants(seed: Int) {
        var stream = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("ladder"))
        let n = 2 + stream.below(11)
        // A ladder to ground at both ends, conductances within a factor of ten: det and inverse by recurrences of
        // positive terms only, hence right to a few roundings.
        let links = (0...n).map { _ in pow(10, stream.uniform()) }
        let capacitances = (0..<n).map { _ in pow(10, -6 * stream.uniform()) }
        var a = [Double](repeating: 0, count: n * n)
        for i in 0..<n {
            a[i * n + i] = (links[i] + links[i + 1]) / capacitances[i]
            if i > 0 {
                let off = -links[i] / (capacitances[i] * capacitances[i - 1]).squareRoot()
                a[i * n + i - 1] = off
                a[(i - 1) * n + i] = off
            }
        }
        // Resistance of node i to ground: its two sides in parallel; det G = Π links · Σ 1/links.
        let resistances = links.map { 1 / $0 }
        let total = resistances.reduce(0, +)
        var slow = 0.0
        var left = 0.0
        for i in 0..<n {
            left += resistances[i]
            slow += capacitances[i] * left * resistances[(i + 1)...].reduce(0, +) / total
        }
        let values = Eigensystem(a, count: n).values
        #expect(values.allSatisfy { $0 > 0 })
        // Relative accuracy of Jacobi on a scaled matrix: roundings times the condition of the unscaled one (ladders of
        // at most twelve links within a factor of ten: below 700) (Demmel and Veselić). A method that is only accurate
        // relative to the largest eigenvalue errs by 1e-16 · 1e6 · 700 here.
        let tolerance = 700 * Double(n) * .ulpOfOne
        #expect(abs(values.reduce(0) { $0 + 1 / $1 } / slow - 1) <= tolerance)
        let fast = (0..<n).reduce(0) { $0 + a[$1 * n + $1] }
        #expect(abs(values.reduce(0, +) / fast - 1) <= tolerance)
        let determinant = links.reduce(1, *) * total / capacitances.reduce(1, *)
        #expect(abs(values.reduce(1, *) / determinant - 1) <= Double(n) * tolerance)
    }

    @Test func extremes() {
        let diagonal = Eigensystem([3, 0, 0, 0, -1, 0, 0, 0, 0], count: 3)
        #expect(diagonal.values == [3, -1, 0] && diagonal.vectors == [1, 0, 0, 0, 1, 0, 0, 0, 1])
        let swap = Eigensystem([0, 1, 1, 0], count: 2)
        #expect(swap.values.sorted() == [-1, 1])
        // A node that floats but for a weak leak: λ = 1e-9/2 and 2 to first order in the leak.
        let leak = 1e-9
        let floating = Eigensystem([1, -1, -1, 1 + leak], count: 2).values.sorted()
        // The input 1 + 1e-9 is itself rounded by 1e-16 of 1, 2e-7 of the leak.
        #expect(abs(floating[0] / (leak / 2) - 1) < 1e-6)
        #expect(abs(floating[1] - 2) < 1e-8)
    }
}
