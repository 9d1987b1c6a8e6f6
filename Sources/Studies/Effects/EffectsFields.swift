import Crossbars
import Datasets
import Devices
import Quantities
import SpikingNetworks

extension EffectsPlan {
    /// - Parameter kind: what is broken; nil for the keys of both.
    static func fields(of kind: Study.Kind? = nil) -> [StudyField<EffectsPlan>] {
        [
            StudyField(
                key: "device", "A measured device whose spreads and drift stand in for these keys.",
                kind: .optional(.text("a device file beside the study"), absent: "none")
            ) { _ in
                .text("none")  // What it brought stands in the other keys.
            } read: { plan, value throws(StudyError) in
                let text = try value.text()
                if text != "none" { plan.take(try value.device(text)) }
            },
            .integer(
                "levels", \.levels, in: 2...65_536, absent: "continuum",
                "Levels of a cell, evenly spaced from G_min to G_max."),
            .section(
                "programming", \.programming, DeviationPlan.fields,
                "By how much programming misses; one of the three keys."),
            .number(
                "writeVerify", \.writeVerify, in: 1e-6...10, absent: "none",
                "Half the window in which programming is accepted, in units of G_max − G_min."),
            .section("deviceVariation", \.deviceVariation, VariationPlan.fields, "Device to device: G e^(σ N(0, 1))."),
            .section("stuckAt", \.stuckAt, StuckAtFaults.fields, "Cells that stay at G_max or G_min."),
            .section("drift", \.drift, RetentionDrift.fields, "Retention: G (elapsed/reference)^(−exponent)."),
            .number("readNoise", \.readNoise, in: 0...1, "σ of a read, relative to the cell's conductance."),
            .section(
                "lineResistance", \.lineResistance, LinePlan.fields,
                "Resistors in every segment of word and bit lines and in every driver."
            ),
            .quantity(
                "nonlinearity", \.nonlinearity, in: Volt.range, absent: "ohmic",
                "V_0 of i = G V_0 sinh(v/V_0)."),
            .section(
                "neurons", \.neurons, NeuronMismatch.fields,
                "Neuron mismatch and the threshold switch's cycles: each value times 1 + σ N(0, 1)."),
            .section("input", \.input, InputPlan.fields.of(kind), "What is shown."),
        ]
    }

    /// Takes over the spreads and the drift that were measured on a device; keys below it in a file still change them.
    mutating func take(_ device: MeasuredDevice) {
        if let low = device.lowResistanceSpread?.deviceToDevice {
            deviceVariation.deviation = low
            if let high = device.highResistanceSpread?.deviceToDevice, low > 0 {
                deviceVariation.highResistanceRatio = high / low
            }
        }
        if let cycles = device.lowResistanceSpread?.cycleToCycle { programming.deviation = cycles }
        if let drift = device.drift { self.drift.exponent = drift.exponent }
    }

    /// σ of ln G: four decades of conductance a standard deviation.
    private static let widestSpread = 10.0
    private static let mostCoefficients = 10

    /// What no single key can tell.
    func checkConsistency(_ refuse: (String) -> StudyError) throws(StudyError) {
        let ways = [programming.deviation > 0, !programming.polynomial.isEmpty, !programming.table.points.isEmpty]
        guard ways.count(where: { $0 }) <= 1 else {
            throw refuse("programming has more than one of deviation, polynomial and table; keep one")
        }
        guard programming.polynomial.count <= Self.mostCoefficients else {
            throw refuse(
                "polynomial has \(programming.polynomial.count) coefficients, but at most \(Self.mostCoefficients) are "
                    + "allowed")
        }
        let spread = deviceVariation.deviation * deviceVariation.highResistanceRatio
        guard spread <= Self.widestSpread else {
            throw refuse(
                "deviceVariation: deviation \(deviceVariation.deviation) times highResistanceRatio "
                    + "\(deviceVariation.highResistanceRatio) is \(spread), the σ of ln G at G_min, but at most "
                    + "\(Self.widestSpread) is allowed")
        }
    }
}

