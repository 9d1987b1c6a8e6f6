import Datasets
import Devices
import Foundation
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@testable import Training

@Suite struct CoupledPassTests {
    /// Columns of one layer that meet by nothing: the same decisions as those of the kernels, for every readout. Only two
    /// such layers tell each other where in a slot a spike begins.
    @Test(
        arguments: [Readout.gatherThenRace, .spikeCount, .firstSpike],
        [(Encoder.constant, 0), (.latency, 0), (.constant, 1), (.latency, 1)])
    func withoutMeetingsItIsThePlainPass(readout: Readout, wired: (encoder: Encoder, layer: Int)) throws {
        let (network, samples) = try crossbarNetwork(readout: readout)
        let encoder = wired.encoder
        let layers = network.layers.enumerated().map { index, layer -> SpikingLayer in
            guard case .crossbar(var crossbar) = layer, index == wired.layer else { return layer }
            crossbar.wiring = CrossbarWiring(
                positive: crossbar.positive.map(Double.init), negative: crossbar.negative.map(Double.init),
                bias: [Double](repeating: crossbar.parameters.drive.biasConductance.value, count: crossbar.neurons),
                betweenMembranes: [Double](repeating: 0, count: crossbar.neurons * crossbar.neurons), betweenRows: [])
            return .crossbar(crossbar)
        }
        let wired = try SpikingNetwork(layers: layers, slots: network.slots, readout: readout)
        let plain = try NetworkInference(network, encoder: encoder, jobs: 1).answers(samples, findsLeads: true)
        let coupled = try NetworkInference(wired, encoder: encoder, jobs: 1).answers(samples, findsLeads: true)
        #expect(plain.firingRates[0].contains { $0 > 0.05 })
        // A membrane within a rounding of its threshold may fall to either side, and moves all that follows it.
        let same = zip(plain.decisions, coupled.decisions).count { $0 == $1 }
        #expect(same >= plain.decisions.count - 1)
        let near = zip(plain.leads, coupled.leads).count { abs($0 - $1) < 1e-3 }
        #expect(near >= plain.leads.count - 2)
    }

    /// Columns that meet and fire, against small steps: a spike lays its membrane at 0 V for a slot from where it crosses.
    @Test(arguments: [(0.1, 0.02), (0.5, 0.08)]) func columnsThatMeetFireAsSmallStepsSay(
        meeting: Double, mismatch: Double
    ) throws {
        var random = RandomStream(seed: 9, purpose: StreamPurpose("firing columns"))
        let (n, slots, steps, reset) = (24, 8, 400, 0.1)
        var (spikes, different) = (0, 0)
        for _ in 0..<30 {
            // In units of the slot and of a mean membrane's capacitance.
            let own = (0..<n).map { _ in 0.4 + 0.2 * random.uniform() }
            var matrix = [Double](repeating: 0, count: n * n)
            for a in 0..<n {
                matrix[a * (n + 1)] += own[a]
                for b in 0..<a {
                    let g = meeting * random.uniform() / Double(n)
                    matrix[a * n + b] = -g
                    matrix[b * n + a] = -g
                    matrix[a * (n + 1)] += g
                    matrix[b * (n + 1)] += g
                }
            }
            let columns = CoupledColumns(matrix: matrix, capacitances: [Double](repeating: 1, count: n))
            let steady = columns.steadyStates(own.map { $0 * (1 + 3.6 * (random.uniform() - 0.5)) })
            let layer = LoweredLayer(inputs: 1, neurons: n, reset: .discharge(Float(reset)))
            let propagator = FloatPlane(count: layer.stride * layer.stride)
            propagator.setRows(
                columns.propagator(over: 1).map { Float($0) }, rows: n, columns: n, stride: layer.stride)
            let current = FloatPlane(count: layer.stride)
            for neuron in 0..<n {
                layer.decay.start[neuron] = Float(exp(-matrix[neuron * (n + 1)]))
                layer.threshold.start[neuron] = 1
                current.start[neuron] = Float(steady[neuron])
            }
            let pass = CoupledPass(layer, propagator: propagator, capacity: 1, slots: slots, next: nil)
            var bits = [UInt64](repeating: 0, count: slots * layer.words)
            bits.withUnsafeMutableBufferPointer {
                pass.forward(
                    current: current.start, rest: nil, frames: 1, slots: slots, samples: 1,
                    into: .spikes($0.baseAddress!, counts: nil))
            }
            var v = [Double](repeating: 0, count: n)
            var held = [Int](repeating: 0, count: n)
            for slot in 0..<slots {
                var fired: UInt64 = 0
                for _ in 0..<steps {
                    v = columns.potentials(from: v, towards: steady, after: 1 / Double(steps))
                    for neuron in 0..<n {
                        if held[neuron] > 0 {
                            held[neuron] -= 1
                            v[neuron] = held[neuron] == 0 ? reset : 0
                        } else if v[neuron] >= 1 {
                            fired |= 1 << UInt64(neuron)
                            v[neuron] = 0
                            held[neuron] = steps
                        }
                    }
                }
                spikes += fired.nonzeroBitCount
                different += (fired ^ bits[slot * layer.words]).nonzeroBitCount
            }
        }
        #expect(spikes > 700)
        // Neighbours' falls and rises are spread over a slot. Left out altogether, or begun with the slot, they put six and
        // ten times as many spikes elsewhere.
        #expect(Double(different) < mismatch * Double(spikes), "\(different) of \(spikes)")
    }

