import Datasets
import Devices
import NeuromorphicCircuits
import Quantities
import SpikingNetworks
import Studies

extension ConductanceArray {
    /// The patterns themselves, written without any training: black pixels at G_max, white ones at G_min.
    ///
    /// What training must beat: a correlation with every pattern, in the same circuit.
    static func matchedTemplates(
        _ patterns: PatternSet, range: ConductanceRange
    ) throws(ConductanceError) -> ConductanceArray {
        try ConductanceArray(
            columns: patterns.count, rows: patterns.pixelCount, range: range,
            siemens: patterns.patterns.flatMap { pattern in
                (0..<patterns.pixelCount).map { pattern.isBlack($0) ? range.maximum.value : range.minimum.value }
            })
    }
}

extension Study {
    /// The untrained baseline in this study's circuit.
    func matchedTemplates() throws -> ConductanceArray {
        try .matchedTemplates(patterns, range: try circuit.conductanceRange())
    }
}
