import NumericalMethods
public import Quantities
public import SpikingNetworks

/// A crossbar with line resistance as its drivers and membranes see it: the inner nodes are eliminated, exactly.
///
/// The current from terminal a into the crossbar is Σ_b g_ab (V_a − V_b) over all other terminals b, with g_ab = g_ba ≥ 0:
/// a resistor between every two terminals. It dissipates what the crossbar dissipates, line by line and cell by cell
/// together, at any potentials of the terminals. The membranes obey C dV/dt = −A V + B u.
public struct ReducedCrossbar: Hashable, Sendable {
    /// Bit lines, each with a membrane at its end.
    public let columns: Int
    /// Word lines, each with a driver at its start.
    public let rows: Int
    /// Between two membranes, `[columns × columns]`, zero on the diagonal [S].
    public let betweenMembranes: [Double]
    /// B: from a driver to a membrane, `[columns × rows]` [S].
    public let driverToMembrane: [Double]
    /// Between two drivers, `[rows × rows]`, zero on the diagonal [S]; empty if they were not asked for.
    public let betweenDrivers: [Double]

    /// A, `[columns × columns]` [S]: symmetric, positive definite, its row sums those of B.
    public var membraneMatrix: [Double] {
        var matrix = betweenMembranes.map { -$0 }
        for column in 0..<columns {
            var sum = 0.0
            for row in 0..<rows { sum += driverToMembrane[column * rows + row] }
            for other in 0..<columns { sum += betweenMembranes[column * columns + other] }
            matrix[column * columns + column] = sum
        }
        return matrix
    }

    /// - Parameter siemens: as in `WiredCrossbar`.
    public init(columns: Int, rows: Int, siemens: [Double], lines: LineResistance) {
        self.init(WiredCrossbar(columns: columns, rows: rows, siemens: siemens, lines: lines, end: .held))
    }

    /// A classifier's crossbar with its bias row as the last one.
    public init(_ array: ConductanceArray, bias: Conductance, lines: LineResistance) {
        self.init(WiredCrossbar(array, bias: bias, lines: lines, end: .held))
    }

    /// One solve per terminal, at 1 V there and 0 V at all others: the currents out of the others are its conductances.
    /// - Parameters:
    ///   - joinsDrivers: whether `betweenDrivers` is wanted; without it there is one solve per column, and the drivers'
    ///     conductances follow from reciprocity.
    ///   - tolerance: of the solutions, see `LadderGrid.solve`.
    public init(_ crossbar: WiredCrossbar, joinsDrivers: Bool = true, tolerance: Double = 1e-13) {
        columns = crossbar.columns
        rows = crossbar.rows
        let (m, n) = (rows, columns)
        if crossbar.lines == .none {
            betweenMembranes = [Double](repeating: 0, count: n * n)
            driverToMembrane = crossbar.siemens
            betweenDrivers = [Double](repeating: 0, count: m * m)
            return
        }
        let noDriver = [Double](repeating: 0, count: m)
        let noEnd = [Double](repeating: 0, count: n)
        func unit(_ zero: [Double], _ place: Int) -> [Double] {
            var levels = zero
            levels[place] = 1
            return levels
        }
        let driven = joinsDrivers ? m : 0
        // What rounding and the tolerance leave of a zero.
        let slack = 100 * tolerance
        let solutions: [LadderGrid.Solution]
        do {
            // Lines far worse than cells take many iterations, but converge.
            solutions = try crossbar.grid.solve(
                drivers: (0..<n).map { _ in noDriver } + (0..<driven).map { unit(noDriver, $0) },
                ends: (0..<n).map { unit(noEnd, $0) } + (0..<driven).map { _ in noEnd }, tolerance: tolerance,
                iterationLimit: 1_000_000)
        } catch {
            preconditionFailure("\(error)")
        }
        var membranes = [Double](repeating: 0, count: n * n)
        var cells = [Double](repeating: 0, count: n * m)
        var drivers = [Double](repeating: 0, count: driven * driven)
        // Reciprocity holds to the solution's rounding; the mean of both makes it exact.
        for a in 0..<n {
            for b in 0..<n where a != b {
                let g = (solutions[a].columnCurrents[b] + solutions[b].columnCurrents[a]) / 2
                membranes[a * n + b] = Self.conductance(g, scale: solutions[a].columnCurrents[a], slack)
            }
            for b in 0..<m {
                let own = -solutions[a].rowCurrents[b]
                let g = joinsDrivers ? (solutions[n + b].columnCurrents[a] + own) / 2 : own
                cells[a * m + b] = Self.conductance(g, scale: solutions[a].columnCurrents[a], slack)
            }
        }
        for a in 0..<driven {
            for b in 0..<driven where a != b {
                let g = -(solutions[n + a].rowCurrents[b] + solutions[n + b].rowCurrents[a]) / 2
                drivers[a * m + b] = Self.conductance(g, scale: solutions[n + a].rowCurrents[a], slack)
            }
        }
        betweenMembranes = membranes
        driverToMembrane = cells
        betweenDrivers = drivers
    }

    /// No conductance of a resistive network is negative; what rounding leaves of a zero is zero.
    private static func conductance(_ g: Double, scale: Double, _ slack: Double) -> Double {
        precondition(g >= -slack * scale.magnitude, "a negative equivalent conductance: \(g) S")
        return g <= slack * 1e-4 * scale.magnitude ? 0 : g
    }
}
