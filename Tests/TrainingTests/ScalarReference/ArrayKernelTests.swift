import NumericalMethods
import SpikeKernels
import Testing

/// What an array makes of weights, cell by cell.
@Suite struct ArrayKernelTests {
    struct Given: Sendable, CustomTestStringConvertible {
        var isPair: Bool
        var levels = 0
        var absoluteNoise = 0.0
        var relativeNoise = 0.0
        var hasStuckCells = false
        var isNoisy: Bool { absoluteNoise > 0 || relativeNoise > 0 }
        var testDescription: String {
            "\(isPair ? 2 : 1) cells, \(levels) levels less one, noise \(absoluteNoise) and \(relativeNoise)"
                + (hasStuckCells ? ", stuck cells" : "")
        }
        static let all: [Given] = [true, false].flatMap { isPair in
            [
                Given(isPair: isPair), Given(isPair: isPair, levels: 1), Given(isPair: isPair, levels: 15),
                Given(isPair: isPair, absoluteNoise: 0.02), Given(isPair: isPair, levels: 15, relativeNoise: 0.1),
                Given(isPair: isPair, levels: 7, absoluteNoise: 0.05, relativeNoise: 0.05, hasStuckCells: true),
                Given(isPair: isPair, hasStuckCells: true),
            ]
        }
    }

    private static let poolBits = 10
    private static let minimum = 0.01

    private struct Problem {
        let rows = 23
        let columns = 144
        let given: Given
        var weights: [Float]
        let positive: [Float]
        let negative: [Float]
        let normals: [Float]
        let seed: UInt64 = 77

        init(_ given: Given, stream: inout RandomStream) {
            self.given = given
            let count = 23 * 144
            let low = given.isPair ? -1.0 : 0
            weights = (0..<count).map { _ in Float(low + (1 - low) * stream.uniform()) }
            // The ends, and beyond: a cell holds what it can.
            for index in stride(from: 0, to: count, by: 37) { weights[index] = [0, 1, -1, 1.5, -1.5][index % 5] }
            func stuck() -> [Float] {
                (0..<count).map { _ in
                    stream.below(4) > 0 ? .nan : stream.below(2) == 0 ? 0 : Float(stream.uniform())
                }
            }
            positive = stuck()
            negative = stuck()
            normals = (0..<((1 << ArrayKernelTests.poolBits) + 144)).map { _ in
                Float((0..<12).reduce(-6.0) { sum, _ in sum + stream.uniform() })
            }
        }

        func realise(rows part: Range<Int>) -> (realised: [Float], load: [Float]) {
            var realised = [Float](repeating: .nan, count: part.count * columns)
            var load = [Float](repeating: .nan, count: columns)
            positive.withUnsafeBufferPointer { positive in
                negative.withUnsafeBufferPointer { negative in
                    normals.withUnsafeBufferPointer { normals in
                        weights.withUnsafeBufferPointer { weights in
                            let start = part.lowerBound * columns
                            var array = spike_array(
                                cells: given.isPair ? 2 : 1, levels: Float(given.levels),
                                absoluteNoise: Float(given.absoluteNoise), relativeNoise: Float(given.relativeNoise),
                                minimum: Float(ArrayKernelTests.minimum),
                                stuckPositive: given.hasStuckCells ? positive.baseAddress! + start : nil,
                                stuckNegative: given.hasStuckCells && given.isPair
                                    ? negative.baseAddress! + start : nil,
                                normals: given.isNoisy ? normals.baseAddress : nil,
                                poolBits: UInt32(ArrayKernelTests.poolBits), seed: seed)
                            spike_realise(
                                &array, weights.baseAddress! + start, part.lowerBound, part.count, columns, &realised,
                                &load)
                        }
                    }
                }
            }
            return (realised, load)
        }

        /// The normal numbers of a cell of each array: rows begin at places of the pool that the seed decides.
        func normals(row: Int, column: Int) -> (Float, Float)? {
            guard given.isNoisy else { return nil }
            let place = Reference.mix(seed &+ UInt64(row))
            let mask: UInt64 = 1 << UInt64(ArrayKernelTests.poolBits) - 1
            return (normals[Int(place & mask) + column], normals[Int(place >> 32 & mask) + column])
        }

        func reference(_ row: Int, _ column: Int) -> (difference: Rounded, sum: Rounded)? {
            func stuck(_ cells: [Float]) -> Float? {
                let value = cells[row * columns + column]
                return given.hasStuckCells && !value.isNaN ? value : nil
            }
            let cells = ReferenceCells(
                isPair: given.isPair, levels: given.levels, absoluteNoise: given.absoluteNoise,
                relativeNoise: given.relativeNoise, minimum: ArrayKernelTests.minimum, stuckPositive: stuck(positive),
                stuckNegative: given.isPair ? stuck(negative) : nil)
            return cells.realise(weights[row * columns + column], normals: normals(row: row, column: column))
        }
    }

    @Test(arguments: Given.all)
    func cellsHoldWhatTheyCan(given: Given) {
        var stream = RandomStream(seed: 1, purpose: StreamPurpose("array kernel"))
        let problem = Problem(given, stream: &stream)
        let result = problem.realise(rows: 0..<problem.rows)
        var undecided = 0
        var beyond = 0
        for column in 0..<problem.columns {
            var load: Rounded = 0
            var isDecided = true
            for row in 0..<problem.rows {
                guard let expected = problem.reference(row, column) else {
                    undecided += 1
                    isDecided = false
                    continue
                }
                let found = result.realised[row * problem.columns + column]
                #expect(expected.difference.agrees(with: found), "\(row), \(column): \(found), \(expected.difference)")
                let least = given.isPair ? -1 : Float(Self.minimum)
                if found < least || found > (given.isPair ? 1 : 1 + least) { beyond += 1 }
                load += expected.sum
            }
            // Two additions a cell in the kernel's order of summing.
            let loosened = load.rounded(Double(problem.rows))
            if isDecided { #expect(loosened.agrees(with: result.load[column])) }
        }
        // A level's edge lies within some roundings of a weight once in 10⁵.
        #expect(undecided <= 2 && beyond == 0)
    }

    /// A part of an array is realised as it is within the whole.
    @Test(arguments: Given.all)
    func partsAreThoseOfTheWhole(given: Given) {
        var stream = RandomStream(seed: 2, purpose: StreamPurpose("array kernel"))
        let problem = Problem(given, stream: &stream)
        let whole = problem.realise(rows: 0..<problem.rows)
        let part = problem.realise(rows: 9..<17)
        #expect(part.realised == Array(whole.realised[(9 * problem.columns)..<(17 * problem.columns)]))
    }

    /// The healthy cell of a pair makes up for a stuck one, as far as it reaches.
    @Test func pairsWithAStuckCellStillHoldTheirWeight() {
        var stream = RandomStream(seed: 3, purpose: StreamPurpose("array kernel"))
        let problem = Problem(Given(isPair: true, hasStuckCells: true), stream: &stream)
        let result = problem.realise(rows: 0..<problem.rows)
        var held = 0
        for index in problem.weights.indices {
            let (w, p, n) = (problem.weights[index], problem.positive[index], problem.negative[index])
            guard p.isNaN != n.isNaN else { continue }
            let other = p.isNaN ? n + w : p - w
            guard other >= 0, other <= 1 else { continue }
            held += 1
            // Two roundings of numbers up to 1.
            #expect(abs(result.realised[index] - w) <= 2 * 0x1p-24)
        }
        #expect(held > 500)
    }
}
