import Crossbars
import Devices
import EventDrivenSolver
import Foundation
import NeuromorphicCircuits
import Quantities
import Results
import SpikingNetworks
import Studies
import Testing

@testable import Experiments

struct AssessmentTests {
    private func assessment(_ device: DeviceModel) -> AssessmentExperiment {
        var study = Study()
        (study.training.epochs, study.training.batchesPerEpoch, study.training.batchSize) = (2, 50, 64)
        var assessment = AssessmentExperiment(
            device: MeasuredDevice(device), study: study,
            engines: SimulationEngines(events: EventDrivenSimulator(), ngspice: nil, ngspiceMissing: nil),
            context: RunContext(jobs: 2, stopwatch: { 0 }), program: ProgramRecord(name: "test", version: "0"))
        assessment.sampling = .init(presentations: 200, arrays: 6, presentationsPerArray: 50)
        return assessment
    }

    /// A device whose thresholds are above what a topology needs gets the topology's own voltages, at its own impedance:
    /// every time and every ratio stays. What nodes have anyway does not scale with them.
    @Test func aTopologyScalesWithoutChangingItsRules() throws {
        let device = try DeviceModel(text: "vteam V_set=19 V_reset=-19 G_min=1e-9 G_max=1e-4")
        let topology = CircuitTopology(name: "paper", circuit: CircuitDesign())
        let scaled = try #require(topology.circuit(around: device, writeThreshold: device.weakestThreshold))
        let own = topology.circuit
        #expect(scaled.readVoltage == own.readVoltage && scaled.thresholdVoltage == own.thresholdVoltage)
        #expect(abs(scaled.maximumConductance.value * 1.03 / 1e-4 - 1) < 1e-12)
        let factor = scaled.maximumConductance / own.maximumConductance
        // One ratio for all impedances, up to rounding.
        #expect(abs(scaled.biasConductance / own.biasConductance / factor - 1) < 1e-12)
        #expect(abs(scaled.membraneCapacitance / own.membraneCapacitance / factor - 1) < 1e-12)
        let rules = { (design: CircuitDesign) in
            let study = Study()
            let array = try ConductanceArray.matchedTemplates(study.patterns, range: design.conductanceRange())
            return DesignRules(design: design, array: array, patterns: study.rowLevels).check()
        }
        for (before, after) in zip(try rules(own), try rules(scaled))
        where !["read disturb", "above parasitics"].contains(before.rule) {
            #expect(abs(after.margin / before.margin - 1) < 1e-9, "\(before.rule)")
        }
    }

    /// The threshold found is on the border: every rule holds there, and one breaks two per cent below.
    @Test func theSmallestThresholdIsTheBorder() throws {
        let device = try DeviceModel(text: "vteam G_min=1e-9 G_max=1e-7")
        let topology = CircuitTopology(name: "paper", circuit: CircuitDesign())
        let found = try #require(try assessment(device).smallestThreshold(topology))
        func holds(_ volts: Double) throws -> Bool {
            let design = try #require(topology.circuit(around: device, writeThreshold: Voltage(volts)))
            let study = Study()
            let array = try ConductanceArray.matchedTemplates(study.patterns, range: design.conductanceRange())
            return DesignRules(design: design, array: array, patterns: study.rowLevels, synapse: device).check()
                .allSatisfy { $0.holds || $0.isAdvisory }
        }
        #expect(try holds(found))
        #expect(try !holds(0.98 * found))
    }

    /// 0.1 V of threshold: no; with the rule, and a threshold above the device's that would do.
    @Test func aDeviceThatIsWrittenByReadingIsRefused() throws {
        let results = try assessment(DeviceModel(.aist)).run()
        #expect(!results.works && results.answer.hasPrefix("No"))
        #expect(results.topologies.map(\.name).first == "paper" && results.topologies.count == 2)
        for topology in results.topologies {
            #expect(!topology.works && !topology.reasons.isEmpty)
            if let threshold = topology.smallestThreshold { #expect(threshold > 0.1) }
        }
        #expect(results.topologies.contains { $0.smallestThreshold != nil })
        #expect(results.chosen == nil && results.notes.contains { $0.contains("assumption") })
    }

    /// The device that a preset was made for: yes, in that preset, with its numbers.
    @Test func aPresetsOwnDeviceWorks() throws {
        var assessment = assessment(try DeviceModel(text: "vteam G_min=1e-09 G_max=1e-07 V_set=2 V_reset=-2"))
        // A network of too few epochs fires later than the rule "fires in time" allows.
        assessment.study.training = Study().training
        assessment.topologies = ["vteam-scaled"]
        let results = try assessment.run()
        let topology = try #require(results.topologies.first)
        #expect(results.works && topology.works && results.chosen == "vteam-scaled", "\(topology.reasons)")
        #expect(topology.remedies.count == 3 && topology.remedies.allSatisfy { (0...1).contains($0.accuracy) })
        // Verifying leaves less spread than writing once.
        #expect(topology.remedies[2].accuracy >= topology.remedies[0].accuracy - 0.005)
        #expect(try #require(topology.smallestThreshold) < 2)
        #expect(try #require(topology.energy?.perInference) > 1e-14)
        // Below its threshold the law moves nothing.
        #expect(topology.outlivesWhatWasFollowed == true && topology.inferencesToOnePoint == nil)
        assessment.topologies = ["vteam-scale"]
        #expect(throws: StudyError.self) { try assessment.run() }
        assessment.topologies = ["sky130"]
        let retired = #expect(throws: StudyError.self) { try assessment.run() }
        #expect(retired.map { "\($0)".contains("was retired") && "\($0)".contains("vteam-scaled") } == true)
    }

    @Test func aVolatileDeviceIsNoSynapse() {
        #expect(throws: ProgrammingError.self) { try assessment(DeviceModel(.agHfO2)).run() }
    }
}
