import NumericalMethods
import SpikeKernels
import Testing

@testable import Training

/// Products with bits and their transposition, over odd shapes and densities from none to all.
@Suite struct SpikeProductTests {
    private static func bits(rows: Int, columns: Int, density: Double, stream: inout RandomStream) -> BitRows {
        var bits = BitRows(rows: rows, columns: columns)
        for row in 0..<rows {
            for column in 0..<columns where stream.uniform() < density { bits[row, column] = true }
        }
        return bits
    }

    @Test(arguments: [1, 17, 100, 130], [1, 17, 100, 130, 257])
    func productIsTheSumOfRows(inputs: Int, neurons: Int) {
        var stream = RandomStream(seed: UInt64(inputs * 1000 + neurons), purpose: StreamPurpose("product"))
        let width = Padding.stride(neurons)
        // One row, and more than one of the kernel's chunks of rows.
        for rows in [1, 130] {
            for density in [0, 0.03, 0.4, 1] {
                let bits = Self.bits(rows: rows, columns: inputs, density: density, stream: &stream)
                // Rows at clear bits are not read: in a whole last word they may hold anything.
                var dense = [Float](repeating: .nan, count: bits.words * 64 * width)
                for index in 0..<(inputs * width) { dense[index] = Float(2 * stream.uniform() - 1) }
                for start in [nil, (0..<(rows * width)).map { _ in Float(stream.uniform()) }] {
                    var out = start ?? [Float](repeating: .nan, count: rows * width)
                    spike_product(bits.bits, bits.words, rows, dense, width, &out, start == nil ? 0 : 1)
                    let reference = Reference.product(bits, dense, width: width, start: start)
                    #expect(zip(reference, out).allSatisfy { $0.agrees(with: $1) })
                    if density == 0 { #expect(out == start ?? [Float](repeating: 0, count: out.count)) }
                }
            }
        }
    }

    @Test(arguments: [1, 17, 64, 130])
    func surveyGathersRows(columns: Int) {
        var stream = RandomStream(seed: UInt64(columns), purpose: StreamPurpose("survey"))
        for rows in [0, 1, 100] {
            for density in [0, 0.02, 0.98, 1] {
                let bits = Self.bits(rows: rows, columns: columns, density: density, stream: &stream)
                // What earlier rows had in common stays in.
                let (earlier, common) = (stream.next(), stream.next())
                var ever = [UInt64](repeating: earlier, count: bits.words)
                var always = [UInt64](repeating: common, count: bits.words)
                let count = spike_survey(bits.bits, rows, bits.words, &ever, &always)
                var found = 0
                for column in 0..<columns {
                    let own = (0..<rows).map { bits[$0, column] }
                    found += own.count { $0 }
                    let place = UInt64(column % 64)
                    #expect(ever[column / 64] >> place & 1 == (own.contains(true) ? 1 : earlier >> place & 1))
                    #expect(always[column / 64] >> place & 1 == (own.contains(false) ? 0 : common >> place & 1))
                }
                #expect(count == found)
            }
        }
    }

    @Test(arguments: [1, 17, 64, 100, 130], [1, 17, 64, 100, 130])
    func transpositionExchangesRowsAndColumns(rows: Int, columns: Int) {
        var stream = RandomStream(seed: UInt64(rows * 1000 + columns), purpose: StreamPurpose("transpose"))
        for density in [0, 0.05, 0.5, 1] {
            let bits = Self.bits(rows: rows, columns: columns, density: density, stream: &stream)
            // All 64 rows of every word are written, whatever was there.
            var transposed = BitRows(rows: bits.words * 64, columns: rows)
            for index in transposed.bits.indices { transposed.bits[index] = stream.next() }
            spike_transpose(bits.bits, rows, bits.words, &transposed.bits)
            var wrong = 0
            for column in 0..<(bits.words * 64) {
                for row in 0..<(transposed.words * 64) {
                    let expected = row < rows && column < columns && bits[row, column]
                    if transposed[column, row] != expected { wrong += 1 }
                }
            }
            #expect(wrong == 0)
        }
    }
}
