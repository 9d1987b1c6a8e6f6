import Circuits
import Crossbars
package import Datasets
import NeuromorphicCircuits
import NumericalMethods
package import Results
import SpikingNetworks
package import Studies
import Synchronization

/// A sweep, whole: train, break array after array, and say what they are worth.
package struct SweepExperiment: Sendable {
    package let study: SweepStudy
    package let engines: SimulationEngines
    package let context: RunContext
    package let program: ProgramRecord
    /// What the study's `network` names.
    private let network: SweptNetwork?
    /// Of the study's patterns; counted anew if nil, which takes about a second.
    private let knownCeiling: RecognitionCeiling?

    package init(
        study: SweepStudy, engines: SimulationEngines, context: RunContext, program: ProgramRecord,
        network: SweptNetwork? = nil, ceiling: RecognitionCeiling? = nil
    ) {
        precondition((study.network == nil) == (network == nil), "a study of a network needs it")
        self.network = network
        knownCeiling = ceiling
        self.study = study
        self.engines = engines
        self.context = context
        self.program = program
    }

    private enum Stage {
        static let training = "training"
        static let grid = "arrays"
        static let margin = "margins"
        static let sensitivity = "sensitivity"
    }

    /// - Parameters:
    ///   - journal: of finished trials; nil keeps none.
    ///   - keep: called with the networks that will be broken, before any is.
    package func run(
        journal: SweepJournal?, keep: ([BrokenNetworkRecord]) throws -> Void = { _ in }
    ) throws -> SweepResults {
        let points = try study.points()
        let meter = StageMeter(stages(points), context: context)
        let (subject, protocolCeiling) = try prepare(points, meter)
        try keep(subject.networks)
        let ceilings = PointCeilings(protocolCeiling, points)
        let trials = SweepTrials(subject: subject, journal: journal, context: context, meter: meter)
        let samples = try measureGrid(points, ceilings, trials, meter)
        var results = initialResults(points, subject)
        report(points, samples, subject, protocolCeiling, &results)
        results.margins = try SweepMargins(study: study, ceiling: ceilings.of).run(trials, meter, stage: Stage.margin)
        results.sensitivity = try SweepSensitivity(study: study).run(trials, meter, stage: Stage.sensitivity)
        results.worst = try worstArrays(points, samples, subject)
        return results
    }

    /// One trial of the grid alone, as the journal numbers it.
    package func replay(_ trial: Int) throws -> TrialReplay {
        let points = try study.points()
        let groups = Self.groups(points)
        guard trial >= 0, study.sampling.until == 0, trial < groups.count * study.sampling.maps else {
            throw SweepTrialError(trial: trial, trials: groups.count * study.sampling.maps, study: study)
        }
        // A sweep that does not stop early has one round: maps within a group.
        let (group, map) = trial.quotientAndRemainder(dividingBy: study.sampling.maps)
        let own = groups[group].map { points[$0] }
        let meter = StageMeter([(Stage.training, 1), (Stage.grid, 1)], context: context)
        let subject = try subject(own, meter)
        let outcome = try subject.trial(own, map: map, draws: study.sampling.draws)
        let array = try subject.specimen(own[0], map: map)
        return TrialReplay(
            trial: trial, map: map,
            points: zip(own, outcome.scores).map { point, score in
                TrialReplay.Point(
                    axes: point.axisTree, remedy: point.remedy.name, accuracy: score.accuracy,
                    relativeToCeiling: score.posterior?.relative,
                    presentations: score.presentations, noWinner: score.noWinner, ties: score.ties)
            }, stuckCells: outcome.stuckCells, clippedCells: outcome.clippedCells,
            conductances: array.conductances.table, layer: network?.network.layers.count,
            stuck: array.stuck.cells.map(WorstArrayRecord.StuckRecord.init), rowOfInput: array.mapping.rowOfInput,
            columnOfClass: array.mapping.columnOfClass)
    }

    // MARK: Stages

    private func stages(_ points: [SweepPoint]) -> [(name: String, weight: Double)] {
        let retrains = points.contains { $0.remedy.isFaultAware }
        let trial = 1e-6 * Double(study.sampling.draws) + (retrains ? 0.1 : 1e-3)
        let maps = Double(study.sampling.maps)
        let remedies = Double(study.remedies.count)
        let probes = Double(study.margin.upTo.count * (study.margin.steps + 2)) * remedies
        let samples = Double(
            study.sensitivity.upTo.isEmpty ? 0 : (study.sensitivity.upTo.count * 2 + 3) * study.sensitivity.samples)
        return [
            (Stage.training, 1), (Stage.grid, 0.1 + trial * maps * Double(points.count)),
            (Stage.margin, 1e-3 + trial * maps * probes), (Stage.sensitivity, 1e-3 + trial * samples * 10),
        ]
    }

    /// Trains what the points' remedies ask for, each network once.
    private func subject(_ points: [SweepPoint], _ meter: StageMeter) throws -> any SweepSubject {
        if let network {
            return try NetworkSubject(
                study: study, engines: engines, network: network, isCancelled: context.isCancelled)
        }
        var injections = [ArrayEffects()]
        let searches = !study.margin.upTo.isEmpty || !study.sensitivity.upTo.isEmpty
        let searched =
            searches && study.remedies.contains(where: \.isVariationAware) ? [study.effects.array.injectable] : []
        for effects in points.filter(\.remedy.isVariationAware).map(\.expected) + searched
        where !injections.contains(effects) { injections.append(effects) }
        let wanted = injections
        let networks = study.sampling.networks
        let arrays = try meter.map(Stage.training, trials: networks * wanted.count) { index in
            let (network, injection) = index.quotientAndRemainder(dividingBy: wanted.count)
            return try training(network).train(injected: wanted[injection]).conductances
        }
        try study.base.designRules(arrays[0], synapse: nil).check().enforce()
        return ClassifierSubject(
            study: study, engines: engines,
            trainings: (0..<networks).map { network in
                let own = arrays[(network * wanted.count)..<((network + 1) * wanted.count)]
                return ClassifierSubject.Training(
                    training: training(network), networks: Dictionary(uniqueKeysWithValues: zip(wanted, own)))
            }, templates: try study.base.matchedTemplates())
    }

    /// The study's training with the seed of a network: the study's own for the first.
    private func training(_ network: Int) -> ClassifierTraining {
        var base = study.base
        base.seed &+= UInt64(network)
        return ClassifierTraining(study: base, context: context)
    }

    /// What is swept, and its ceiling: training and counting do not need each other, and share the cores.
    private func prepare(
        _ points: [SweepPoint], _ meter: StageMeter
    ) throws -> (subject: any SweepSubject, ceiling: ProtocolCeiling?) {
        let subject = Mutex<Result<any SweepSubject, any Error>?>(nil)
        let ceiling = Mutex<ProtocolCeiling?>(nil)
        let parts: [@Sendable () -> Void] = [
            {
                let found = Result { try self.subject(points, meter) }
                subject.withLock { $0 = found }
            },
            {
                let found = self.countedCeiling()
                ceiling.withLock { $0 = found }
            },
        ]
        if context.jobs > 1 {
            let next = Atomic<Int>(0)
            ThreadTeam.run(parts.count) {
                while case let part = next.add(1, ordering: .relaxed).oldValue, part < parts.count { parts[part]() }
            }
        } else {
            for part in parts { part() }
        }
        return (try subject.withLock { $0! }.get(), ceiling.withLock { $0 })
    }

    /// Indices of points that share their arrays, in the order of their first point.
    static func groups(_ points: [SweepPoint]) -> [[Int]] {
        var places: [SweepPoint.ArrayKey: Int] = [:]
        var groups: [[Int]] = []
        for (index, point) in points.enumerated() {
            if let place = places[point.arrayKey] {
                groups[place].append(index)
            } else {
                places[point.arrayKey] = groups.count
                groups.append([index])
            }
        }
        return groups
    }

    /// Round after round of arrays, until every point is known well enough or has all its arrays.
    private func measureGrid(
        _ points: [SweepPoint], _ ceilings: PointCeilings, _ trials: SweepTrials, _ meter: StageMeter
    ) throws -> [PointSample] {
        let groups = Self.groups(points)
        var samples = points.map { PointSample(place: 0, ceiling: ceilings.of($0)) }
        for group in groups {
            for (place, index) in group.enumerated() {
                samples[index] = PointSample(place: place, ceiling: ceilings.of(points[index]))
            }
        }
        meter.begin(Stage.grid, trials: groups.count * study.sampling.maps)
        var first = 0
        var open = Array(groups.indices)
        while first < study.sampling.maps, !open.isEmpty {
            let maps = first..<min(first + study.roundSize, study.sampling.maps)
            let records = try trials.run(
                open.map { groups[$0].map { points[$0] } }, maps: maps, draws: study.sampling.draws, stage: Stage.grid)
            for (turn, group) in open.enumerated() {
                let own = records[(turn * maps.count)..<((turn + 1) * maps.count)]
                for index in groups[group] { samples[index].records += own }
            }
            first = maps.upperBound
            if study.sampling.until > 0 {
                open.removeAll { group in groups[group].allSatisfy { samples[$0].halfWidth <= study.sampling.until } }
            }
        }
        return samples
    }

    private func initialResults(_ points: [SweepPoint], _ subject: any SweepSubject) -> SweepResults {
        SweepResults(
            program: program, study: study.tree, seed: study.base.seed,
            engine: engines.record(of: study.sampling.engine, program),
            patterns: network == nil ? PatternRecord(study.base.patterns) : nil,
            network: subject.networkRecord,
            axes: study.axes.map { axis in
                let numbers = axis.values.compactMap(\.number)
                return AxisRecord(
                    key: axis.key, values: axis.values.map(\.tree),
                    numbers: numbers.count == axis.values.count ? numbers : [])
            }, effects: study.effectTexts)
    }

    /// Nobody knows the best accuracy that is possible on a data set.
    private func countedCeiling() -> ProtocolCeiling? {
        if network != nil { return nil }
        return ProtocolCeiling(
            study.base.patterns, slots: study.base.circuit.slots, seed: study.base.seed, exact: knownCeiling)
    }

    private func report(
        _ points: [SweepPoint], _ samples: [PointSample], _ subject: any SweepSubject,
        _ ceiling: ProtocolCeiling?, _ results: inout SweepResults
    ) {
        let seed = study.base.seed
        for (index, (point, sample)) in zip(points, samples).enumerated() {
            results.points.append(
                sample.record(
                    point, index: index, networks: study.sampling.networks, yields: study.yield.relativeToCeiling,
                    seed: seed))
            let base = index - index % study.remedies.count
            if index > base {
                results.differences.append(
                    sample.difference(
                        point, from: samples[base], named: points[base].remedy.name, index: index, seed: seed))
            }
        }
        results.check = check(samples)
        results.faultSearch = subject.faultSearch
        results.notes += study.base.notes + [ceiling?.note].compactMap { $0 } + subject.notes
        let rest = samples.filter { $0.records.count < study.sampling.maps }.count
        if rest > 0 {
            results.notes.append(
                "\(rest) of \(points.count) points stopped early: the mean is known to ± \(study.sampling.until) (95 %)."
            )
        }
        if points.contains(where: { $0.effects.input.greyNoise > 0 }) {
            results.notes.append(
                "Under grey noise the ceiling is the mean of the most likely class's probability over what was shown: it "
                    + "is not summed exactly.")
        }
    }

    /// The study's engine against the events engine, on all presentations that were run whole.
    private func check(_ samples: [PointSample]) -> EngineCheckRecord? {
        guard study.sampling.engine == .discrete else { return nil }
        var observed = ObservedRaces()
        for score in samples.flatMap(\.scores) { observed.add(score.observed) }
        guard observed.presentations > 0 else { return nil }
        return EngineCheckRecord(
            engine: .discrete, against: .events, presentations: observed.presentations,
            decisionsAgree: Double(observed.agreeing) / Double(observed.presentations))
    }

    private func worstArrays(
        _ points: [SweepPoint], _ samples: [PointSample], _ subject: any SweepSubject
    ) throws -> [WorstArrayRecord] {
        try study.remedies.compactMap { remedy in
            var worst: (accuracy: Double, index: Int, map: Int)?
            for (index, point) in points.enumerated() where point.remedy == remedy {
                for (map, accuracy) in samples[index].accuracies.enumerated()
                where worst == nil || accuracy < worst!.accuracy { worst = (accuracy, index, map) }
            }
            guard let worst else { return nil }
            let point = points[worst.index]
            let array = try subject.specimen(point, map: worst.map)
            return WorstArrayRecord(
                axes: point.axisTree, remedy: remedy.name, trial: samples[worst.index].records[worst.map].trial,
                accuracy: worst.accuracy, layer: network?.network.layers.count,
                conductances: array.conductances.table,
                stuck: array.stuck.cells.map(WorstArrayRecord.StuckRecord.init))
        }
    }
}

