import Foundation
public import NumericalMethods
import Quantities

/// The race of a classifier on still black-and-white pictures in closed form: V_j rises to V∞_j with τ_j from rest, and
///
///     t_j = −τ_j ln(1 − V_th/V∞_j),   V∞_j = V_read (g_bias + Σᵢ gᵢⱼ uᵢ)/G_j,   τ_j = C_j/G_j.
///
/// What `SpikingClassifier.firstSpikeTimes` steps to slot by slot, for studies of millions of pictures.
public struct StillRace: Sendable {
    /// Pixels of one table: Σ over its pixels, for each of its 2⁵ patterns.
    private static let groupBits = 5
    private static let lanes = 16

    private let columns: Int
    private let window: Double  // [s]
    /// Σᵢ gᵢⱼ uᵢ, `[groups × patterns]`, one lane a column [S]; the bias is in the first group.
    private let drive: [SIMD16<Double>]
    /// Σᵢ gᵢⱼ² over black and over white pixels [S²]: what read noise adds to the current and to G; empty if not needed.
    private let blackSquares: [SIMD16<Double>]
    private let whiteSquares: [SIMD16<Double>]
    private let conductance: SIMD16<Double>  // G_j [S]
    private let capacitance: SIMD16<Double>  // [F]
    private let relativeThreshold: SIMD16<Double>  // V_th/V_read
    private let groups: Int

    /// - Parameters:
    ///   - classifier: of at most 16 neurons and 32 rows, by the physical model.
    ///   - isNoisy: whether decisions under read noise will be asked for.
    public init(_ classifier: SpikingClassifier, isNoisy: Bool = false) {
        let array = classifier.conductances
        precondition(array.columns <= Self.lanes && array.rows <= 32 && classifier.model == .physical)
        columns = array.columns
        window = classifier.parameters.timing.window.value
        groups = (array.rows + Self.groupBits - 1) / Self.groupBits
        let bias = classifier.parameters.drive.biasConductance.value
        var drive: [SIMD16<Double>] = []
        var black: [SIMD16<Double>] = []
        var white: [SIMD16<Double>] = []
        for group in 0..<groups {
            let rows = (group * Self.groupBits)..<min((group + 1) * Self.groupBits, array.rows)
            for pattern in 0..<(1 << Self.groupBits) {
                var sum = SIMD16<Double>(repeating: group == 0 ? bias : 0)
                var (blackSum, whiteSum) = (SIMD16<Double>.zero, SIMD16<Double>.zero)
                for column in 0..<columns {
                    for row in rows {
                        let g = array[column, row]
                        if pattern >> (row - rows.lowerBound) & 1 == 1 {
                            sum[column] += g
                            blackSum[column] += g * g
                        } else {
                            sum[column] -= g
                            whiteSum[column] += g * g
                        }
                    }
                }
                drive.append(sum)
                if isNoisy {
                    black.append(blackSum)
                    white.append(whiteSum)
                }
            }
        }
        self.drive = drive
        blackSquares = black
        whiteSquares = white
        var (conductance, capacitance) = (SIMD16<Double>(repeating: 1), SIMD16<Double>(repeating: 1))
        var threshold = SIMD16<Double>(repeating: .infinity)
        for column in 0..<columns {
            conductance[column] = classifier.parameters.columnConductance(cells: array.columnSum(column))
            capacitance[column] = classifier.capacitance(column: column)
            threshold[column] =
                classifier.threshold(column: column) / classifier.parameters.drive.readVoltage.value
        }
        self.conductance = conductance
        self.capacitance = capacitance
        relativeThreshold = threshold
    }

    /// Who wins on a picture, one bit a row, black at +V_read.
    public func decision(bits: UInt32) -> RaceDecision {
        decide(drive: sum(drive, bits), conductance: conductance)
    }

    /// Who wins if this one read sees every cell with a Gaussian error.
    ///
    /// With A = Σ g² over black and B = Σ g² over white pixels the errors of drive and G are √A a − √B b and
    /// √A a + √B b, a and b Gaussian: two numbers a column stand for the errors of all its cells.
    /// - Parameter relativeNoise: σ of a cell's conductance, relative to it.
    public func decision(
        bits: UInt32, relativeNoise: Double, from stream: inout RandomStream
    ) -> RaceDecision {
        precondition(!blackSquares.isEmpty)
        let black = sum(blackSquares, bits).squareRoot()
        let white = sum(whiteSquares, bits).squareRoot()
        var (a, b) = (SIMD16<Double>.zero, SIMD16<Double>.zero)
        for column in 0..<columns {
            a[column] = relativeNoise * stream.normal()
            b[column] = relativeNoise * stream.normal()
        }
        return decide(
            drive: sum(drive, bits) + black * a - white * b, conductance: conductance + black * a + white * b)
    }

    @inline(__always)
    private func sum(_ table: [SIMD16<Double>], _ bits: UInt32) -> SIMD16<Double> {
        table.withUnsafeBufferPointer { table in
            var sum = table[Int(bits & 31)]
            for group in 1..<groups {
                sum += table[group << Self.groupBits | Int(bits >> UInt32(group * Self.groupBits) & 31)]
            }
            return sum
        }
    }

    @inline(__always)
    private func decide(drive: SIMD16<Double>, conductance: SIMD16<Double>) -> RaceDecision {
        // x = V_th/V∞. A column fires if 0 < x < 1, and not before τ (x + x²/2).
        let x = relativeThreshold * conductance / drive
        let tau = capacitance / conductance
        let bound = tau * x * (1 + 0.5 * x)
        var earliest = Double.infinity
        var favourite = -1
        for column in 0..<columns where x[column] > 0 && x[column] < 1 && bound[column] < earliest {
            earliest = bound[column]
            favourite = column
        }
        guard favourite >= 0 else { return .noWinner }
        func time(_ column: Int) -> Double { -tau[column] * log1p(-x[column]) }
        var winner = favourite
        var best = time(favourite)
        var tied: [Int] = []
        for column in 0..<columns where column != favourite && x[column] > 0 && x[column] < 1 {
            if bound[column] > best * (1 + WinnerTakeAll.tieTolerance) { continue }
            let own = time(column)
            if own * (1 + WinnerTakeAll.tieTolerance) < best {
                (winner, best, tied) = (column, own, [])
            } else if own <= best * (1 + WinnerTakeAll.tieTolerance) {
                tied.append(column)
            }
        }
        if best > window { return .noWinner }
        return tied.isEmpty ? .winner(winner) : .tie(([winner] + tied).sorted())
    }
}
