/// Why a grid of ladders was not solved.
public enum LadderGridError: Error, Equatable, CustomStringConvertible {
    /// The residual, relative to the first one, stopped above the tolerance.
    case notConverged(iterations: Int, residual: Double, tolerance: Double)

    /// Where the iterations stopped, and what was wanted.
    public var description: String {
        switch self {
        case .notConverged(let iterations, let residual, let tolerance):
            "conjugate gradients stand at a residual of \(residual) after \(iterations) iterations, "
                + "but \(tolerance) is wanted; allow a larger tolerance"
        }
    }
}

/// Row ladders and column ladders with a conductance between them at every crossing, factored for many right-hand sides.
///
/// A ladder is a chain of equal resistances with one driven end, a resistance behind it, and one free end. Rows are
/// driven before their first crossing, columns behind their last. The nodes' potentials solve
///
///     T_r r − G c = b_r,   T_c c − G r = b_c,
///
/// T_r and T_c tridiagonal, line by line. Conjugate gradients run on the columns alone, (T_c − G T_r⁻¹ G) c = …, with
/// T_c⁻¹ as preconditioner: half as many iterations as on both at the price of the same two sweeps. A sweep eliminates
/// towards the driven end by Norton equivalents: no difference of nearly equal numbers, and 0 Ω is nothing special.
public struct LadderGrid: Sendable {
    /// Row ladders, each driven before its first crossing.
    public let rows: Int
    /// Column ladders, each driven behind its last crossing.
    public let columns: Int
    /// The columns and the rows, rounded up to full SIMD vectors.
    let stride: Int
    let strips: Int
    /// `[8 strips × stride]`.
    let conductance: [Double]
    /// `[strips]`, eight rows each [Ω].
    let rowSteps: [SIMD8<Double>]
    let columnStep: Double
    /// 1/(1 + R s), s the conductance seen from the node towards the free end: `[strips × columns]`, eight rows each.
    let rowFactors: [SIMD8<Double>]
    let rowEnds: [LadderEnd]  // per strip
    /// Likewise, `[rows × stride / 8]`, eight columns each; the last row's are in `columnEnds`.
    let columnFactors: [SIMD8<Double>]
    let columnEnds: [LadderEnd]

    /// - Parameters:
    ///   - conductance: at every crossing, `[rows × columns]`, none negative [S].
    ///   - rowStep: between neighbouring crossings of a row; columnStep: of a column [Ω].
    ///   - rowEnd: between a row's driver and its first crossing; columnEnd: between a column's last crossing and its
    ///     end [Ω]; infinity leaves the columns open.
    ///   - rowScale: what multiplies a row's resistances, its end's included; empty for 1.
    public init(
        rows: Int, columns: Int, conductance values: [Double], rowStep: Double, columnStep: Double, rowEnd: Double,
        columnEnd: Double, rowScale: [Double] = []
    ) {
        precondition(rowScale.isEmpty || rowScale.count == rows && rowScale.allSatisfy { $0 >= 0 && $0.isFinite })
        precondition(rows > 0 && columns > 0 && values.count == rows * columns)
        precondition(rowStep >= 0 && columnStep >= 0 && rowEnd >= 0 && columnEnd >= 0)
        precondition(rowStep.isFinite && columnStep.isFinite && rowEnd.isFinite)
        self.rows = rows
        self.columns = columns
        self.columnStep = columnStep
        let stride = (columns + 7) / 8 * 8
        let strips = (rows + 7) / 8
        var padded = [Double](repeating: 0, count: 8 * strips * stride)
        for row in 0..<rows {
            for column in 0..<columns { padded[row * stride + column] = values[row * columns + column] }
        }
        var rowFactors = [SIMD8<Double>](repeating: .one, count: strips * columns)
        var rowEnds: [LadderEnd] = []
        var rowSteps: [SIMD8<Double>] = []
        for strip in 0..<strips {
            var scale = SIMD8<Double>.one
            for lane in 0..<8 where 8 * strip + lane < rowScale.count { scale[lane] = rowScale[8 * strip + lane] }
            let step = rowStep * scale
            rowSteps.append(step)
            var seen = SIMD8<Double>.zero
            for column in (0..<columns).reversed() {
                var g = SIMD8<Double>.zero
                for lane in 0..<8 { g[lane] = padded[(8 * strip + lane) * stride + column] }
                if column + 1 < columns { seen = g + rowFactors[strip * columns + column + 1] * seen } else { seen = g }
                rowFactors[strip * columns + column] = 1 / (1 + step * seen)
            }
            rowEnds.append(LadderEnd(resistance: rowEnd * scale, seen: seen))
        }
        var columnFactors = [SIMD8<Double>](repeating: .one, count: rows * stride / 8)
        var columnEnds: [LadderEnd] = []
        for block in 0..<(stride / 8) {
            var seen = SIMD8<Double>.zero
            for row in 0..<rows {
                var g = SIMD8<Double>.zero
                for lane in 0..<8 { g[lane] = padded[row * stride + 8 * block + lane] }
                seen = row > 0 ? g + columnFactors[(row - 1) * stride / 8 + block] * seen : g
                columnFactors[row * stride / 8 + block] = 1 / (1 + columnStep * seen)
            }
            columnEnds.append(LadderEnd(resistance: SIMD8(repeating: columnEnd), seen: seen))
        }
        self.stride = stride
        self.strips = strips
        conductance = padded
        self.rowFactors = rowFactors
        self.rowEnds = rowEnds
        self.rowSteps = rowSteps
        self.columnFactors = columnFactors
        self.columnEnds = columnEnds
    }

    /// The potentials and currents of one right-hand side.
    public struct Solution: Sendable {
        /// Of every node on a row, `[rows × columns]` [V]; empty unless asked for.
        public var rowPotentials: [Double] = []
        /// Of every node on a column, `[rows × columns]` [V]; empty unless asked for.
        public var columnPotentials: [Double] = []
        /// From every row's driver into the grid [A].
        public var rowCurrents: [Double] = []
        /// Out of the grid at every column's end [A].
        public var columnCurrents: [Double] = []
        /// Of every column's last crossing [V].
        public var lastPotentials: [Double] = []
        /// Conjugate-gradient iterations that were made.
        public var iterations = 0
        /// The last residual in the norm of the preconditioner, relative to the first one.
        public var residual = 0.0
    }
}

/// The driven ends of eight ladders.
struct LadderEnd: Sendable {
    /// The last node stands at `factor` · driver + `transfer` · Norton current.
    var factor: SIMD8<Double>
    var transfer: SIMD8<Double>  // [Ω]
    /// What the end sees of the ladder [S].
    var seen: SIMD8<Double>

    /// - Parameter resistance: infinite for all eight or for none.
    init(resistance: SIMD8<Double>, seen: SIMD8<Double>) {
        self.seen = seen
        if resistance[0].isInfinite {
            factor = .zero
            // A ladder without any conductance is padding.
            transfer = (1 / seen).replacing(with: 0, where: seen .== 0)
        } else {
            factor = 1 / (1 + resistance * seen)
            transfer = resistance * factor
        }
    }
}

extension SIMD8<Double> {
    fileprivate static var one: Self { Self(repeating: 1) }
}
