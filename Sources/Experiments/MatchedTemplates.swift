import Datasets
import NeuromorphicCircuits
import Quantities
import SpikingNetworks

extension ConductanceArray {
    /// The glyphs themselves, written without any training: black pixels at G_max, white ones at G_min.
    ///
    /// What training must beat: a correlation with every glyph, in the same circuit.
    static func matchedTemplates(
        _ glyphs: GlyphSet, range: ConductanceRange
    ) throws(ConductanceError) -> ConductanceArray {
        try ConductanceArray(
            columns: GlyphSet.count, rows: Glyph.pixelCount, range: range,
            siemens: glyphs.glyphs.flatMap { glyph in
                (0..<Glyph.pixelCount).map { glyph.isBlack($0) ? range.maximum.value : range.minimum.value }
            })
    }
}

extension Study {
    /// The untrained baseline in this study's circuit.
    func matchedTemplates() throws -> ConductanceArray {
        try .matchedTemplates(glyphs, range: try circuit.conductanceRange())
    }
}
