package import Crossbars
package import Datasets
package import Devices
package import Quantities
package import SpikingNetworks

/// Everything that can be wrong with an array, its neurons and its input, as a study names it.
package struct EffectsPlan: Hashable, Sendable {
    // Programming.
    /// nil for a continuum.
    package var levels: Int?
    package var programming = DeviationPlan()
    /// Half the window of write–verify in units of G_max − G_min; nil without verification.
    package var writeVerify: Double?
    package var deviceVariation = VariationPlan()
    package var stuckAt = StuckAtFaults.none
    // Ageing.
    package var drift = RetentionDrift.none
    // Reading.
    /// σ of a read, relative to the cell's conductance.
    package var readNoise = 0.0
    package var lineResistance = LinePlan()
    /// V_0 of i = g V_0 sinh(v/V_0); nil for ohmic cells.
    package var nonlinearity: Voltage?
    package var neurons = NeuronMismatch.none
    package var input = InputPlan()

    package init() {}

    /// What happens to the conductances.
    package var array: ArrayEffects {
        var effects = ArrayEffects()
        effects.levels = levels.map(ConductanceLevels.evenlySpaced) ?? .continuum
        effects.programming = programming.error
        effects.writeVerify = writeVerify.map(WriteVerifyWindow.init) ?? .none
        effects.deviceVariation = DeviceVariation(
            lowResistance: deviceVariation.deviation,
            highResistance: deviceVariation.deviation * deviceVariation.highResistanceRatio)
        effects.stuckAt = stuckAt
        effects.drift = drift
        effects.readNoise = ReadNoise(relative: readNoise)
        return effects
    }

    package var conduction: CellConduction {
        nonlinearity.map { .hyperbolicSine(SinhConduction(scale: $0)) } ?? .ohmic
    }

    /// The same array under no input noise: what two points must share to be one array.
    var withoutInput: EffectsPlan {
        var plan = self
        plan.input = InputPlan()
        return plan
    }
}

/// By how much programming misses; one of the three.
package struct DeviationPlan: Hashable, Sendable {
    /// σ in units of G_max − G_min.
    package var deviation = 0.0
    /// σ [µS] as a polynomial of G [µS], lowest power first; empty for none.
    package var polynomial: [Double] = []
    /// A measured table, and the file it came from; empty for none.
    package var table = ProgrammingTable()

    package init() {}

    var error: ProgrammingDeviation {
        if !table.points.isEmpty { return .table(table.points) }
        return polynomial.isEmpty ? .constant(deviation) : .polynomial(polynomial)
    }
}

package struct VariationPlan: Hashable, Sendable {
    /// σ of ln G at G_max.
    package var deviation = 0.0
    /// σ at G_min over σ at G_max.
    package var highResistanceRatio = 2.5

    package init() {}
}

package struct LinePlan: Hashable, Sendable {
    /// Of a word line, per segment.
    package var perSegment = Resistance.zero
    /// A bit line's segment over a word line's.
    package var bitLineRatio = 1.0
    /// The bias row's width over a word line's.
    package var biasWidth = 1.0
    /// Output resistance of every row's driver.
    package var driver = Resistance.zero

    package init() {}

    package var resistance: LineResistance {
        if perSegment == .zero, driver == .zero { return .none }
        return LineResistance(
            wordLine: perSegment, bitLine: perSegment * bitLineRatio, biasWidth: biasWidth, driver: driver)
    }
}

/// What is shown.
package struct InputPlan: Hashable, Sendable {
    package var flipProbability = 0.1
    /// Exactly so many flipped pixels instead; nil for independent flips.
    package var exactFlips: Int?
    package var redraw = PixelNoise.Redraw.perPresentation
    /// σ of Gaussian noise on every row's level, in units of V_read; a row never leaves ±V_read.
    package var greyNoise = 0.0

    package init() {}

    package var noise: PixelNoise {
        PixelNoise(
            flips: exactFlips.map(PixelNoise.Flips.exactCount) ?? .independent(probability: flipProbability),
            redraw: redraw)
    }
}
