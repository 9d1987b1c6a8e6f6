import Datasets
import Foundation
import NeuromorphicCircuits
import NumericalMethods
import Quantities
import Results
import SpikingNetworks
import Studies

extension LevelRunner {
    /// Enough that the mean of energies holds to a thousandth.
    static let energyPresentations = 20_000

    /// The energy of an inference as every command tells it: the mean over the same presentations, in the events engine.
    func readingEnergy(_ meter: StageMeter, stage: String) throws -> EnergyRecord {
        let shown = study.agreementPresentations()
        let outcomes = try observe(
            .events, (0..<Self.energyPresentations).map(shown.frames), meter: meter, stage: stage)
        return LevelComparison.energy(
            .events, outcomes, shown: shown.text, window: study.circuit.raceParameters.timing.window.value)!
    }
}

extension Study {
    /// The study's patterns under noise.
    func presentations(_ noise: PixelNoise, purpose: StreamPurpose) -> NoisyPresentations {
        NoisyPresentations(patterns: patterns, noise: noise, slots: circuit.slots, seed: seed, purpose: purpose)
    }

    /// The noise under which networks and levels are compared.
    /// - Parameter flipProbability: the study's if nil.
    func comparisonNoise(flipProbability: Double? = nil) -> PixelNoise {
        PixelNoise(
            flips: .independent(probability: flipProbability ?? agreement.flipProbability), redraw: noise.redraw)
    }

    /// The noisy patterns on which levels are compared and energies measured.
    /// - Parameter flipProbability: the study's if nil.
    func agreementPresentations(flipProbability: Double? = nil) -> NoisyPresentations {
        presentations(comparisonNoise(flipProbability: flipProbability), purpose: Purpose.agreement)
    }
}

extension NoisyPresentations {
    /// What is shown, in a few words.
    var text: String {
        let flips =
            switch noise.flips {
            case .independent(let probability): "p = \(String(format: "%g", probability))"
            case .exactCount(let count): "\(count) flipped pixels"
            }
        return "noisy patterns, \(flips)" + (noise.redraw == .perSlot ? ", redrawn every slot" : "") + ", seed \(seed)"
    }
}

extension DesignRules {
    /// Says that the circuit's capacitors are smaller than what wires and cells have; nil if they are not.
    var parasiticsNote: String? {
        check().first { $0.rule == "above parasitics" && !$0.holds }.map {
            "Not a circuit that can be built as it is: \($0.element): \($0.explanation). Its energies and times are those of "
                + "the drawing."
        }
    }
}
