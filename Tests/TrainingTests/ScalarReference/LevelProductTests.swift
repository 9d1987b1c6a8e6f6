import NumericalMethods
import SpikeKernels
import Testing

@testable import Training

/// Products with levels that stand still, narrow and sparse, over odd shapes.
@Suite struct LevelProductTests {
    private struct Problem {
        let samples: Int
        let inputs: Int
        let width: Int
        var levels: [Float]
        var dense: [Float]
        var adjoint: [Float]

        init(samples: Int, inputs: Int, neurons: Int, density: Double, stream: inout RandomStream) {
            self.samples = samples
            self.inputs = inputs
            width = Padding.stride(neurons)
            func draw(_ count: Int) -> [Float] { (0..<count).map { _ in Float(2 * stream.uniform() - 1) } }
            levels = draw(samples * inputs)
            for index in levels.indices where stream.uniform() >= density { levels[index] = 0 }
            // A whole last word of rows, of which those beyond the inputs are not read.
            dense = draw(inputs * width) + [Float](repeating: .nan, count: 64 * width)
            adjoint = draw(samples * width) + [Float](repeating: .nan, count: 64 * width)
        }

        /// x w
        var product: [Rounded] {
            Reference.sums(rows: samples, terms: inputs, width: width, start: nil) { row, input, column in
                Rounded(levels[row * inputs + input]) * Rounded(dense[input * width + column])
            }
        }

        /// start + xᵀ a
        func gradient(start: [Float]?) -> [Rounded] {
            Reference.sums(rows: inputs, terms: samples, width: width, start: start) { input, sample, column in
                Rounded(levels[sample * inputs + input]) * Rounded(adjoint[sample * width + column])
            }
        }

        var occupied: BitRows {
            var bits = BitRows(rows: samples, columns: inputs)
            for index in bits.bits.indices { bits.bits[index] = .max }
            var counts = [Int32](repeating: -1, count: samples)
            spike_occupied(levels, samples, inputs, &bits.bits, bits.words, &counts)
            for sample in 0..<samples {
                let own = levels[(sample * inputs)..<((sample + 1) * inputs)].map { $0 != 0 }
                #expect(Int(counts[sample]) == own.count { $0 })
                for column in 0..<(bits.words * 64) {
                    #expect(bits[sample, column] == (column < inputs && own[column]))
                }
            }
            return bits
        }
    }

    @Test(arguments: [1, 7, 8, 30, 67], [1, 10, 17, 40])
    func narrowProductsAndGradients(inputs: Int, neurons: Int) {
        var stream = RandomStream(seed: UInt64(inputs * 1000 + neurons), purpose: StreamPurpose("level product"))
        for samples in [1, 5, 16, 50] {
            let problem = Problem(samples: samples, inputs: inputs, neurons: neurons, density: 0.7, stream: &stream)
            let width = problem.width
            var out = [Float](repeating: .nan, count: samples * width)
            spike_level_product(problem.levels, samples, inputs, problem.dense, width, &out)
            #expect(zip(problem.product, out).allSatisfy { $0.agrees(with: $1) })
            // A row's sum does not depend on the rows beside it.
            var alone = [Float](repeating: .nan, count: width)
            spike_level_product(
                Array(problem.levels[((samples - 1) * inputs)...]), 1, inputs, problem.dense, width, &alone)
            #expect(alone == Array(out[((samples - 1) * width)...]))
            // All inputs, then some of them, onto what is there.
            for part in [0..<inputs, inputs / 3..<(inputs + 1) / 2] {
                for start in [nil, (0..<(inputs * width)).map { _ in Float(stream.uniform()) }] {
                    let range = (part.lowerBound * width)..<(part.upperBound * width)
                    var gradient = Array((start ?? [Float](repeating: .nan, count: inputs * width))[range])
                    problem.levels.withUnsafeBufferPointer { levels in
                        spike_level_gradient(
                            levels.baseAddress! + part.lowerBound, samples, inputs, part.count, problem.adjoint, width,
                            &gradient, start == nil ? 0 : 1)
                    }
                    #expect(zip(problem.gradient(start: start)[range], gradient).allSatisfy { $0.agrees(with: $1) })
                }
            }
        }
    }

    @Test(arguments: [1, 17, 100, 130], [1, 17, 130, 257])
    func sparseProductsAndGradients(inputs: Int, neurons: Int) {
        var stream = RandomStream(seed: UInt64(inputs * 1000 + neurons), purpose: StreamPurpose("sparse product"))
        for (samples, density) in [(1, 0.5), (64, 0), (70, 0.2), (130, 1)] {
            let problem = Problem(samples: samples, inputs: inputs, neurons: neurons, density: density, stream: &stream)
            let width = problem.width
            let bits = problem.occupied
            var out = [Float](repeating: .nan, count: samples * width)
            spike_sparse_product(
                bits.bits, bits.words, samples, problem.levels, inputs, 1, problem.dense, width, &out, 0)
            #expect(zip(problem.product, out).allSatisfy { $0.agrees(with: $1) })
            var transposed = BitRows(rows: bits.words * 64, columns: samples)
            spike_transpose(bits.bits, samples, bits.words, &transposed.bits)
            for start in [nil, (0..<(inputs * width)).map { _ in Float(stream.uniform()) }] {
                var gradient = start ?? [Float](repeating: .nan, count: inputs * width)
                spike_sparse_product(
                    transposed.bits, transposed.words, inputs, problem.levels, 1, inputs, problem.adjoint, width,
                    &gradient, start == nil ? 0 : 1)
                #expect(zip(problem.gradient(start: start), gradient).allSatisfy { $0.agrees(with: $1) })
            }
        }
    }
}
