public import Crossbars
public import Datasets
import NumericalMethods
public import Quantities
public import SpikingNetworks

/// Everything that can be wrong with an array, its neurons and its input, as a study names it.
public struct EffectsPlan: Hashable, Sendable {
    // Programming.
    /// nil for a continuum.
    public var levels: Int?
    public var programming = DeviationPlan()
    /// Half the window of write–verify in units of G_max − G_min; nil without verification.
    public var writeVerify: Double?
    public var deviceVariation = VariationPlan()
    public var stuckAt = StuckAtFaults.none
    // Ageing.
    public var drift = RetentionDrift.none
    // Reading.
    /// σ of a read, relative to the cell's conductance.
    public var readNoise = 0.0
    public var lineResistance = LinePlan()
    /// V_0 of i = g V_0 sinh(v/V_0); nil for ohmic cells.
    public var nonlinearity: Voltage?
    public var neurons = NeuronMismatch.none
    public var input = InputPlan()

    public init() {}

    /// What happens to the conductances.
    public var array: ArrayEffects {
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

    public var conduction: CellConduction {
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
public struct DeviationPlan: Hashable, Sendable {
    /// σ in units of G_max − G_min.
    public var deviation = 0.0
    /// σ [µS] as a polynomial of G [µS], lowest power first; empty for none.
    public var polynomial: [Double] = []
    /// A measured table, and the file it came from; empty for none.
    public var table = ProgrammingTable()

    public init() {}

    var error: ProgrammingDeviation {
        if !table.points.isEmpty { return .table(table.points) }
        return polynomial.isEmpty ? .constant(deviation) : .polynomial(polynomial)
    }
}

public struct VariationPlan: Hashable, Sendable {
    /// σ of ln G at G_max.
    public var deviation = 0.0
    /// σ at G_min over σ at G_max.
    public var highResistanceRatio = 2.5

    public init() {}
}

public struct LinePlan: Hashable, Sendable {
    /// Of a word line, per segment.
    public var perSegment = Resistance.zero
    /// A bit line's segment over a word line's.
    public var bitLineRatio = 1.0
    /// The bias row's width over a word line's.
    public var biasWidth = 1.0
    /// Output resistance of every row's driver.
    public var driver = Resistance.zero

    public init() {}

    var resistance: LineResistance {
        if perSegment == .zero, driver == .zero { return .none }
        return LineResistance(
            wordLine: perSegment, bitLine: perSegment * bitLineRatio, biasWidth: biasWidth, driver: driver)
    }
}

/// What is shown.
public struct InputPlan: Hashable, Sendable {
    public var flipProbability = 0.1
    /// Exactly so many flipped pixels instead; nil for independent flips.
    public var exactFlips: Int?
    public var redraw = PixelNoise.Redraw.perPresentation
    /// σ of Gaussian noise on every row's level, in units of V_read; a row never leaves ±V_read.
    public var greyNoise = 0.0

    public init() {}

    var noise: PixelNoise {
        PixelNoise(
            flips: exactFlips.map(PixelNoise.Flips.exactCount) ?? .independent(probability: flipProbability),
            redraw: redraw)
    }
}
