import Circuits
import Datasets
import NeuromorphicCircuits
import Results
import SpikingNetworks
import Studies

extension ClassifierNetlists {
    /// What to expect of a crossbar with resistive lines: of the piecewise-linear circuit by events, with the lines in
    /// reduced form; of the device level by ngspice, segment by segment.
    func wiredExpectations() throws -> [Expectation] {
        try variants.flatMap { variant -> [Expectation] in
            let engine = variant == .piecewiseLinear ? engines.events : engines.ngspice
            guard let engine else { return [] }
            let circuit = try ClassifierCircuit(
                network.conductances, design: network.study.circuit, variant: variant, synapse: network.study.device,
                lineResistance: lines, lines: .reduced)
            var prepared = try engine.prepare(circuit.circuit, analysis: circuit.analysis())
            return try patterns.map { pattern in
                let levels = BipolarRows.levels(bits: network.study.patterns.patterns[pattern].pixels)
                let seen = circuit.observe(try prepared.transient(circuit.stimulus(frames: [levels])))
                var winner = -1
                if case .winner(let neuron) = seen.decision { winner = neuron }
                return Expectation(
                    variant: variant, pattern: pattern, level: variant == .piecewiseLinear ? .events : .ngspiceDevice,
                    winner: winner, spikeTime: seen.firstSpike, energy: seen.energy.total, spikes: seen.outputSpikes)
            }
        }
    }
}
