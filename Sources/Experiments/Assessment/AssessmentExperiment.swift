import Crossbars
import Datasets
package import Devices
import Foundation
import NeuromorphicCircuits
import NumericalMethods
import Quantities
package import Results
import SpikingNetworks
package import Studies

/// Answers whether a device can make a classifier: `memspike assess`.
package struct AssessmentExperiment: Sendable {
    package var device: MeasuredDevice
    package var study: Study
    package var engines: SimulationEngines
    package var context: RunContext
    package var program: ProgramRecord

    /// Names of topologies to try; empty for all.
    package var topologies: [String] = []
    /// How much is drawn.
    var sampling = Sampling()

    struct Sampling: Sendable {
        var presentations = 2000
        var arrays = 40
        var presentationsPerArray = 400
    }

    /// Relative to the ceiling at p = 0.1, and of arrays; our choices.
    static let leastAccuracy = 0.98
    static let leastYield = 0.9
    static let flipProbability = 0.1
    /// ± in units of G_max − G_min.
    static let window = 0.02
    /// Where nothing was measured: σ of ln G of published arrays, and of a cycle.
    static let assumed = (low: 0.1, high: 0.25, cycle: 0.03)
    static let arrayPurpose = StreamPurpose("assessment: presentations")

    package init(
        device: MeasuredDevice, study: Study, engines: SimulationEngines, context: RunContext, program: ProgramRecord
    ) {
        self.device = device
        self.study = study
        self.engines = engines
        self.context = context
        self.program = program
    }

    private var model: DeviceModel { device.model }

    /// - Throws: `ProgrammingError` for a volatile device, `RunInterrupted`.
    package func run() throws -> AssessmentResults {
        guard model.description.kind == .nonvolatile else { throw ProgrammingError.volatileDevice(name: model.name) }
        let chosen = try chosenTopologies()
        let meter = StageMeter([("topologies", 1)], context: context)
        let spread = spread
        let found = try meter.map("topologies", trials: chosen.count) {
            try assess(chosen[$0], spread: spread)
        }
        var results = AssessmentResults(
            program: program, seed: study.seed, device: device.name, law: model.text, verdict: device.quality?.sentence,
            works: found.contains { $0.record.works }, answer: "", writeThreshold: model.weakestThreshold.value,
            thresholdMeaning: model.writeThresholds.meaning.rawValue, lowConductance: ends.low.value,
            highConductance: ends.high.value, spread: spread, leastAccuracy: Self.leastAccuracy,
            leastYield: Self.leastYield, topologies: found.map(\.record), protocol: protocolLines, notes: notes)
        if let best = found.map(\.record).filter(\.works).min(by: { energy($0) < energy($1) }) {
            results.chosen = best.name
            results.inferencesToOnePoint = best.inferencesToOnePoint
            results.outlivesWhatWasFollowed = best.outlivesWhatWasFollowed
        }
        for topology in found { results.notes += topology.notes.map { "\(topology.record.name): \($0)" } }
        results.answer = answer(results)
        return results
    }

    private func energy(_ record: AssessmentResults.Topology) -> Double { record.energy?.perInference ?? .infinity }

    /// Inner runs report nothing: the stages of this one do.
    private var silent: RunContext { context.silent(jobs: 1) }

    private var ends: (low: Conductance, high: Conductance) {
        model.conductanceRange(at: model.weakestThreshold * 0.25)
    }

    private var spread: AssessmentResults.Spread {
        let (low, high) = (device.lowResistanceSpread, device.highResistanceSpread)
        return .init(
            lowResistance: low?.deviceToDevice ?? Self.assumed.low,
            highResistance: high?.deviceToDevice ?? Self.assumed.high,
            cycleToCycle: min(1, low?.cycleToCycle ?? Self.assumed.cycle), isMeasured: low?.deviceToDevice != nil)
    }

    private func chosenTopologies() throws -> [CircuitTopology] {
        let all = try CircuitTopology.all()
        let known = all.map(\.name)
        if let unknown = topologies.first(where: { !known.contains($0) }) {
            if CircuitTopology.retired.contains(unknown) {
                throw StudyError.contradiction(
                    file: "--topology",
                    reason: "the preset \"\(unknown)\" was retired: its transistors conducted too much below their "
                        + "threshold (rules \"switches\" and \"off\"); take one of \(known.joined(separator: ", ")), or search another "
                        + "circuit by memspike design")
            }
            let near = NearName.suggestion(for: unknown, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
            throw StudyError.contradiction(
                file: "--topology",
                reason: "there is no topology \"\(unknown)\"; known are \(known.joined(separator: ", "))\(near)")
        }
        return topologies.isEmpty ? all : all.filter { topologies.contains($0.name) }
    }

    // MARK: One topology

    private struct Found: Sendable {
        var record: AssessmentResults.Topology
        var notes: [String] = []
    }

    private func assess(_ topology: CircuitTopology, spread: AssessmentResults.Spread) throws -> Found {
        var record = AssessmentResults.Topology(
            name: topology.name, works: false, reasons: [], brokenRules: [], remedies: [])
        record.smallestThreshold = try smallestThreshold(topology)
        record.smallestRatio = try smallestRatio(topology)
        guard let design = topology.circuit(around: model, writeThreshold: model.weakestThreshold) else {
            record.reasons = [
                "the device's conductances, \(ends.low.formatted(digits: 3)) to \(ends.high.formatted(digits: 3)), have no "
                    + "range to write"
            ]
            return Found(record: record)
        }
        var study = study
        study.device = model
        study.circuit = design
        record.readVoltage = design.readVoltage.value
        record.thresholdVoltage = design.thresholdVoltage.value
        record.minimumConductance = design.minimumConductance.value
        record.maximumConductance = design.maximumConductance.value
        record.membraneCapacitance = design.membraneCapacitance.value
        record.window = design.raceParameters.timing.window.value
        let training = ClassifierTraining(study: study, context: silent)
        let array = try training.train().conductances
        let rules = rules(design, array)
        let checks = rules.check()
        record.brokenRules = checks.violations.map(DesignRuleRecord.init)
        record.tightestRule = checks.tightest.map(DesignRuleRecord.init)
        record.decisionTime = rules.slowestCrossing?.value
        record.trained = try accuracy(of: array, in: study)
        record.templates = try accuracy(of: study.matchedTemplates(), in: study)
        guard record.brokenRules.isEmpty else {
            record.reasons = record.brokenRules.map {
                "\($0.rule) (\($0.element)): \(rounded($0.margin)) where \(rounded($0.required)) is needed; \($0.explanation)"
            }
            return Found(record: record)
        }
        record.remedies = try remedies(study, array, training, spread)
        let programmed = try program(study, array, &record)
        judge(&record)
        guard record.works, let programmed else { return Found(record: record) }
        let notes = try followReadDisturb(of: programmed, &record)
        return Found(record: record, notes: notes)
    }

    private func judge(_ record: inout AssessmentResults.Topology) {
        if let trained = record.trained, trained.value < Self.leastAccuracy {
            record.reasons.append(
                "without any spread it recognises \(rounded(trained.value)) of the ceiling, and \(Self.leastAccuracy) is asked for"
            )
        }
        let best = record.remedies.max { $0.yield < $1.yield }
        if let best, best.yield < Self.leastYield {
            record.reasons.append(
                "at the device's spread at most \(rounded(100 * best.yield)) % of arrays are good (\(best.name)), and "
                    + "\(rounded(100 * Self.leastYield)) % are asked for")
        }
        record.works = record.reasons.isEmpty
    }

    private func rules(_ design: CircuitDesign, _ array: ConductanceArray) -> DesignRules {
        DesignRules(design: design, array: array, patterns: study.rowLevels, synapse: model)
    }

    private func accuracy(of array: ConductanceArray, in study: Study, count: Int? = nil) throws -> RelativeAccuracy {
        let shown = study.presentations(.independentFlips(Self.flipProbability), purpose: Purpose.training)
        var race = try EventRace(array, design: study.circuit, engine: engines.events)
        return RelativeAccuracy(
            shortfall: try race.tally(shown, trials: 0..<(count ?? sampling.presentations)).shortfall)
    }

    // MARK: Spread and remedies

    private func remedies(
        _ study: Study, _ array: ConductanceArray, _ training: ClassifierTraining, _ spread: AssessmentResults.Spread
    ) throws -> [AssessmentResults.Remedy] {
        var once = ArrayEffects()
        once.programming = .constant(spread.cycleToCycle)
        once.deviceVariation = DeviceVariation(
            lowResistance: spread.lowResistance, highResistance: spread.highResistance)
        var verified = ArrayEffects()
        verified.programming = .constant(Self.window)
        verified.writeVerify = WriteVerifyWindow(halfWidth: Self.window)
        let hardened = try training.train(injected: once).conductances
        return [
            try yield("written once", array, once, study),
            try yield("written once, trained for the spread", hardened, once, study),
            try yield("write–verify to ± 2 % of the range", array, verified, study),
        ]
    }

    private func yield(
        _ name: String, _ array: ConductanceArray, _ effects: ArrayEffects, _ study: Study
    ) throws -> AssessmentResults.Remedy {
        let shown = study.presentations(.independentFlips(Self.flipProbability), purpose: Self.arrayPurpose)
        let count = sampling.presentationsPerArray
        let scores = try (0..<sampling.arrays).map { map -> Double in
            if context.isCancelled() { throw RunInterrupted(stage: "topologies") }
            let broken = effects.aged(array, faults: .none, seed: study.seed, trial: map).conductances
            var race = try EventRace(broken, design: study.circuit, engine: engines.events)
            return RelativeAccuracy(
                shortfall: try race.tally(shown, trials: map * count..<(map + 1) * count).shortfall
            ).value
        }
        let summary = SampleSummary(scores)
        return .init(
            name: name, accuracy: summary.mean, accuracyP5: summary.quantile(0.05),
            yield: Double(scores.count { $0 >= Self.leastAccuracy }) / Double(scores.count))
    }

    /// Writes the network through the device's own equations.
    private func program(
        _ study: Study, _ array: ConductanceArray, _ record: inout AssessmentResults.Topology
    ) throws -> StoredClassifier? {
        do {
            let outcome = try ProgrammingExperiment(
                network: shown(StoredClassifier(study: study, conductances: array)),
                plan: ProgrammingPlan(device: model), engines: engines, context: silent, program: program
            ).run()
            record.energy = outcome.results.reading
            record.writingEnergy = outcome.results.energy
            record.writingTime = outcome.results.time
            record.shareInWindow = outcome.results.shareInWindow
            return outcome.network.network
        } catch let error as ProgrammingError {
            record.reasons.append("it cannot be programmed: \(error)")
            return nil
        }
    }

    private func shown(_ network: StoredClassifier) -> ShownClassifier {
        ShownClassifier(
            network, flipProbability: Self.flipProbability, presentations: sampling.presentations)
    }

    /// - Parameter network: as the array holds it after programming.
    /// - Returns: what is to be said of it.
    private func followReadDisturb(
        of network: StoredClassifier, _ record: inout AssessmentResults.Topology
    ) throws -> [String] {
        let disturb = try EnduranceExperiment(
            network: shown(network), device: model, engines: engines, context: silent, program: program
        ).run()
        record.inferencesToOnePoint = disturb.inferencesToOnePoint
        record.outlivesWhatWasFollowed = disturb.inferencesToOnePoint == nil
        return disturb.notes
    }

    // MARK: What would work

    private func holds(_ design: CircuitDesign) throws -> Bool {
        let templates = try ConductanceArray.matchedTemplates(study.patterns, range: design.conductanceRange())
        return rules(design, templates).check().violations.isEmpty
    }

    /// By bisection, with the patterns themselves in the array; the voltages follow the threshold.
    func smallestThreshold(_ topology: CircuitTopology) throws -> Double? {
        func works(_ volts: Double) throws -> Bool {
            guard let design = topology.circuit(around: model, writeThreshold: Voltage(volts)) else { return false }
            return try holds(design)
        }
        return try smallest(from: 0.01 * topology.fullThreshold.value, to: 1.01 * topology.fullThreshold.value, works)
    }

    /// By bisection, with the topology's own voltages if the device's threshold is too low for any.
    private func smallestRatio(_ topology: CircuitTopology) throws -> Double? {
        let threshold = max(model.weakestThreshold, topology.fullThreshold)
        return try smallest(from: 1.01, to: 1000) { ratio in
            guard let design = topology.circuit(around: model, writeThreshold: threshold, ratio: ratio),
                try holds(design)
            else { return false }
            var study = study
            study.circuit = design
            return try accuracy(of: study.matchedTemplates(), in: study, count: sampling.presentations / 2).value
                >= Self.leastAccuracy
        }
    }

    /// The smallest number of a range that works, to half a per cent, if its end does.
    private func smallest(from low: Double, to high: Double, _ works: (Double) throws -> Bool) throws -> Double? {
        guard try works(high) else { return nil }
        if try works(low) { return low }
        var (low, high) = (low, high)
        while high / low > 1.005 {
            let middle = (low * high).squareRoot()
            if try works(middle) { high = middle } else { low = middle }
        }
        return high
    }

    // MARK: Words

    private func rounded(_ value: Double) -> String { String(format: "%.3g", value) }

    private func answer(_ results: AssessmentResults) -> String {
        let working = results.topologies.filter(\.works).map(\.name)
        guard working.isEmpty else {
            return
                "Yes: \(device.name) can make a classifier in \(working.count) of \(results.topologies.count) topologies "
                + "(\(working.joined(separator: ", ")))."
        }
        let thresholds = results.topologies.compactMap { topology in
            topology.smallestThreshold.map { (topology.name, $0) }
        }
        let nearest = thresholds.min { $0.1 < $1.1 }
        let threshold = nearest.map {
            $0.1 > results.writeThreshold
                ? " The nearest, \($0.0), would hold its rules from a write threshold of \(Voltage($0.1).formatted(digits: 3)) "
                    + "on; the device has \(Voltage(results.writeThreshold).formatted(digits: 3))."
                : ""
        }
        return "No: \(device.name) cannot make a classifier in any of \(results.topologies.count) topologies."
            + (threshold ?? "")
    }

    private var protocolLines: [String] {
        [
            "Every topology is scaled to the device: impedances in one ratio to its G_max, V_read, V_th and V_hold in one "
                + "ratio as low as its write threshold asks for; diodes and transistors keep their voltages.",
            "It works if every design rule holds, the trained network reaches \(Self.leastAccuracy) of the ceiling, and a remedy "
                + "leaves \(rounded(100 * Self.leastYield)) % of arrays there.",
            "Accuracy: events engine, pixels flipped with p = \(Self.flipProbability), relative to the ceiling by the winner's "
                + "posterior; \(sampling.presentations) presentations, \(sampling.arrays) arrays of \(sampling.presentationsPerArray) each.",
            "Smallest threshold and range: bisection to half a per cent, with the patterns themselves in the array.",
            "Energy and writing: the network programmed through the device's equations, 64 levels, ± 2 % of the range.",
        ]
    }

    private var notes: [String] {
        var notes: [String] = []
        if !spread.isMeasured {
            notes.append(
                "The device has no measured spread: σ of ln G \(Self.assumed.low) at G_max and \(Self.assumed.high) at G_min, "
                    + "\(Self.assumed.cycle) of the range from cycle to cycle are this program's assumption. Fit several devices "
                    + "and cycles to have its own.")
        }
        if device.quality?.verdict == .systematic || device.quality?.verdict == .poor {
            notes.append(
                "The law does not describe the measurement, so that the answer is about the law: "
                    + (device.quality?.sentence ?? ""))
        }
        let open = device.parameters.filter { $0.determination != "determined" && $0.symbol != "x_0" }.map(\.symbol)
        if !open.isEmpty {
            notes.append(
                "The measurement does not determine \(open.joined(separator: ", ")); the answer takes their fitted values."
            )
        }
        return notes
    }
}
