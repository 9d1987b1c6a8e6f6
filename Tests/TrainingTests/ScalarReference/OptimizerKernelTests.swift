import NumericalMethods
import SpikeKernels
import Testing

/// One step of the optimisers against their formulas, from any state.
@Suite struct OptimizerKernelTests {
    /// What a step is given besides gradients.
    struct Given: Sendable, CustomTestStringConvertible {
        var shards: Int
        var hasLoad = false
        var hasSlopes = false
        var hasBounds = false
        var hasOwnBounds = false
        var testDescription: String {
            "\(shards) shards\(hasLoad ? ", load" : "")\(hasSlopes ? ", slopes" : "")\(hasBounds ? ", bounds" : "")"
                + (hasOwnBounds ? ", own bounds" : "")
        }
        static let all: [Given] = [
            Given(shards: 1), Given(shards: 3), Given(shards: 2, hasLoad: true, hasBounds: true),
            Given(shards: 2, hasLoad: true, hasSlopes: true, hasOwnBounds: true), Given(shards: 5, hasOwnBounds: true),
        ]
    }

    private struct Problem {
        let rows = 7
        let columns = 48
        var values: [Float]
        var gradients: [[Float]]
        var load: [Float]
        var slopes: [Float]
        var lows: [Float]
        var highs: [Float]
        var first: [Float]
        var second: [Float]
        let given: Given
        let scale: Float = 0.5
        let low: Float
        let high: Float
        var count: Int { rows * columns }

        init(_ given: Given, stream: inout RandomStream) {
            let count = 7 * 48
            func draw(_ low: Double, _ high: Double, _ count: Int = count) -> [Float] {
                (0..<count).map { _ in Float(low + (high - low) * stream.uniform()) }
            }
            self.given = given
            low = given.hasBounds ? -0.9 : -.infinity
            high = given.hasBounds ? 0.8 : .infinity
            lows = draw(-1, -0.5)
            highs = draw(0.5, 1)
            values = draw(-1, 1)
            // Signs have three values.
            for index in stride(from: 0, to: count, by: 11) { values[index] = 0 }
            gradients = (0..<given.shards).map { _ in draw(-0.1, 0.1) }
            load = draw(-0.2, 0.2, 48)
            slopes = draw(-1, 1)
            for index in stride(from: 3, to: count, by: 7) { slopes[index] = .nan }
            first = draw(-0.1, 0.1)
            second = draw(0, 0.02)
            // Parameters whose gradient has always been 0.
            for index in stride(from: 5, to: count, by: 29) {
                first[index] = 0
                second[index] = 0
                for shard in gradients.indices { gradients[shard][index] = 0 }
            }
        }

        func reference(_ index: Int) -> ReferenceStep {
            ReferenceStep(
                value: values[index], gradients: gradients.map { $0[index] },
                load: given.hasLoad ? load[index % columns] : nil, slope: given.hasSlopes ? slopes[index] : nil,
                scale: scale, low: given.hasOwnBounds ? lows[index] : low,
                high: given.hasOwnBounds ? highs[index] : high)
        }

        mutating func run(_ step: (UnsafePointer<spike_parameters>, Int, Int) -> Void) {
            var values = values
            let planes = gradients.map { plane -> UnsafeMutablePointer<Float> in
                let copy = UnsafeMutablePointer<Float>.allocate(capacity: plane.count)
                copy.initialize(from: plane, count: plane.count)
                return copy
            }
            defer { for plane in planes { plane.deallocate() } }
            let shards = planes.map { UnsafePointer($0) as UnsafePointer<Float>? }
            values.withUnsafeMutableBufferPointer { values in
                shards.withUnsafeBufferPointer { shards in
                    load.withUnsafeBufferPointer { load in
                        slopes.withUnsafeBufferPointer { slopes in
                            lows.withUnsafeBufferPointer { lows in
                                highs.withUnsafeBufferPointer { highs in
                                    var parameters = spike_parameters(
                                        values: values.baseAddress, gradients: shards.baseAddress,
                                        gradientCount: shards.count, gradientScale: scale,
                                        load: given.hasLoad ? load.baseAddress : nil,
                                        slopes: given.hasSlopes ? slopes.baseAddress : nil,
                                        lows: given.hasOwnBounds ? lows.baseAddress : nil,
                                        highs: given.hasOwnBounds ? highs.baseAddress : nil, low: low, high: high)
                                    step(&parameters, rows, columns)
                                }
                            }
                        }
                    }
                }
            }
            self.values = values
        }
    }

    @Test(arguments: Given.all)
    func adam(given: Given) {
        var stream = RandomStream(seed: 1, purpose: StreamPurpose("adam kernel"))
        var atBounds = 0
        for shrinkage in [Float(1), 0.99] {
            var problem = Problem(given, stream: &stream)
            // Several steps, each checked from the state that the one before left.
            for _ in 0..<4 {
                let before = problem
                var (first, second) = (problem.first, problem.second)
                let size = spike_step(
                    rate: 0.3, firstDecay: 0.9, secondDecay: 0.999, epsilon: 1e-8, shrinkage: shrinkage)
                problem.run { parameters, rows, columns in
                    var size = size
                    spike_adam(parameters, &size, rows, columns, &first, &second)
                }
                (problem.first, problem.second) = (first, second)
                for index in 0..<problem.count {
                    let step = before.reference(index)
                    let expected = step.adam(
                        first: before.first[index], second: before.second[index], rate: size.rate,
                        firstDecay: size.firstDecay, secondDecay: size.secondDecay, epsilon: size.epsilon,
                        shrinkage: size.shrinkage)
                    #expect(expected.value.agrees(with: problem.values[index]))
                    #expect(expected.first.agrees(with: problem.first[index]))
                    #expect(expected.second.agrees(with: problem.second[index]))
                    #expect(step.low <= problem.values[index] && problem.values[index] <= step.high)
                    if [step.low, step.high].contains(problem.values[index]) { atBounds += 1 }
                }
            }
        }
        #expect((atBounds > 0) == (given.hasBounds || given.hasOwnBounds))
    }

    @Test(arguments: Given.all)
    func momentum(given: Given) {
        var stream = RandomStream(seed: 2, purpose: StreamPurpose("momentum kernel"))
        for shrinkage in [Float(1), 0.99] {
            var problem = Problem(given, stream: &stream)
            for _ in 0..<4 {
                let before = problem
                var first = problem.first
                let size = spike_step(rate: 0.7, firstDecay: 0.8, secondDecay: 0, epsilon: 0, shrinkage: shrinkage)
                problem.run { parameters, rows, columns in
                    var size = size
                    spike_momentum(parameters, &size, rows, columns, &first)
                }
                problem.first = first
                for index in 0..<problem.count {
                    let step = before.reference(index)
                    let expected = step.momentum(
                        first: before.first[index], rate: size.rate, momentum: size.firstDecay, shrinkage: shrinkage)
                    #expect(expected.value.agrees(with: problem.values[index]))
                    #expect(expected.first.agrees(with: problem.first[index]))
                    #expect(step.low <= problem.values[index] && problem.values[index] <= step.high)
                }
            }
        }
    }
}
