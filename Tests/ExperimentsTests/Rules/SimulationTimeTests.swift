import Circuits
import NeuromorphicCircuits
import SpikingNetworks
import Testing

@testable import Experiments

/// A run that cannot finish says so before it begins.
@Suite struct SimulationTimeTests {
    private func circuit() throws -> NetworkCircuit {
        let (network, _, design) = try trial(readout: .gatherThenRace, inputs: 6, hidden: 5)
        return try NetworkCircuit(network, design: design, variant: .deviceLevel)
    }

    @Test func aRunOfHoursIsRefusedWithItsTime() throws {
        let circuit = try circuit()
        let each = SimulationTime.ngspice(circuit, spikes: 10)
        #expect(each == 5.5e-7 * Double(circuit.circuit.elements.count) * 4600)
        let fitting = Int(SimulationTime.limit / each)
        try SimulationTime.check(circuit, samples: fitting, spikes: 10, jobs: 1)
        // Two at a time take half of it.
        try SimulationTime.check(circuit, samples: 2 * fitting, spikes: 10, jobs: 2)
        let asked = 3 * fitting
        let error = #expect(throws: NetworkEvaluationError.self) {
            try SimulationTime.check(circuit, samples: asked, spikes: 10, jobs: 1)
        }
        let text = try #require(error).description
        #expect(text.contains("about 12 hours for \(asked) samples, more than 4 hours"), "\(text)")
        #expect(text.contains("(--presentations)"))
    }

    @Test func oneThatNeverFitsSaysWhatElseThereIs() throws {
        let error = #expect(throws: NetworkEvaluationError.self) {
            try SimulationTime.check(circuit(), samples: 1, spikes: 1e9, jobs: 1)
        }
        #expect(try #require(error).description.contains("the level events"))
    }
}
