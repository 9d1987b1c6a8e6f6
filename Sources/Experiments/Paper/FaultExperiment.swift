import Circuits
import Crossbars
import Datasets
import NeuromorphicCircuits
import NumericalMethods
import Results
import SpikingNetworks
import Studies

/// Stuck-at faults: many broken arrays, each shown the same noise untreated and after every remedy.
struct FaultExperiment: Sendable {
    let study: Study
    let array: ConductanceArray
    /// The untrained baseline.
    let templates: ConductanceArray
    let ceiling: Double
    let events: any EventLocatingSimulator
    let training: ClassifierTraining

    /// The remedies in the order of their records.
    static let remedies = [
        Remedy.none, Remedy(isFaultAware: true), Remedy(remaps: true), Remedy(remaps: true, isFaultAware: true),
        Remedy(usesTemplates: true),
    ]

    /// One broken array under every remedy; `index` counts over all rates and maps.
    /// - Returns: accuracies, in the order of `remedies`.
    func trial(_ index: Int) throws -> [Double] {
        let plan = study.faults
        let mapIndex = index % plan.maps
        let faults = StuckAtFaults(rate: plan.rates[index / plan.maps], lowResistanceShare: plan.lowResistanceShare)
        // Maps of one number share their draws over the rates: a worse array contains the better one's faults.
        var stream = RandomStream(seed: study.seed, purpose: Purpose.faultMap, trial: mapIndex)
        let map = faults.map(columns: array.columns, rows: array.rows, from: &stream)
        var random = RandomStream(seed: study.seed, purpose: Remapping.purpose, trial: index)
        let remapped = Remapping().mapping(target: array, faults: map, columns: array.columns, from: &random).logical(
            map)
        return try Self.remedies.map { remedy in
            let stuck = remedy.remaps ? remapped : map
            return try accuracy(of: try treated(remedy, stuck, trial: index), mapIndex)
        }
    }

    /// What the array holds, by class and input.
    /// - Parameter stuck: by class and input.
    private func treated(_ remedy: Remedy, _ stuck: FaultMap, trial: Int) throws -> ConductanceArray {
        let broken = try stuck.breaking(remedy.usesTemplates ? templates : array)
        return remedy.isFaultAware ? try training.retrain(broken, around: stuck, trial: trial) : broken
    }

    private func accuracy(of array: ConductanceArray, _ mapIndex: Int) throws -> Double {
        let count = study.faults.presentationsPerMap
        let presentations = study.presentations(
            .independentFlips(study.faults.flipProbability), purpose: Purpose.faultNoise)
        var race = try EventRace(array, design: study.circuit, engine: events)
        let tally = try race.tally(presentations, trials: (mapIndex * count)..<((mapIndex + 1) * count))
        return ceiling * tally.relative(toCeiling: ceiling).value
    }

    var trials: Int { study.faults.rates.count * study.faults.maps }

    /// - Parameter results: `[trials][remedies]`.
    func records(_ results: [[Double]]) -> [StuckAtRecord] {
        let plan = study.faults
        return plan.rates.enumerated().map { place, rate in
            let own = results[(place * plan.maps)..<((place + 1) * plan.maps)]
            return StuckAtRecord(
                rate: rate, lowResistanceShare: plan.lowResistanceShare, flipProbability: plan.flipProbability,
                maps: plan.maps, presentationsPerMap: plan.presentationsPerMap, ceiling: ceiling,
                outcomes: Self.remedies.indices.map { index in
                    StuckAtOutcome(Self.remedies[index], own.map { $0[index] }, untreated: own.map { $0[0] })
                })
        }
    }
}

extension StuckAtOutcome {
    /// - Parameters:
    ///   - accuracies: of every map; untreated: the same of the network without a remedy.
    init(_ remedy: Remedy, _ accuracies: [Double], untreated: [Double]) {
        let summary = SampleSummary(accuracies)
        let difference = SampleSummary(zip(accuracies, untreated).map { $0 - $1 })
        self.init(
            remedy: remedy.name, mean: summary.mean, p5: summary.quantile(0.05), low: summary.interval.low,
            high: summary.interval.high,
            gain: remedy == .none
                ? nil
                : Estimate(
                    value: difference.mean, low: difference.interval.low, high: difference.interval.high))
    }
}