extension DeviationPlan {
    static var fields: [StudyField<DeviationPlan>] {
        [
            .number("deviation", \.deviation, in: 0...1, "σ in units of G_max − G_min."),
            .numbers(
                "polynomial", \.polynomial, in: -1e6...1e6, "σ [µS] as a polynomial of G [µS], lowest power first."),
            StudyField(
                key: "table", "A measured σ(G): conductance and deviation, with units in the heading.",
                kind: .optional(.text("a table of text beside the study"), absent: "none")
            ) {
                .text($0.table.file)
            } read: { plan, value throws(StudyError) in
                plan.table = try value.programmingTable()
            },
        ]
    }
}

extension VariationPlan {
    static var fields: [StudyField<VariationPlan>] {
        [
            .number("deviation", \.deviation, in: 0...3, "σ of ln G at G_max."),
            .number(
                "highResistanceRatio", \.highResistanceRatio, in: 0...100,
                "σ at G_min over σ at G_max; deviation times this is at most 10."),
        ]
    }
}

extension StuckAtFaults {
    /// How many cells are stuck, and at what.
    static var shareFields: [StudyField<StuckAtFaults>] {
        [
            .number("rate", \.rate, in: 0...1, "The part of all cells that is stuck."),
            .number("lowResistanceShare", \.lowResistanceShare, in: 0...1, "The part of these at G_max."),
        ]
    }

    static var fields: [StudyField<StuckAtFaults>] {
        shareFields + [
            .choice("pattern", \.pattern, "Whether stuck cells stand alone, in lines or in clusters."),
            .integer("clusterSize", \.clusterSize, in: 1...10_000, "Cells of a cluster."),
        ]
    }
}

extension RetentionDrift {
    /// From a nanosecond to thirty thousand years.
    private static let ages = Time(1e-9)...Time(1e12)

    static var fields: [StudyField<RetentionDrift>] {
        [
            .quantity("elapsed", \.elapsed, in: Self.ages, "Since programming."),
            .quantity("reference", \.reference, in: Self.ages, "When the conductance was as programmed."),
            .number("exponent", \.exponent, in: -1...1, "ν, the mean over the cells."),
            .number("exponentDeviation", \.exponentDeviation, in: 0...1, "σ of ν from cell to cell."),
        ]
    }
}

extension LinePlan {
    static var fields: [StudyField<LinePlan>] {
        [
            .quantity(
                "perSegment", \.perSegment, in: Resistance.zero...Resistance(1e9), "Of a word line, per segment."),
            .number("bitLineRatio", \.bitLineRatio, in: 0...1000, "A bit line's segment over a word line's."),
            .number("biasWidth", \.biasWidth, in: 1...10_000, "The bias row's width over a word line's."),
            .quantity(
                "driver", \.driver, in: Resistance.zero...Resistance(1e9), "Output resistance of every row's driver."),
        ]
    }
}

extension NeuronMismatch {
    static var fields: [StudyField<NeuronMismatch>] {
        [
            .number("threshold", \.threshold, in: 0...0.5, "σ of V_th, relative."),
            .number("hold", \.hold, in: 0...0.5, "σ of V_hold, relative."),
            .number("capacitance", \.capacitance, in: 0...0.5, "σ of C_m, relative."),
            .number(
                "thresholdCycle", \.thresholdCycle, in: 0...0.5,
                "σ of V_th from presentation to presentation, relative."),
            .number("holdCycle", \.holdCycle, in: 0...0.5, "σ of V_hold from presentation to presentation, relative."),
        ]
    }
}

extension InputPlan {
    static var fields: [StudyField<InputPlan>] {
        [
            .number(
                "flipProbability", \.flipProbability, in: 0...0.5, "Pixels flip independently with this probability."),
            .integer(
                "exactFlips", \.exactFlips, in: 0...Pattern.mostPixels, absent: "none",
                "Exactly so many pixels flip instead."
            ).only(.classifier),
            .choice("redraw", \.redraw, "Whether a noisy frame stands still or is drawn anew in every slot.")
                .only(.classifier),
            .number(
                "greyNoise", \.greyNoise, in: 0...10, "σ of Gaussian noise on every row's level, in units of V_read."),
        ]
    }
}
