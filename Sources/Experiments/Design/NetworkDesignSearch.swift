import Crossbars
package import Devices
import Foundation
import NeuromorphicCircuits
import NumericalMethods
import Quantities
package import Results
import SpikingNetworks
package import Studies

/// Searches circuits of a deep network that a device can be part of.
///
/// A circuit of this design keeps its times in slots whatever its impedances, voltages and slot are. So a network is trained for
/// some V_th/V_read, with the ratio of conductances that the device can have, and the search goes over V_read, G_max and Δt: every
/// rule is held against each, and the best are measured in the events engine.
package struct NetworkDesignSearch: Sendable {
    /// A network that was trained for a V_th/V_read.
    private struct Trained: Sendable {
        var base: DeepCircuitDesign
        var stored: StoredNetwork
        /// On the samples that the study holds out.
        var accuracy: Double
        /// From the lowest V_th on to what the device bears.
        var readVoltages: ClosedRange<Double>  // [V]
    }

    private struct Point: Sendable {
        var network: Int
        var design: DeepCircuitDesign
        var margin: Double
        var tightestRule: String
        /// Of the whole presentation, and V_read² ΣG times it.
        var window: Double  // [s]
        var roughEnergy: Double  // [J]
        /// What is broken, in words; nil if every rule holds.
        var broken: String?
    }

    package var device: DeviceModel
    package var objective: DesignObjective
    package var study: Study
    package var data: StudyData
    package var engines: SimulationEngines
    package var context: RunContext
    package var program: ProgramRecord
    package var draws = 2000

    static let purpose = StreamPurpose("design: circuits of a deep network")
    /// How many of the feasible points are measured, on how many samples.
    private static let measurements = 12
    private static let samples = 20
    /// Of decisions, with the discrete model's.
    private static let leastAgreement = 0.95
    private static let slots = Time.nanoseconds(10)...Time.microseconds(10)
    /// Our choice: threshold switches that are published turn on at a tenth of a volt or more.
    private static let leastThreshold = Voltage.millivolts(100)
    /// Of the study's V_th/V_read.
    private static let thresholdFactors = [1.0, 2, 4, 8]
    /// Networks that recognise less than the best by more are left out.
    private static let accuracySlack = 0.01
    private static let leastRatio = 1.5
    /// How much longer than the slowest output needs a race may last, and how long at most.
    private static let raceSlack = 1.3
    private static let mostRaceSlots = 200

    package init(
        device: DeviceModel, objective: DesignObjective, study: Study, data: StudyData,
        engines: SimulationEngines, context: RunContext, program: ProgramRecord
    ) {
        self.device = device
        self.objective = objective
        self.study = study
        self.data = data
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
        let meter = StageMeter([("training", 30), ("rules", 10), ("measuring", 30), ("writing", 10)], context: context)
        let range = try conductances()
        let networks = try train(range, meter)
        let points = try meter.map("rules", trials: draws) { try point($0, networks, range) }
        let feasible = points.filter { $0.broken == nil }.sorted(by: better)
        guard !feasible.isEmpty else { throw impossible(points) }
        let chosen = Array(feasible.prefix(Self.measurements / 2)) + sample(feasible)
        let shown = try ShownSamples(heldOutBy: data, limit: Self.samples)
        let records = try meter.map("measuring", trials: chosen.count) { try measure(chosen[$0], networks, shown) }
        let good = records.indices.filter { records[$0].agreement >= Self.leastAgreement }
        guard let best = good.min(by: { better(records[$0].record, records[$1].record) }) else {
            throw DesignImpossible(
                device: device.text,
                reason: "\(feasible.count) circuits do, but in none of the \(records.count) measured ones "
                    + "do \(Self.leastAgreement) of the decisions agree with the trained network's",
                remedy: "Choose another seed, or a study with more slots.")
        }
        var preset = study
        preset.name = "\(device.name.rawValue)-\(objective.rawValue)"
        preset.layers = chosen[best].design
        var results = DesignResults(
            program: program, seed: study.seed, device: device.text, objective: objective.rawValue, drawn: draws,
            feasible: feasible.count, measured: records.count, accurate: good.count,
            front: DesignRecord.front(good.map { records[$0].record }), energyShown: shown.text,
            chosen: records[best].record, notes: [])
        results.notes = try written(preset, networks[chosen[best].network].stored, meter)
        return (results, preset)
    }

    // MARK: Stages

    /// What the device has between the lowest and the highest voltage at which it may be read.
    private func conductances() throws -> (low: Double, high: Double) {
        let high = device.conductanceRange(at: .zero).high.value / 1.03
        let low = max(device.conductanceRange(at: device.weakestThreshold * 0.6).low.value, 1e-3 * high) * 1.03
        guard high / low > Self.leastRatio else {
            throw DesignImpossible(
                device: device.text, reason: "it conducts \(high / low) times as much in LRS as in HRS",
                remedy: "Choose a device with a larger ratio of conductances.")
        }
        return (low, high)
    }

    /// Networks for every V_th/V_read at which the device can be read; those that recognise enough.
    private func train(_ range: (low: Double, high: Double), _ meter: StageMeter) throws -> [Trained] {
        let base = study.layers.ofRatio(range.high / range.low, study.network)
        let share = base.thresholdVoltage / base.readVoltage
        let highest = device.weakestThreshold.value / (1.1 * DesignSearch.leastMargin)
        let possible = Self.thresholdFactors.compactMap { factor -> (DeepCircuitDesign, ClosedRange<Double>)? in
            let own = share * factor
            guard own < 0.5, Self.leastThreshold.value / own <= highest / (1 + own) else { return nil }
            var design = base
            design.thresholdVoltage = design.readVoltage * own
            return (design, (Self.leastThreshold.value / own)...(highest / (1 + own)))
        }
        guard !possible.isEmpty else {
            throw DesignImpossible(
                device: device.text,
                reason: "its write threshold of \(device.weakestThreshold.formatted(digits: 3)) allows V_read + V_th = "
                    + "\(Voltage(highest).formatted(digits: 3)), and V_th of \(Self.leastThreshold) or more would be too large a part "
                    + "of it",
                remedy: "Choose a device with higher write thresholds.")
        }
        meter.begin("training", trials: possible.count)
        let networks = try possible.map { design, voltages in
            var own = study
            own.layers = design
            let outcome = try NetworkExperiment(
                study: own, data: data, circuit: nil, context: context.silent(), program: program, availableMemory: .max
            ).run()
            meter.finishTrial()
            return Trained(
                base: design, stored: outcome.network, accuracy: outcome.results.testAccuracy, readVoltages: voltages)
        }
        let best = networks.map(\.accuracy).max()!
        return networks.filter { $0.accuracy >= best - Self.accuracySlack }
    }

    private func point(
        _ trial: Int, _ networks: [Trained], _ range: (low: Double, high: Double)
    ) throws -> Point {
        var stream = RandomStream(seed: study.seed, purpose: Self.purpose, trial: trial)
        /// Evenly over the logarithm.
        func between(_ low: Double, _ high: Double) -> Double { low * pow(high / low, stream.uniform()) }
        let index = stream.below(networks.count)
        let (base, voltages) = (networks[index].base, networks[index].readVoltages)
        var design = base
        design.readVoltage = Voltage(between(voltages.lowerBound, voltages.upperBound))
        design.thresholdVoltage = design.readVoltage * (base.thresholdVoltage / base.readVoltage)
        design.writeThreshold = device.weakestThreshold * 0.999
        let ratio = base.maximumConductance / base.minimumConductance
        design.maximumConductance = Conductance(between(range.low * ratio, range.high))
        design.minimumConductance = design.maximumConductance / ratio
        design.slotDuration = Time(between(Self.slots.lowerBound.value, Self.slots.upperBound.value))
        let scaled = try networks[index].stored.network.scaled(to: design)
        var checks = try NetworkDesignRules(scaled, design: design).check()
        // How long the race may last is no part of what was trained.
        if let race = checks.first(where: { $0.rule == "races in time" }), race.margin > 0 {
            let needed = Double(design.raceSlots) / race.margin
            design.raceSlots = min(Self.mostRaceSlots, max(1, Int(saturating: (needed * Self.raceSlack).rounded(.up))))
            checks = try NetworkDesignRules(scaled, design: design).check()
        }
        // A capacitor below what its wires have is no design.
        let worst = checks.filter { !$0.isAdvisory || $0.rule == "above parasitics" }.min {
            $0.relativeMargin < $1.relativeMargin
        }!
        let margin = worst.relativeMargin
        let siemens = try scaled.crossbars().reduce(0) {
            $0 + ($1.positive + $1.negative).reduce(0) { $0 + Double($1) }
        }
        let window = design.slotDuration.value * Double(design.presentationSlots(scaled.readout))
        return Point(
            network: index, design: design, margin: margin, tightestRule: worst.rule, window: window,
            roughEnergy: design.readVoltage.value * design.readVoltage.value * siemens * window,
            broken: margin >= DesignSearch.leastMargin
                ? nil : "\(worst.rule) (\(worst.element)): \(worst.explanation)")
    }

    /// Some of those that are not the best, for the front.
    private func sample(_ points: [Point]) -> [Point] {
        let rest = points.dropFirst(Self.measurements / 2)
        let step = max(1, rest.count / (Self.measurements / 2))
        return stride(from: rest.startIndex, to: rest.endIndex, by: step).map { rest[$0] }
    }

    private func measure(
        _ point: Point, _ networks: [Trained], _ shown: ShownSamples
    ) throws -> (record: DesignRecord, agreement: Double) {
        let design = point.design
        let stored = networks[point.network].stored
        let network = try stored.network.scaled(to: design)
        let found = try NetworkEvaluation(network, encoder: stored.encoder, design: design, seed: study.seed)
            .run(shown.samples, engines: engines, context: context.silent(jobs: 1))
            .record
        // Only records of earlier versions lack these.
        let record = DesignRecord(
            energy: found.parts!, decisionTime: found.decisionTime!, window: found.presentationDuration!,
            accuracy: found.accuracy, margin: point.margin, tightestRule: point.tightestRule,
            readVoltage: design.readVoltage.value, thresholdVoltage: design.thresholdVoltage.value,
            minimumConductance: design.minimumConductance.value, maximumConductance: design.maximumConductance.value,
            membraneCapacitance: try network.crossbars().last!.parameters.membrane.capacitance.value)
        return (record, found.decisionsAgree)
    }

    /// What is left of the network once it is written into the device.
    private func written(
        _ preset: Study, _ stored: StoredNetwork, _ meter: StageMeter
    ) throws -> [String] {
        meter.begin("writing", trials: 1)
        defer { meter.finishTrial() }
        var own = stored
        own.network = try stored.network.scaled(to: preset.layers)
        own.target = nil
        let network = try ShownNetwork(study: preset, stored: own, shown: ShownSamples(heldOutBy: data, limit: nil))
        var plan = ProgrammingPlan(device: device)
        plan.scheme = .none
        let outcome = try ProgrammingExperiment(
            network: network, plan: plan, engines: engines, context: context.silent(), program: program
        ).run().results
        let accuracy = outcome.accuracy
        return [
            "Written into the device by a selector's pulses: \(outcome.healthyInWindow) of \(outcome.healthyCells) cells in their "
                + "window; the discrete model names \(String(format: "%.2f %%", accuracy.after * 100)) of \(accuracy.presentations) "
                + "\(accuracy.shown) rightly, \(String(format: "%.2f %%", accuracy.before * 100)) before."
        ] + outcome.notes
    }

    // MARK: Order

    private func better(_ a: Point, _ b: Point) -> Bool {
        switch objective {
        case .energy: a.roughEnergy < b.roughEnergy
        case .speed: a.window < b.window
        case .margin: a.margin > b.margin
        }
    }

    private func better(_ a: DesignRecord, _ b: DesignRecord) -> Bool { a.isBetter(than: b, for: objective) }

    private func impossible(_ points: [Point]) -> DesignImpossible {
        let closest = points.max { $0.margin < $1.margin }
        return DesignImpossible(
            device: device.text,
            reason: "none of \(draws) circuits drawn does"
                + (closest?.broken.map { "; the closest breaks \($0)" } ?? ""),
            remedy: "Draw more (--draws), or choose a device with higher write thresholds.")
    }
}

extension DeepCircuitDesign {
    /// The design with this ratio of conductances at most, and V_th at what is then left of a column's drive.
    fileprivate func ofRatio(_ most: Double, _ network: NetworkPlan) -> DeepCircuitDesign {
        guard maximumConductance / minimumConductance > most else { return self }
        return narrowed(ratio: most, rows: network.hidden.isEmpty ? network.inputRows : .complementary)
    }
}

extension SpikingNetwork {
    /// The network with conductances, voltages and times of a design that differs in their scales alone.
    fileprivate func scaled(to design: DeepCircuitDesign) throws -> SpikingNetwork {
        let range = try design.conductanceRange()
        let crossbars = try crossbars()
        let scaled = try crossbars.enumerated().map { index, layer in
            let factor = range.maximum / layer.range.maximum
            let (low, high) = (range.minimum.value, range.maximum.value)
            let array = layer.array
            let held = try ConductanceArray(
                columns: array.columns, rows: array.rows, range: range,
                siemens: array.siemens.map { min(max($0 * factor, low), high) })
            return SpikingLayer.crossbar(
                try layer.carried(held, in: design, isOutput: index == crossbars.count - 1))
        }
        return try SpikingNetwork(layers: scaled, slots: slots, readout: readout)
    }
}