    /// Columns that meet and gather, against small steps of C dV/dt = Σ g (u − V) + Σ g′ (V′ − V) − g_L V: who crosses, and
    /// by how much before the next.
    @Test func columnsThatMeetGatherAndRaceAsTheirEquationSays() throws {
        let (network, samples) = try crossbarNetwork(readout: .gatherThenRace, single: true)
        guard case .crossbar(var layer)? = network.layers.last else { preconditionFailure("no crossbar") }
        var random = RandomStream(seed: 8, purpose: StreamPurpose("meetings"))
        let (n, inputs) = (layer.neurons, layer.inputs)
        var between = [Double](repeating: 0, count: n * n)
        for a in 0..<n {
            for b in 0..<a {
                // As much as the column's cells together.
                let g = 3e-7 * random.uniform()
                between[a * n + b] = g
                between[b * n + a] = g
            }
        }
        let parameters = layer.parameters
        let wiring = CrossbarWiring(
            positive: layer.positive.map { 0.8 * Double($0) }, negative: layer.negative.map { 0.8 * Double($0) },
            bias: (0..<n).map { _ in parameters.drive.biasConductance.value * (0.9 + 0.1 * random.uniform()) },
            betweenMembranes: between, betweenRows: [])
        layer.wiring = wiring
        let wired = try SpikingNetwork(layers: [.crossbar(layer)], slots: network.slots, readout: network.readout)
        let answers = try NetworkInference(wired, encoder: .constant, jobs: 1).answers(samples, findsLeads: true)
        let plain = try NetworkInference(network, encoder: .constant, jobs: 1).answers(samples).decisions
        #expect(answers.decisions != plain)
        let slot = parameters.timing.slotDuration.value
        let read = parameters.drive.readVoltage.value
        let threshold = parameters.membrane.threshold.value
        let step = slot / 500
        for sample in 0..<samples.count {
            var v = [Double](repeating: 0, count: n)
            var times = [Double](repeating: .infinity, count: n)
            func slope(_ v: [Double], _ time: Double, _ neuron: Int) -> Double {
                let isShown = time < slot * Double(network.slots)
                let isRace = time > slot * Double(network.slots + 1)
                var current = wiring.bias[neuron] * ((isRace ? read : 0) - v[neuron])
                for input in 0..<inputs {
                    let u = isShown ? read * Double(samples.features[sample * inputs + input]) : 0
                    current += wiring.positive[input * n + neuron] * (u - v[neuron])
                    current += wiring.negative[input * n + neuron] * (-u - v[neuron])
                }
                for other in 0..<n { current += between[neuron * n + other] * (v[other] - v[neuron]) }
                return (current - parameters.membrane.leak.value * v[neuron]) / parameters.membrane.capacitance.value
            }
            var index = 0
            while times.contains(.infinity), index < 500 * 60 {
                // Half a step in: no input changes within a step.
                let time = (Double(index) + 0.5) * step
                let middle = (0..<n).map { v[$0] + step / 2 * slope(v, time, $0) }
                let next = (0..<n).map { v[$0] + step * slope(middle, time, $0) }
                for neuron in 0..<n where times[neuron] == .infinity && next[neuron] >= threshold {
                    let part = (threshold - v[neuron]) / (next[neuron] - v[neuron])
                    times[neuron] = (Double(index) + part) * step / slot
                }
                v = next
                index += 1
            }
            let order = times.sorted()
            #expect(answers.decisions[sample] == .winner(times.firstIndex(of: order[0])!))
            // A column that crosses while it gathers is timed by its own decay: of second order in what the others move.
            guard order[0] > Double(network.slots) else { continue }
            #expect(abs(answers.leads[sample] - (1 - order[0] / order[1])) < 1e-4, "sample \(sample)")
        }
    }

    private func crossbarNetwork(readout: Readout, single: Bool = false) throws -> (SpikingNetwork, LabelledSamples) {
        var random = RandomStream(seed: 3, purpose: StreamPurpose("coupled pass"))
        let range = try ConductanceRange(minimum: .nanosiemens(1), maximum: .nanosiemens(100))
        let widths = single ? [24, 4] : [24, 20, 4]
        let layers = try (1..<widths.count).map { index -> SpikingLayer in
            func cells(_ share: Double) -> [Float] {
                (0..<(widths[index - 1] * widths[index])).map { _ in
                    Float(random.uniform() < share ? 1e-9 + 99e-9 * random.uniform() : 1e-9)
                }
            }
            let nominal = Double(widths[index - 1]) * 12e-9
            let parameters = RaceParameters(
                membrane: Membrane(
                    capacitance: Capacitance(nominal * 50e-9 * 6), leak: .nanosiemens(1), threshold: .volts(0.15),
                    resetPotential: .volts(0.001)),
                drive: RowDrive(
                    readVoltage: .volts(3.3), biasConductance: Conductance(index == widths.count - 1 ? nominal / 2 : 0)),
                timing: SlotTiming(slotDuration: .nanoseconds(50), slots: 8))
            return .crossbar(
                try CrossbarLayer(
                    inputs: widths[index - 1], neurons: widths[index], parameters: parameters, range: range,
                    rows: .complementary, positive: cells(0.25), negative: cells(0.15)))
        }
        let samples = try LabelledSamples(
            name: "noise", features: (0..<(60 * 24)).map { _ in Float(max(0, 1.5 * random.uniform() - 0.5)) },
            labels: (0..<60).map { _ in random.below(4) }, featureCount: 24, classes: 4,
            classNames: ["a", "b", "c", "d"], imageShape: nil)
        return (try SpikingNetwork(layers: layers, slots: 8, readout: readout), samples)
    }
}
