import Datasets
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

    private func crossbarNetwork(readout: Readout) throws -> (SpikingNetwork, LabelledSamples) {
        var random = RandomStream(seed: 3, purpose: StreamPurpose("coupled pass"))
        let range = try ConductanceRange(minimum: .nanosiemens(1), maximum: .nanosiemens(100))
        let widths = [24, 20, 4]
        let layers = try (1...2).map { index -> SpikingLayer in
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
                drive: RowDrive(readVoltage: .volts(3.3), biasConductance: Conductance(index == 2 ? nominal / 2 : 0)),
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
