import NumericalMethods

/// The circuit with every switch off, solved once: its modes, and what drives them.
///
/// From rest and under constant sources V_n(t) = Σ_k shape_nk A_k (1 − e^(−λ_k t)), with the amplitudes A_k linear in
/// the currents that the sources feed into the nodes.
struct IdleSolution: Sendable {
    struct Component: Sendable {
        var states: [Int]
        /// Ascending [1/s].
        var rates: [Double]
        /// `[states × modes]`.
        var shapes: [Double]
        /// A_k per current into a state, `[modes × states]` [V/A, scaled].
        var amplitudes: [Double]
    }

    var components: [Component]
    /// The component and the place in it of every state.
    var place: [(component: Int, local: Int)]

    /// - Parameter isLeftOut: of every state, whether its component is not to be solved; its place is then −1.
    init(
        capacitance: [Double], fixedConductance: [Double], fixedBranches: [FixedBranch], switches: [SwitchedBranch],
        isLeftOut: (Int) -> Bool = { _ in false }
    ) {
        let count = capacitance.count
        var matrix = [[Int: Double]](repeating: [:], count: count)
        for state in 0..<count { matrix[state][state] = fixedConductance[state] }
        func couple(_ a: Int, _ b: Int, _ g: Double) {
            matrix[a][b, default: 0] -= g
            matrix[b][a, default: 0] -= g
        }
        for branch in fixedBranches { couple(branch.a, branch.b, branch.conductance) }
        for branch in switches where branch.offConductance > 0 {
            if case .state(let a) = branch.a { matrix[a][a, default: 0] += branch.offConductance }
            if case .state(let b) = branch.b { matrix[b][b, default: 0] += branch.offConductance }
            if case .state(let a) = branch.a, case .state(let b) = branch.b { couple(a, b, branch.offConductance) }
        }
        var place = [(component: Int, local: Int)](repeating: (-1, 0), count: count)
        components = []
        for first in 0..<count where place[first].component < 0 && !isLeftOut(first) {
            var states = [first]
            place[first] = (components.count, 0)
            var next = 0
            while next < states.count {
                for neighbour in matrix[states[next]].keys.sorted() where place[neighbour].component < 0 {
                    place[neighbour] = (components.count, states.count)
                    states.append(neighbour)
                }
                next += 1
            }
            components.append(Self.solve(states, matrix, capacitance))
        }
        self.place = place
    }

    private static func solve(_ states: [Int], _ matrix: [[Int: Double]], _ capacitance: [Double]) -> Component {
        let n = states.count
        let root = states.map { capacitance[$0].squareRoot() }
        var scaled = [Double](repeating: 0, count: n * n)
        for (i, x) in states.enumerated() {
            for (j, y) in states.enumerated() { scaled[i * n + j] = (matrix[x][y] ?? 0) / (root[i] * root[j]) }
        }
        var vectors = scaled
        scaled.withUnsafeMutableBufferPointer { a in
            vectors.withUnsafeMutableBufferPointer { v in
                SymmetricEigensystem.diagonalize(a.baseAddress!, eigenvectors: v.baseAddress!, count: n)
            }
        }
        let order = (0..<n).sorted { scaled[$0 * n + $0] < scaled[$1 * n + $1] }
        let rates = order.map { max(0, scaled[$0 * n + $0]) }
        var shapes = [Double](repeating: 0, count: n * n)
        var amplitudes = [Double](repeating: 0, count: n * n)
        for (k, mode) in order.enumerated() {
            for i in 0..<n {
                shapes[i * n + k] = vectors[i * n + mode] / root[i]
                // A mode without any path to ground is never driven.
                amplitudes[k * n + i] =
                    rates[k] > NumericalLimits.restingMode(of: n) * rates[n - 1] ? shapes[i * n + k] / rates[k] : 0
            }
        }
        return Component(states: states, rates: rates, shapes: shapes, amplitudes: amplitudes)
    }
}

enum NumericalLimits {
    /// A mode slower than this part of its component's fastest one is rounding, not conduction.
    static func restingMode(of modes: Int) -> Double {
        // A tridiagonal form keeps slow modes to roundings of the fastest one, some per row.
        modes > SymmetricEigensystem.rotationLimit ? 2e-15 * Double(modes) : 1e-15
    }
    /// A control this near its threshold is on it [V], and its slope decides. An event's time is rounded to 1e-22 s at
    /// best, which at the slope of an output spike, 1 V in 0.1 ns, already is 1e-12 V.
    static let threshold = 1e-10
    /// More switchings than this in one run are chatter.
    static let switchings = 100_000
}
