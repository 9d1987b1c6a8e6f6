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

/// Searches circuits that a device can be part of: drawn by an evolution strategy, held against every design rule, measured
/// in the events engine, and the best one proved at the device level after programming.
package struct DesignSearch: Sendable {
    /// A design that holds every rule, with its network.
    struct Point: Sendable {
        var candidate: DesignCandidate
        var design: CircuitDesign
        var array: ConductanceArray
        var margin: Double
        var tightestRule: String
        /// Slowest clean crossing [s] and V_read² ΣG times the window [J]: what a cheap look tells.
        var window: Double
        var roughEnergy: Double
    }

    /// Networks that were trained for a pair of ratios, one for each of `thresholdRatios`.
    private struct Trained: Sendable {
        var bias: Double
        var ratio: Double
        var arrays: [ConductanceArray]

        /// Trained with about this V_th/V_read.
        func array(_ thresholdRatio: Double) -> ConductanceArray {
            let ratios = DesignSearch.thresholdRatios
            return arrays[
                ratios.indices.min { abs(ratios[$0] - thresholdRatio) < abs(ratios[$1] - thresholdRatio) }!]
        }
    }

    package var device: DeviceModel
    package var objective: DesignObjective
    package var study: Study
    package var engines: SimulationEngines
    package var context: RunContext
    package var program: ProgramRecord
    package var draws = 60_000
    /// How many of the feasible points are measured.
    package var measurements = 150
    package var proves = true

    static let purpose = StreamPurpose("design: candidates")
    /// Of the ceiling at p = 0.1; our choice.
    static let leastAccuracy = 0.995
    /// Of healthy cells in their window.
    static let leastProgrammedShare = 0.995
    static let flipProbability = 0.1
    /// What every rule must have beyond what it asks for: programming moves conductances by some per cent.
    static let leastMargin = 1.02
    /// Device-level proofs at most, and networks trained for them.
    static let mostProofs = 12
    static let mostTrained = 60
    private static let biasRatios = [6.0, 12, 25, 50]
    private static let conductanceRatios = [10.0, 30, 100]
    fileprivate static let thresholdRatios = [0.25, 0.4, 0.55]

    package init(
        device: DeviceModel, objective: DesignObjective, study: Study, engines: SimulationEngines,
        context: RunContext, program: ProgramRecord
    ) {
        self.device = device
        self.objective = objective
        self.study = study
        self.engines = engines
        self.context = context
        self.program = program
    }

    /// - Returns: the results, and the study of the chosen design.
    /// - Throws: `ProgrammingError` for a volatile device, `DesignImpossible`, `RunInterrupted`.
    package func run() throws -> (results: DesignResults, preset: Study) {
        guard device.description.kind == .nonvolatile else {
            throw ProgrammingError.volatileDevice(name: device.name)
        }
        let meter = StageMeter(
            [("training", 10), ("rules", 5), ("measuring", 20), ("front", 2), ("proof", 30)], context: context)
        let networks = try train(meter)
        let points = try feasible(networks, meter)
        let chosen = ranked(points)
        let records = try meter.map("measuring", trials: chosen.count) { try measure(chosen[$0]) }
        let good = records.indices.filter { records[$0].recognised >= Self.leastAccuracy }
            .sorted { better(records[$0], records[$1]) }
        guard let first = good.first else {
            let best = records.map(\.recognised).max() ?? 0
            throw DesignImpossible(
                device: device.text,
                reason: "\(points.count) points do, but the best recognises \(best) of the ceiling at p = 0.1, and "
                    + "\(Self.leastAccuracy) is asked for",
                remedy: "Choose a device with higher write thresholds or a larger ratio of conductances.")
        }
        let front = DesignRecord.front(records, among: good)
        var results = DesignResults(
            program: program, seed: study.seed, device: device.text, objective: objective.rawValue, drawn: draws,
            feasible: points.count, measured: records.count, accurate: good.count,
            front: try meter.map("front", trials: front.count) {
                try measure(chosen[front[$0]], energyPresentations: LevelRunner.energyPresentations)
            }, energyShown: "\(LevelRunner.energyPresentations) \(study.agreementPresentations().text)",
            chosen: records[first], notes: [CircuitDesign.areaAssumptions])
        let proves = proves && engines.ngspice != nil
        if !proves {
            results.notes.append(
                engines.ngspiceMissing ?? "The design was not proved at the device level, as was asked")
        }
        for candidate in good.prefix(Self.mostTrained) {
            guard let own = try own(chosen[candidate]) else {
                results.untrainable += 1
                continue
            }
            if proves {
                let proof = try prove(own, meter)
                results.notes += proof.failures
                guard proof.cleanCorrect == study.patterns.count, proof.programmedShare >= Self.leastProgrammedShare
                else {
                    results.rejected += 1
                    if results.rejected == Self.mostProofs { break }
                    continue
                }
                results.proof = proof
            }
            results.chosen = own.record
            results.parasitics = rules(own.study.circuit, own.array).parasiticsNote
            results.mismatch = try StoredClassifier(study: own.study, conductances: own.array).mismatchMargin(
                engines.events)
            return (results, own.study)
        }
        throw DesignImpossible(
            device: device.text,
            reason:
                "of the best points for \(objective.rawValue), \(results.untrainable) break a rule or recognise too little "
                + "with the network trained in their own circuit, and \(results.rejected) fail on clean patterns at the device "
                + "level in ngspice\(results.notes.dropFirst().map { "; \($0)" }.joined())",
            remedy: "Choose another objective or seed: margin is the safest.")
    }

    // MARK: Stages

    /// Networks for every pair of ratios, in a circuit of any scale: scaling changes nothing.
    private func train(_ meter: StageMeter) throws -> [Trained] {
        let pairs = Self.biasRatios.flatMap { bias in Self.conductanceRatios.map { (bias, $0) } }
        let ratios = Self.thresholdRatios
        let arrays = try meter.map("training", trials: pairs.count * ratios.count) { index in
            let (bias, ratio) = pairs[index / ratios.count]
            var study = study
            study.circuit = CircuitDesign()
            study.circuit.thresholdVoltage = study.circuit.readVoltage * ratios[index % ratios.count]
            study.circuit.minimumConductance = study.circuit.maximumConductance / ratio
            study.circuit.biasConductance = study.circuit.maximumConductance * bias
            study.circuit.slots = 40
            return try ClassifierTraining(study: study, context: context).train().conductances
        }
        return pairs.indices.map { pair in
            Trained(
                bias: pairs[pair].0, ratio: pairs[pair].1,
                arrays: Array(arrays[pair * ratios.count..<(pair + 1) * ratios.count]))
        }
    }

    /// A place in the space and what the rules say of it.
    private struct Trial: Sendable {
        var network: Int
        var unit: [Double]
        /// nil where a rule is broken.
        var point: Point?
        /// The worst rule's margin, in units of what it asks for; −1 where there is no circuit at all.
        var margin: Double
        /// What is broken, in words.
        var broken: String
    }

    /// Draws the space at random, then moves on from the best in each objective: an evolution strategy, whose every trial
    /// has its own stream.
    private func feasible(_ networks: [Trained], _ meter: StageMeter) throws -> [Point] {
        let first = draws / 4
        let generations = 15
        let children = (draws - first) / generations
        meter.begin("rules", trials: draws)
        let silent = StageMeter([("rules", 1)], context: context.silent())
        func run(_ count: Int, _ offset: Int, _ make: @escaping @Sendable (inout RandomStream) -> (Int, [Double]))
            throws -> [Trial]
        {
            // In batches: a trial takes some twenty microseconds.
            let batch = 64
            let trials = try silent.map("rules", trials: (count + batch - 1) / batch) { share -> [Trial] in
                try (share * batch..<min(count, (share + 1) * batch)).map { index in
                    var stream = RandomStream(seed: study.seed, purpose: Self.purpose, trial: offset + index)
                    let (network, unit) = make(&stream)
                    return try trial(network, networks[network], unit)
                }
            }
            for _ in 0..<count { meter.finishTrial() }
            return trials.flatMap { $0 }
        }
        var population = try run(first, 0) { stream in
            let network = stream.below(networks.count)
            return (network, (0..<DesignCandidate.dimensions).map { _ in stream.uniform() })
        }
        var points = population.compactMap(\.point)
        for generation in 0..<generations {
            let parents = parents(population)
            guard !parents.isEmpty else { break }
            let width = 0.15 * pow(0.85, Double(generation))
            let next = try run(children, first + generation * children) { stream in
                let parent = parents[stream.below(parents.count)]
                let unit = parent.unit.map { value in
                    stream.uniform() < 0.4 ? min(max(value + width * stream.normal(), 0), 1) : value
                }
                return (stream.uniform() < 0.1 ? stream.below(networks.count) : parent.network, unit)
            }
            points += next.compactMap(\.point)
            population = parents + next
        }
        if points.isEmpty { throw impossible(population.max { $0.margin < $1.margin }) }
        return points
    }

    /// The best in energy, in time and in margin; where too few hold every rule, those that break them least.
    private func parents(_ population: [Trial]) -> [Trial] {
        let good = population.filter { $0.point != nil }
        var parents = Array(good.sorted { $0.point!.roughEnergy < $1.point!.roughEnergy }.prefix(60))
        parents += good.sorted { $0.point!.window < $1.point!.window }.prefix(60)
        parents += good.sorted { $0.margin > $1.margin }.prefix(60)
        if parents.count < 100 {
            parents += population.filter { $0.point == nil && $0.margin > 0 }.sorted { $0.margin > $1.margin }
                .prefix(100 - parents.count)
        }
        return parents
    }

    private func trial(_ index: Int, _ network: Trained, _ unit: [Double]) throws -> Trial {
        func miss(_ margin: Double, _ broken: String) -> Trial {
            Trial(network: index, unit: unit, point: nil, margin: margin, broken: broken)
        }
        // A conductance grows with the voltage at which it is read: the range that the device has at any V_read.
        let low = device.conductanceRange(at: device.weakestThreshold * 0.6)
        let high = device.conductanceRange(at: .zero).high.value / 1.03
        let floor = max(low.low.value, 1e-3 * high) * 1.03
        guard floor * network.ratio <= high else { return miss(-1, "") }
        let candidate = DesignCandidate(
            unit, biasRatio: network.bias, conductanceRatio: network.ratio, conductances: floor...high)
        guard
            let draft = candidate.circuit(
                writeThreshold: device.weakestThreshold * 0.999, columns: self.study.patterns.count,
                slots: study.circuit.slots)
        else { return miss(-1, "") }
        let trained = network.array(candidate.thresholdRatio)
        let scale = candidate.maximumConductance / trained.range.maximum
        let array = try ConductanceArray(
            columns: trained.columns, rows: trained.rows, range: draft.conductanceRange(),
            siemens: trained.siemens.map {
                min(max($0 * scale, draft.minimumConductance.value), draft.maximumConductance.value)
            })
        let atRead = device.conductanceRange(at: draft.readVoltage)
        guard atRead.low <= draft.minimumConductance, draft.maximumConductance <= atRead.high else {
            return miss(-1, "")
        }
        guard let slowest = rules(draft, array).slowestCrossing else { return miss(0, "") }
        let design = candidate.settingWindow(of: draft, slowestCrossing: slowest)
        let worst = rules(design, array).check().tightest!
        let margin = worst.relativeMargin
        guard margin >= Self.leastMargin else {
            return miss(
                margin,
                "\(worst.rule) (\(worst.element)): margin \(rounded(worst.margin)), needed "
                    + "\(rounded(worst.required)): \(worst.explanation)")
        }
        let window = design.raceParameters.timing.window.value
        let total = array.siemens.reduce(0, +) + design.biasConductance.value * Double(array.columns)
        let point = Point(
            candidate: candidate, design: design, array: array, margin: margin, tightestRule: worst.rule,
            window: window,
            roughEnergy: design.readVoltage.value * design.readVoltage.value * total * window)
        return Trial(network: index, unit: unit, point: point, margin: margin, broken: "")
    }

    /// The rules with the device's own i(v).
    func rules(_ design: CircuitDesign, _ array: ConductanceArray) -> DesignRules {
        DesignRules(design: design, array: array, patterns: study.rowLevels, synapse: device)
    }

    private func rounded(_ value: Double) -> String { String(format: "%.3g", value) }

    private func impossible(_ closest: Trial?) -> DesignImpossible {
        let highest = device.weakestThreshold / 1.1
        let missing =
            closest.map { $0.margin > 0 ? "the closest point breaks \($0.broken)" : "" } ?? ""
        let least = PhysicalConstants.thermalVoltage * log(1 + 9 / (0.3 * 0.5))
        let spike = highest * (0.6 / 1.6 * 25 / 26)
        guard spike < least else {
            return DesignImpossible(
                device: device.text,
                reason:
                    "none of \(draws) circuits drawn holds every rule with \(rounded((Self.leastMargin - 1) * 100)) % to spare"
                    + (missing.isEmpty ? "" : "; \(missing)"),
                remedy: "Its write threshold allows designs: draw more (--draws).")
        }
        return DesignImpossible(
            device: device.text,
            reason: "the write threshold of \(device.weakestThreshold.formatted(digits: 3)) allows V_read + V_th = "
                + "\(highest.formatted(digits: 3)) (rule \"read disturb\"), hence an output spike of at most "
                + "\(spike.formatted(digits: 3)); a diode that holds the bus against nine idle ones drops at least "
                + "\(least.formatted(digits: 3)) of it, and the rule \"inhibits: opens\" needs what is left, "
                + "\((least - spike).formatted(digits: 3)) too little"
                + (missing.isEmpty ? "" : "; \(missing)"),
            remedy: "Choose a device with higher write thresholds.")
    }

    /// The points to measure: the most promising for the objective, and a sample of all, for the front.
    private func ranked(_ points: [Point]) -> [Point] {
        let order: (Point, Point) -> Bool =
            switch objective {
            case .energy: { $0.roughEnergy < $1.roughEnergy }
            case .speed: { $0.window < $1.window }
            case .margin: { $0.margin > $1.margin }
            }
        let sorted = points.sorted(by: order)
        let best = Array(sorted.prefix(measurements / 2))
        let rest = Array(sorted.dropFirst(best.count))
        let step = max(1, rest.count / max(1, measurements - best.count))
        return best + stride(from: 0, to: rest.count, by: step).map { rest[$0] }.prefix(measurements - best.count)
    }

    /// - Parameter energyPresentations: fewer than every command's tell designs apart.
    func measure(_ point: Point, energyPresentations: Int = 200) throws -> DesignRecord {
        let study = preset(point.design)
        let ceiling = ProtocolCeiling(study).accuracy(.independentFlips(Self.flipProbability))
        let shown = study.presentations(.independentFlips(Self.flipProbability), purpose: Purpose.training)
        var race = try EventRace(point.array, design: point.design, engine: engines.events)
        let tally = try race.tally(shown, trials: 0..<1000)
        let presentations = study.agreementPresentations()
        var parts: [EnergySplit] = []
        var times: [Double] = []
        for trial in 0..<energyPresentations {
            let observation = try race.observe(presentations.frames(trial))
            parts.append(EnergySplit(observation.energy))
            times += [observation.firstSpike].compactMap { $0 }
        }
        return DesignRecord(
            energy: EnergySplit(meanOf: parts),
            decisionTime: times.isEmpty ? .infinity : SampleSummary(times).median, window: point.window,
            accuracy: tally.accuracy, relativeToCeiling: tally.relative(toCeiling: ceiling).value, margin: point.margin,
            tightestRule: point.tightestRule,
            area: point.design.area(rows: point.array.rows, columns: point.array.columns),
            readVoltage: point.design.readVoltage.value, thresholdVoltage: point.design.thresholdVoltage.value,
            minimumConductance: point.design.minimumConductance.value,
            maximumConductance: point.design.maximumConductance.value,
            membraneCapacitance: point.design.membraneCapacitance.value)
    }

    private func better(_ a: DesignRecord, _ b: DesignRecord) -> Bool { a.isBetter(than: b, for: objective) }

    func preset(_ design: CircuitDesign) -> Study {
        var study = study
        study.name = "\(device.name.rawValue)-\(objective.rawValue)"
        study.device = device
        study.circuit = design
        return study
    }
}
