import Crossbars
import Datasets
import SpikingNetworks

extension EffectsPlan {
    static var fields: [StudyField<EffectsPlan>] {
        [
            StudyField(key: "device") { _ in
                .text("none")  // What it brought stands in the other keys.
            } read: { plan, value throws(StudyError) in
                let text = try value.text()
                if text != "none" { plan.take(try value.device(text)) }
            },
            .integer("levels", \.levels, in: 2...65_536, absent: "continuum"),
            .section("programming", \.programming, DeviationPlan.fields),
            .number("writeVerify", \.writeVerify, in: 1e-6...10, absent: "none"),
            .section("deviceVariation", \.deviceVariation, VariationPlan.fields),
            .section("stuckAt", \.stuckAt, StuckAtFaults.fields),
            .section("drift", \.drift, RetentionDrift.fields),
            .number("readNoise", \.readNoise, in: 0...1),
            .section("lineResistance", \.lineResistance, LinePlan.fields),
            .quantity("nonlinearity", \.nonlinearity, absent: "ohmic"),
            .section("neurons", \.neurons, NeuronMismatch.fields),
            .section("input", \.input, InputPlan.fields),
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

    /// What no single key can tell.
    func checkConsistency(_ refuse: (String) -> StudyError) throws(StudyError) {
        let ways = [programming.deviation > 0, !programming.polynomial.isEmpty, !programming.table.points.isEmpty]
        guard ways.count(where: { $0 }) <= 1 else {
            throw refuse("programming has more than one of deviation, polynomial and table; keep one")
        }
        guard input.exactFlips == nil || input.exactFlips! <= Glyph.pixelCount else {
            throw refuse("exactFlips is \(input.exactFlips!), but a glyph has \(Glyph.pixelCount) pixels")
        }
        if nonlinearity != nil, EffectKind.lineResistance.isActive(in: self) {
            throw refuse(
                "nonlinearity and lineResistance are both set: sinh cells on resistive lines are not implemented; "
                    + "set one of them alone")
        }
    }
}

extension DeviationPlan {
    static var fields: [StudyField<DeviationPlan>] {
        [
            .number("deviation", \.deviation, in: 0...1),
            .numbers("polynomial", \.polynomial, in: -1e6...1e6),
            StudyField(key: "table") {
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
            .number("deviation", \.deviation, in: 0...3),
            .number("highResistanceRatio", \.highResistanceRatio, in: 0...100),
        ]
    }
}

extension StuckAtFaults {
    static var fields: [StudyField<StuckAtFaults>] {
        [
            .number("rate", \.rate, in: 0...1),
            .number("lowResistanceShare", \.lowResistanceShare, in: 0...1),
            .choice("pattern", \.pattern),
            .integer("clusterSize", \.clusterSize, in: 1...10_000),
        ]
    }
}

extension RetentionDrift {
    static var fields: [StudyField<RetentionDrift>] {
        [
            .quantity("elapsed", \.elapsed),
            .quantity("reference", \.reference),
            .number("exponent", \.exponent, in: -1...1),
            .number("exponentDeviation", \.exponentDeviation, in: 0...1),
        ]
    }
}

extension LinePlan {
    static var fields: [StudyField<LinePlan>] {
        [
            .quantity("perSegment", \.perSegment, allowsZero: true),
            .number("bitLineRatio", \.bitLineRatio, in: 0...1000),
            .number("biasWidth", \.biasWidth, in: 1...10_000),
        ]
    }
}

extension NeuronMismatch {
    static var fields: [StudyField<NeuronMismatch>] {
        [
            .number("threshold", \.threshold, in: 0...0.5),
            .number("hold", \.hold, in: 0...0.5),
            .number("capacitance", \.capacitance, in: 0...0.5),
        ]
    }
}

extension InputPlan {
    static var fields: [StudyField<InputPlan>] {
        [
            .number("flipProbability", \.flipProbability, in: 0...0.5),
            .integer("exactFlips", \.exactFlips, in: 0...Glyph.pixelCount, absent: "none"),
            .choice("redraw", \.redraw),
            .number("greyNoise", \.greyNoise, in: 0...10),
        ]
    }
}
