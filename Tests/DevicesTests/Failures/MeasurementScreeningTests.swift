import Devices
import Foundation
import Quantities
import Testing

/// What no device gives, each made out of one good loop.
struct MeasurementScreeningTests {
    /// A loop that sets from 2 to 80 µS at 0.7 V and resets at −0.9 V.
    private static let points: [(t: Double, v: Double, i: Double)] = {
        var g = 2e-6
        return (0..<200).map { k in
            let v = 1.3 * sin(2 * .pi * Double(k) / 200)
            if v > 0.7 { g = min(80e-6, g * 1.3) }
            if v < -0.9 { g = max(2e-6, g / 1.3) }
            return (Double(k) * 1e-5, v, g * v)
        }
    }()

    private func find(
        _ options: MeasurementOptions = MeasurementOptions(),
        _ row: (Int, (t: Double, v: Double, i: Double)) -> (String, String, String) = {
            ("\($1.t)", "\($1.v)", "\($1.i)")
        }
    ) throws -> MeasurementReading {
        let lines = Self.points.enumerated().map { index, point in
            let (t, v, i) = row(index, point)
            return "\(t),\(v),\(i)\n"
        }
        return try MeasurementReader.read(
            Array(("time (s),voltage (V),current (A)\n" + lines.joined()).utf8), file: "a.csv", options: options)
    }

    /// The good loop, as it is read.
    private func loop() throws -> [Double] { try find().measurement.mean }

    private func names(_ reading: MeasurementReading) -> [MeasurementFinding.Name] { reading.findings.map(\.name) }

    @Test func aGoodLoopHasNoFindings() throws {
        let reading = try find()
        #expect(reading.findings.isEmpty && reading.measurement.polarity == .setsPositive)
    }

