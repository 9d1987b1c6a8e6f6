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
    let ceiling: Double
    let events: any EventLocatingSimulator
    let training: NetworkTraining

    struct MapResult: Sendable {
        var unaware: Double
        var aware: Double
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
        let retrained = training.retrain(broken, around: map, trial: index)
        return MapResult(
            unaware: try accuracy(of: broken, mapIndex), aware: try accuracy(of: retrained, mapIndex))
    }

    private func accuracy(of array: ConductanceArray, _ mapIndex: Int) throws -> Double {
        let count = study.faults.presentationsPerMap
        let presentations = NoisyPresentations(
            glyphs: study.glyphs, noise: .independentFlips(study.faults.flipProbability), slots: study.circuit.slots,
            seed: study.seed, purpose: Purpose.faultNoise)
        var race = try EventRace(array, design: study.circuit, engine: events)
        return try race.tally(presentations, trials: (mapIndex * count)..<((mapIndex + 1) * count)).accuracy
    }

    var trials: Int { study.faults.rates.count * study.faults.maps }

    func records(_ results: [MapResult]) -> [StuckAtRecord] {
        let plan = study.faults
        return plan.rates.enumerated().map { place, rate in
            let own = Array(results[(place * plan.maps)..<((place + 1) * plan.maps)])
            let unaware = SampleSummary(own.map(\.unaware))
            let aware = SampleSummary(own.map(\.aware))
            let gain = SampleSummary(own.map { $0.aware - $0.unaware })
            let z = ConfidenceInterval.normalQuantile95
            return StuckAtRecord(
                rate: rate, lowResistanceShare: plan.lowResistanceShare, flipProbability: plan.flipProbability,
                maps: plan.maps, presentationsPerMap: plan.presentationsPerMap, ceiling: ceiling,
                unawareMean: unaware.mean, unawareP5: unaware.quantile(0.05),
                unawareLow: unaware.mean - z * unaware.standardError,
                unawareHigh: unaware.mean + z * unaware.standardError, awareMean: aware.mean,
                awareP5: aware.quantile(0.05), awareLow: aware.mean - z * aware.standardError,
                awareHigh: aware.mean + z * aware.standardError, gain: gain.mean,
                gainLow: gain.mean - z * gain.standardError, gainHigh: gain.mean + z * gain.standardError)
        }
    }
}
