import Foundation
public import NumericalMethods
import Quantities

/// The race of a classifier on still black-and-white pictures in closed form: V_j rises to V∞_j with τ_j from rest, and
///
///     t_j = −τ_j ln(1 − V_th/V∞_j),   V∞_j = V_read (g_bias + Σᵢ gᵢⱼ uᵢ)/G_j,   τ_j = C_j/G_j.
///
/// What `SpikingClassifier.firstSpikeTimes` steps to slot by slot, for studies of millions of pictures.
public struct StillRace: Sendable {
    /// Rows of one table: Σ over them, for each of their 2⁵ patterns. Groups do not reach over a word of 64 rows.
    private static let groupBits = 5
    private static let groupsInWord = 13
    private static let patterns = 1 << groupBits
    /// Columns of one block.
    private static let lanes = 16

    private let columns: Int
    private let groups: Int
    private let window: Double  // [s]
    private let blocks: [Block]
    private let isNoisy: Bool
    private let readVoltage: Double  // [V]

    /// Sixteen columns, one a lane.
    private struct Block: Sendable {
        /// Σᵢ gᵢⱼ uᵢ, `[groups × patterns]` [S]; the bias is in the first group.
        var drive: [SIMD16<Double>] = []
        /// Σᵢ gᵢⱼ² over black and over white rows [S²]: what read noise adds to the current and to G; empty if not needed.
        var blackSquares: [SIMD16<Double>] = []
        var whiteSquares: [SIMD16<Double>] = []
        var conductance = SIMD16<Double>(repeating: 1)  // G_j [S]
        var capacitance = SIMD16<Double>(repeating: 1)  // [F]
        var relativeThreshold = SIMD16<Double>(repeating: .infinity)  // V_th/V_read
    }

    /// - Parameters:
    ///   - classifier: by the physical model.
    ///   - isNoisy: whether decisions under read noise will be asked for.
    public init(_ classifier: SpikingClassifier, isNoisy: Bool = false) {
        precondition(classifier.model == .physical)
        let array = classifier.conductances
        columns = array.columns
        window = classifier.parameters.timing.window.value
        let rest = array.rows % 64
        groups = array.rows / 64 * Self.groupsInWord + (rest + Self.groupBits - 1) / Self.groupBits
        self.isNoisy = isNoisy
        readVoltage = classifier.parameters.drive.readVoltage.value
        var blocks: [Block] = []
        for first in stride(from: 0, to: columns, by: Self.lanes) {
            let own = first..<min(first + Self.lanes, columns)
            blocks.append(Self.block(classifier, columns: own, groups: groups, isNoisy: isNoisy))
        }
        self.blocks = blocks
    }

    private static func block(
        _ classifier: SpikingClassifier, columns: Range<Int>, groups: Int, isNoisy: Bool
    ) -> Block {
        let array = classifier.conductances
        let bias = classifier.parameters.drive.biasConductance.value
        var block = Block()
        for group in 0..<groups {
            let first = group / groupsInWord * 64 + group % groupsInWord * groupBits
            let end = min(first + groupBits, array.rows, (group / groupsInWord + 1) * 64)
            for pattern in 0..<patterns {
                var sum = SIMD16<Double>(repeating: group == 0 ? bias : 0)
                var (black, white) = (SIMD16<Double>.zero, SIMD16<Double>.zero)
                for column in columns {
                    let lane = column - columns.lowerBound
                    for row in first..<end {
                        let g = array[column, row]
                        if pattern >> (row - first) & 1 == 1 {
                            sum[lane] += g
                            black[lane] += g * g
                        } else {
                            sum[lane] -= g
                            white[lane] += g * g
                        }
                    }
                }
                block.drive.append(sum)
                if isNoisy {
                    block.blackSquares.append(black)
                    block.whiteSquares.append(white)
                }
            }
        }
        for column in columns {
            let lane = column - columns.lowerBound
            block.conductance[lane] = classifier.parameters.columnConductance(cells: array.columnSum(column))
            block.capacitance[lane] = classifier.capacitance(column: column)
            block.relativeThreshold[lane] =
                classifier.threshold(column: column) / classifier.parameters.drive.readVoltage.value
        }
        return block
    }

    /// Who wins on a picture, one bit a row, black at +V_read.
    public func decision(bits: BitVector) -> RaceDecision {
        decide { _, block in (sum(block.drive, bits), block.conductance, block.relativeThreshold) }
    }