    @Test func magnitudes() throws {
        let row = { (_: Int, p: (t: Double, v: Double, i: Double)) in ("\(p.t)", "\(p.v)", "\(abs(p.i))") }
        let bad = try find(MeasurementOptions(), row)
        #expect(
            names(bad) == [.magnitudes] && bad.findings[0].isRefusal
                && bad.findings[0].remedy.contains("--sign from-voltage"))
        let mended = try find(MeasurementOptions(sign: .fromVoltage), row)
        let good = try loop()
        #expect(mended.findings.isEmpty && mended.measurement.mean == good)
    }

    @Test func currentsOfASource() throws {
        let row = { (_: Int, p: (t: Double, v: Double, i: Double)) in ("\(p.t)", "\(p.v)", "\(-p.i)") }
        #expect(names(try find(MeasurementOptions(), row)) == [.oppositeSign])
        let good = try loop()
        #expect(try find(MeasurementOptions(sign: .opposite), row).measurement.mean == good)
    }

    @Test func setAtNegativeVoltage() throws {
        let row = { (_: Int, p: (t: Double, v: Double, i: Double)) in ("\(p.t)", "\(-p.v)", "\(-p.i)") }
        let bad = try find(MeasurementOptions(), row)
        #expect(names(bad) == [.setAtNegative] && bad.measurement.polarity == .setsNegative)
        let mended = try find(MeasurementOptions(isMirrored: true), row).measurement
        let good = try loop()
        #expect(mended.isMirrored && mended.mean == good && mended.polarity == .setsNegative)
        #expect(try find(MeasurementOptions(accepted: [.setAtNegative]), row).findings.isEmpty)
        // Asked for without need, it is said as well.
        #expect(names(try find(MeasurementOptions(isMirrored: true))) == [.setAtNegative])
    }

    @Test func compliance() throws {
        let row = { (_: Int, p: (t: Double, v: Double, i: Double)) in ("\(p.t)", "\(p.v)", "\(min(p.i, 40e-6))") }
        let bad = try find(MeasurementOptions(), row)
        let clipped = Self.points.indices.filter { Self.points[$0].i >= 40e-6 }
        #expect(names(bad) == [.compliance] && bad.findings[0].line == clipped[0] + 2)
        #expect(bad.measurement.compliance == 40e-6)
        #expect(try find(MeasurementOptions(leaveOut: [.compliance]), row).measurement.leftOut == Set(clipped))
    }

    @Test func overflow() throws {
        let row = { (k: Int, p: (t: Double, v: Double, i: Double)) in
            ("\(p.t)", "\(p.v)", k == 50 ? "9.91E+37" : "\(p.i)")
        }
        let bad = try find(MeasurementOptions(), row)
        #expect(names(bad) == [.overload] && bad.findings[0].line == 52 && bad.findings[0].message.contains("9.91E+37"))
        let mended = try find(MeasurementOptions(leaveOut: [.overload]), row)
        #expect(mended.findings.isEmpty && mended.measurement.leftOut == [50] && mended.measurement.mean[50].isNaN)
        let inVoltage = { (k: Int, p: (t: Double, v: Double, i: Double)) in
            ("\(p.t)", k == 9 ? "OVLD" : "\(p.v)", "\(p.i)")
        }
        #expect(names(try find(MeasurementOptions(), inVoltage)) == [.overload])
        #expect(try find(MeasurementOptions(leaveOut: [.overload]), inVoltage).measurement.rowCount == 199)
    }

    @Test func unitsAndColumns() throws {
        let kiloamperes = { (_: Int, p: (t: Double, v: Double, i: Double)) in ("\(p.t)", "\(p.v)", "\(p.i * 1e6)") }
        #expect(!Set(names(try find(MeasurementOptions(), kiloamperes))).isDisjoint(with: [.swapped, .implausible]))
        let exchanged = { (_: Int, p: (t: Double, v: Double, i: Double)) in ("\(p.t)", "\(p.i)", "\(p.v)") }
        #expect(names(try find(MeasurementOptions(), exchanged)).contains(.swapped))
        let slip = { (k: Int, p: (t: Double, v: Double, i: Double)) in ("\(p.t)", "\(p.v)", k == 30 ? "1e30" : "\(p.i)")
        }
        #expect(try find(MeasurementOptions(), slip).findings.contains { $0.name == .implausible && $0.line == 32 })
    }

    @Test func noiseAndDisplacementAreNoReversedCurrent() throws {
        let reading = try find(
            MeasurementOptions(), { ("\($1.t)", "\($1.v)", "\($1.i + ($0 % 2 == 0 ? 3e-9 : -3e-9))") })
        #expect(reading.findings.allSatisfy { !$0.isRefusal })
    }

    private func pulses(_ conductance: (Int) -> Double, _ voltage: (Int) -> Double = { _ in 1 }) throws
        -> MeasurementReading
    {
        let lines = (1...40).map { "\($0),\(voltage($0)),\(conductance($0))\n" }
        return try MeasurementReader.read(
            Array(("pulse,voltage (V),conductance (uS)\n" + lines.joined()).utf8), file: "a.csv")
    }

    @Test func pulsesThatDoNothing() throws {
        #expect(names(try pulses { _ in 10 }) == [.constant])
        // A fixed scatter without a trend: digits of π.
        let digits = "3141592653589793238462643383279502884197".map { Double($0.wholeNumberValue!) }
        #expect(names(try pulses { 10 + 0.01 * digits[$0 - 1] }) == [.noSwitching])
        #expect(names(try pulses { 10 + Double($0) + 0.01 * digits[$0 - 1] }).isEmpty)
    }

    @Test func polarityOfPulses() throws {
        let reading = try pulses({ $0 <= 20 ? 10 + Double($0) : 50 - Double($0) }, { $0 <= 20 ? -1 : 1 })
        #expect(names(reading) == [.setAtNegative])
    }

    @Test func retentionNeedsTimesAfterZero() throws {
        func read(_ first: Int) throws -> MeasurementReading {
            let lines = (0..<12).map { "\($0 + first),\(50 - $0)\n" }
            return try MeasurementReader.read(
                Array(("time (s),conductance (uS)\n" + lines.joined()).utf8), file: "a.csv")
        }
        #expect(try read(-20).findings.map(\.isRefusal) == [true])
        let partly = try read(-2)
        #expect(
            names(partly) == [.timeBeforeZero] && !partly.findings[0].isRefusal
                && partly.measurement.leftOut == [0, 1, 2])
        #expect(try read(1).findings.isEmpty)
    }
}
