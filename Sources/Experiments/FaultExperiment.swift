import Circuits
import Crossbars
import Datasets
import NeuromorphicCircuits
import NumericalMethods
import SpikingNetworks

/// Stuck-at faults: many broken arrays, each shown the same noise before and after retraining around its faults.
struct FaultExperiment: Sendable {
    let study: Study
    let array: ConductanceArray
    /// The untrained baseline.
    let templates: ConductanceArray
    let ceiling: Double
    let events: any EventLocatingSimulator
    let training: NetworkTraining

    struct MapResult: Sendable {
        var unaware: Double
        var aware: Double
        var templates: Double
    }

    /// One broken array; `index` counts over all rates and maps.
    func trial(_ index: Int) throws -> MapResult {
        let plan = study.faults
        let mapIndex = index % plan.maps
        let faults = StuckAtFaults(rate: plan.rates[index / plan.maps], lowResistanceShare: plan.lowResistanceShare)
        // Maps of one number share their draws over the rates: a worse array contains the better one's faults.
        var stream = RandomStream(seed: study.seed, purpose: Purpose.faultMap, trial: mapIndex)
        let map = faults.map(columns: array.columns, rows: array.rows, from: &stream)
        let broken = try map.breaking(array)
        let retrained = try training.retrain(broken, around: map, trial: index)
        return MapResult(
            unaware: try accuracy(of: broken, mapIndex), aware: try accuracy(of: retrained, mapIndex),
            templates: try accuracy(of: try map.breaking(templates), mapIndex))
    }

    private func accuracy(of array: ConductanceArray, _ mapIndex: Int) throws -> Double {
        let count = study.faults.presentationsPerMap
        let presentations = NoisyPresentations(
            glyphs: study.glyphs, noise: .independentFlips(study.faults.flipProbability), slots: study.circuit.slots,
            seed: study.seed, purpose: Purpose.faultNoise)
        var race = try EventRace(array, design: study.circuit, engine: events)
        let tally = try race.tally(presentations, trials: (mapIndex * count)..<((mapIndex + 1) * count))
        return ceiling * tally.relative(toCeiling: ceiling).value
    }

    var trials: Int { study.faults.rates.count * study.faults.maps }

    func records(_ results: [MapResult]) -> [StuckAtRecord] {
        let plan = study.faults
        return plan.rates.enumerated().map { place, rate in
            let own = Array(results[(place * plan.maps)..<((place + 1) * plan.maps)])
            let unaware = SampleSummary(own.map(\.unaware))
            let aware = SampleSummary(own.map(\.aware))
            let templates = SampleSummary(own.map(\.templates))
            let gain = SampleSummary(own.map { $0.aware - $0.unaware })
            let trained = SampleSummary(own.map { $0.unaware - $0.templates })
            return StuckAtRecord(
                rate: rate, lowResistanceShare: plan.lowResistanceShare, flipProbability: plan.flipProbability,
                maps: plan.maps, presentationsPerMap: plan.presentationsPerMap, ceiling: ceiling,
                unawareMean: unaware.mean, unawareP5: unaware.quantile(0.05), unawareLow: unaware.interval.low,
                unawareHigh: unaware.interval.high, awareMean: aware.mean, awareP5: aware.quantile(0.05),
                awareLow: aware.interval.low, awareHigh: aware.interval.high, gain: gain.mean,
                gainLow: gain.interval.low, gainHigh: gain.interval.high, templatesMean: templates.mean,
                templatesP5: templates.quantile(0.05), templatesLow: templates.interval.low,
                templatesHigh: templates.interval.high, trainingGain: trained.mean,
                trainingGainLow: trained.interval.low, trainingGainHigh: trained.interval.high)
        }
    }
}
