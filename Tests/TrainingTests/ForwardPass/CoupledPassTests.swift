import Datasets
import Devices
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@testable import Training

@Suite struct CoupledPassTests {
    /// Columns that meet by nothing: the same decisions as those of the kernels, for every readout.
    @Test(arguments: [Readout.gatherThenRace, .spikeCount, .firstSpike], [Encoder.constant, .latency])
    func withoutMeetingsItIsThePlainPass(readout: Readout, encoder: Encoder) throws {
        let (network, samples) = try crossbarNetwork(readout: readout)
        let layers = network.layers.map { layer -> SpikingLayer in
            guard case .crossbar(var crossbar) = layer else { return layer }
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
