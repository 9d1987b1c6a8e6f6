import NumericalMethods
import SpikeKernels
import Testing

@testable import Training

@Suite struct EncodingKernelTests {
    private func draw(_ intensities: [Float], first: Int = 0, rows: Int, frames: Int, seed: UInt64) -> BitRows {
        let count = intensities.count / rows
        var bits = BitRows(rows: frames * rows, columns: count)
        for index in bits.bits.indices { bits.bits[index] = .max }
        spike_bernoulli(intensities, first, rows, count, frames, seed, &bits.bits, bits.words)
        return bits
    }

    @Test(arguments: [1, 17, 64, 100, 130])
    func certainInputsAreExact(count: Int) {
        let bits = draw(
            (0..<(3 * count)).map { $0 % 3 == 0 ? 1 : $0 % 3 == 1 ? 0 : $0 % 2 == 0 ? 1.5 : -0.5 }, rows: 3,
            frames: 2_000, seed: 5)
        var wrong = 0
        for frame in 0..<2_000 {
            for row in 0..<3 {
                for input in 0..<count {
                    let index = row * count + input
                    // Beyond 0…1 an input is as at its end.
                    let fires = index % 3 == 0 || (index % 3 == 2 && index % 2 == 0)
                    if bits[frame * 3 + row, input] != fires { wrong += 1 }
                }
                // No bit beyond the inputs.
                if count % 64 != 0 {
                    let last = bits.bits[(frame * 3 + row + 1) * bits.words - 1]
                    if last & (UInt64.max << UInt64(count % 64)) != 0 { wrong += 1 }
                }
            }
        }
        #expect(wrong == 0)
    }

    @Test func ratesAreTheIntensities() {
        let levels: [Float] = [0.001, 0.05, 0.2, 0.5, 0.77, 0.95, 0.999]
        let count = 70
        let rows = 10
        let frames = 3_000
        let bits = draw((0..<(rows * count)).map { levels[$0 % 7] }, rows: rows, frames: frames, seed: 11)
        var fired = [Int](repeating: 0, count: 7)
        for row in 0..<(rows * frames) {
            for input in 0..<count where bits[row, input] { fired[(row % rows * count + input) % 7] += 1 }
        }
        let draws = Double(rows * frames * count / 7)
        for (level, hits) in zip(levels, fired) {
            let p = Double(level)
            // Five standard errors, and the draw's resolution: 16 bits, rounded, of which two values are one.
            let tolerance = 5 * (p * (1 - p) / draws).squareRoot() + 2 * 0x1p-16
            #expect(abs(Double(hits) / draws - p) < tolerance, "\(level)")
        }
    }

    /// Neighbours in every direction agree as often as independent draws: inputs, words, rows, frames, seeds.
    @Test func drawsAreIndependent() {
        let count = 192
        let rows = 40
        let frames = 40
        let intensities = [Float](repeating: 0.5, count: rows * count)
        let a = draw(intensities, rows: rows, frames: frames, seed: 21)
        let b = draw(intensities, rows: rows, frames: frames, seed: 22)
        var agreements = [0, 0, 0, 0, 0]
        var pairs = [0, 0, 0, 0, 0]
        func compare(_ kind: Int, _ x: Bool, _ y: Bool) {
            pairs[kind] += 1
            if x == y { agreements[kind] += 1 }
        }
        for frame in 0..<frames {
            for row in 0..<rows {
                let line = frame * rows + row
                for input in 0..<count {
                    let bit = a[line, input]
                    if input > 0 { compare(0, bit, a[line, input - 1]) }
                    if input >= 64 { compare(1, bit, a[line, input - 64]) }
                    if row > 0 { compare(2, bit, a[line - 1, input]) }
                    if frame > 0 { compare(3, bit, a[line - rows, input]) }
                    compare(4, bit, b[line, input])
                }
            }
        }
        for kind in 0..<5 {
            // Five standard errors of a fair coin's mean.
            let n = Double(pairs[kind])
            #expect(abs(Double(agreements[kind]) / n - 0.5) < 5 * 0.5 / n.squareRoot(), "kind \(kind)")
        }
    }

    /// A row's spikes in a frame depend on the seed and on the places of both alone.
    @Test func rowsAndFramesReplayAlone() {
        var stream = RandomStream(seed: 1, purpose: StreamPurpose("bernoulli"))
        let count = 100
        let intensities = (0..<(9 * count)).map { _ in Float(stream.uniform()) }
        let whole = draw(intensities, rows: 9, frames: 8, seed: 3)
        #expect(whole.bits == draw(intensities, rows: 9, frames: 8, seed: 3).bits)
        #expect(whole.bits != draw(intensities, rows: 9, frames: 8, seed: 4).bits)
        for (first, rows, frames) in [(0, 1, 8), (0, 9, 1), (0, 4, 5), (5, 4, 8), (8, 1, 2)] {
            let own = Array(intensities[(first * count)..<((first + rows) * count)])
            let part = draw(own, first: first, rows: rows, frames: frames, seed: 3)
            for frame in 0..<frames {
                for row in 0..<rows {
                    let own = part.bits[((frame * rows + row) * 2)..<((frame * rows + row + 1) * 2)]
                    let there = whole.bits[((frame * 9 + first + row) * 2)..<((frame * 9 + first + row + 1) * 2)]
                    #expect(Array(own) == Array(there), "\(rows) rows, \(frames) frames: row \(row), frame \(frame)")
                }
            }
        }
    }

    @Test(arguments: [1, 15, 16, 17, 32, 784])
    func gatheringCopiesRows(columns: Int) {
        let matrix = (0..<(9 * columns)).map(Float.init)
        let indices = [7, 0, 8, 0]
        // Nothing beyond the rows is written.
        var out = [Float](repeating: -1, count: (indices.count + 1) * columns)
        spike_gather(matrix, columns, indices, indices.count, &out)
        let expected = indices.flatMap { matrix[($0 * columns)..<(($0 + 1) * columns)] }
        #expect(out == expected + [Float](repeating: -1, count: columns))
    }
}