    /// Who wins if the neurons' thresholds are these in this one presentation.
    /// - Parameter thresholds: V_th, one a column [V].
    public func decision(bits: BitVector, thresholds: [Double]) -> RaceDecision {
        decide { index, block in (sum(block.drive, bits), block.conductance, relative(thresholds, index)) }
    }

    /// Who wins if this one read sees every cell with a Gaussian error.
    ///
    /// With A = Σ g² over black and B = Σ g² over white rows the errors of drive and G are √A a − √B b and
    /// √A a + √B b, a and b Gaussian: two numbers a column stand for the errors of all its cells.
    /// - Parameters:
    ///   - relativeNoise: σ of a cell's conductance, relative to it.
    ///   - thresholds: V_th of this presentation, one a column [V]; the classifier's if left out.
    public func decision(
        bits: BitVector, relativeNoise: Double, thresholds: [Double]? = nil, from stream: inout RandomStream
    ) -> RaceDecision {
        precondition(isNoisy)
        var left = columns
        return decide { index, block in
            let black = sum(block.blackSquares, bits).squareRoot()
            let white = sum(block.whiteSquares, bits).squareRoot()
            var (a, b) = (SIMD16<Double>.zero, SIMD16<Double>.zero)
            for lane in 0..<min(left, Self.lanes) {
                a[lane] = relativeNoise * stream.normal()
                b[lane] = relativeNoise * stream.normal()
            }
            left -= Self.lanes
            return (
                sum(block.drive, bits) + black * a - white * b, block.conductance + black * a + white * b,
                thresholds.map { relative($0, index) } ?? block.relativeThreshold
            )
        }
    }

    /// V_th/V_read of a block's columns.
    private func relative(_ thresholds: [Double], _ block: Int) -> SIMD16<Double> {
        var relative = SIMD16<Double>(repeating: .infinity)
        for lane in 0..<min(Self.lanes, columns - block * Self.lanes) {
            relative[lane] = thresholds[block * Self.lanes + lane] / readVoltage
        }
        return relative
    }

    @inline(__always)
    private func sum(_ table: [SIMD16<Double>], _ bits: BitVector) -> SIMD16<Double> {
        table.withUnsafeBufferPointer { table in
            var sum = SIMD16<Double>.zero
            var group = 0
            for index in 0..<bits.wordCount {
                var word = bits.word(index)
                let end = min(group + Self.groupsInWord, groups)
                while group < end {
                    sum += table[group << Self.groupBits | Int(word & 31)]
                    word >>= UInt64(Self.groupBits)
                    group += 1
                }
            }
            return sum
        }
    }

    /// x = V_th/V∞ and τ of a block's columns.
    private struct Course {
        var x: SIMD16<Double>
        var tau: SIMD16<Double>

        /// A column fires if 0 < x < 1, and not before this.
        func bound(_ lane: Int) -> Double { tau[lane] * x[lane] * (1 + 0.5 * x[lane]) }
        func fires(_ lane: Int) -> Bool { x[lane] > 0 && x[lane] < 1 }
        func time(_ lane: Int) -> Double { -tau[lane] * log1p(-x[lane]) }
    }

    @inline(__always)
    private func decide(
        _ seen: (Int, Block) -> (
            drive: SIMD16<Double>, conductance: SIMD16<Double>, relativeThreshold: SIMD16<Double>
        )
    ) -> RaceDecision {
        withUnsafeTemporaryAllocation(of: Course.self, capacity: blocks.count) { courses in
            var earliest = Double.infinity
            var favourite = -1
            for (index, block) in blocks.enumerated() {
                let (drive, conductance, relativeThreshold) = seen(index, block)
                let course = Course(
                    x: relativeThreshold * conductance / drive, tau: block.capacitance / conductance)
                courses.initializeElement(at: index, to: course)
                let bounds = course.tau * course.x * (1 + 0.5 * course.x)
                for lane in 0..<min(Self.lanes, columns - index * Self.lanes)
                where course.fires(lane) && bounds[lane] < earliest {
                    earliest = bounds[lane]
                    favourite = index * Self.lanes + lane
                }
            }
            guard favourite >= 0 else { return .noWinner }
            var winner = favourite
            var best = courses[favourite / Self.lanes].time(favourite % Self.lanes)
            var tied: [Int] = []
            for column in 0..<columns where column != favourite {
                let (course, lane) = (courses[column / Self.lanes], column % Self.lanes)
                guard course.fires(lane), course.bound(lane) <= best * (1 + WinnerTakeAll.tieTolerance) else {
                    continue
                }
                let own = course.time(lane)
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
}