/// A trial that cannot be replayed.
package struct SweepTrialError: Error, Equatable, CustomStringConvertible {
    var trial: Int
    var trials: Int
    var study: SweepStudy

    package var description: String {
        study.sampling.until > 0
            ? "trial \(trial): a sweep that stops early (until: \(study.sampling.until)) numbers its trials by its results; "
                + "set until to 0 to replay one"
            : "trial \(trial) is not in this sweep; allowed are 0 to \(trials - 1)"
    }
}

extension SweepStudy {
    /// Maps of one round; all at once if nothing stops early.
    var roundSize: Int { sampling.until > 0 ? min(sampling.round, sampling.maps) : sampling.maps }

    /// The active effects of the base plan, a line each.
    var effectTexts: [String] {
        guard case .section(let tree) = tree, case .section(let effects)? = tree["effects"] else { return [] }
        return EffectKind.allCases.filter { kind in
            effects[kind.rawValue] != nil
                && (kind.isActive(in: self.effects) || axes.contains { $0.key.hasPrefix(kind.rawValue) })
        }.map { kind in
            let values = effects[kind.rawValue].map(Self.text) ?? ""
            return "\(kind.description.title): \(values)"
        }
    }

    private static func text(_ tree: StudyTree) -> String {
        switch tree {
        case .text(let text): text
        case .number(let number): StudyTree.written(number)
        case .list(let list): list.map(text).joined(separator: ", ")
        case .section(let section):
            section.filter { $0.value != .list([]) }.sorted { $0.key < $1.key }.map { "\($0.key) \(text($0.value))" }
                .joined(separator: ", ")
        }
    }
}

extension EffectsPlan {
    var withoutReadNoise: EffectsPlan {
        var plan = self
        plan.readNoise = 0
        return plan
    }
}

extension ConductanceArray {
    /// `[columns][rows]` [S].
    var table: [[Double]] { (0..<columns).map { column in (0..<rows).map { self[column, $0] } } }
}
