public import Devices
import Foundation
public import NumericalMethods
import Quantities
public import SpikingNetworks

/// What happens to an array between its design and a read, in the physical order: program, age, read.
public struct ArrayEffects: Hashable, Sendable {
    // Programming.
    /// Values that a cell can be programmed to.
    public var levels = ConductanceLevels.continuum
    /// By how much programming misses them.
    public var programming = ProgrammingDeviation.none
    /// How near a programmed cell has to be.
    public var writeVerify = WriteVerifyWindow.none
    /// How devices differ from each other.
    public var deviceVariation = DeviceVariation.none
    /// Which cells are broken.
    public var stuckAt = StuckAtFaults.none
    // Ageing.
    /// What time makes of the conductances.
    public var drift = RetentionDrift.none
    // Reading.
    /// What every read adds.
    public var readNoise = ReadNoise.none

    /// An ideal array, until effects are set.
    public init() {}
}

/// One array as it stands before it is read.
public struct AgedArray: Hashable, Sendable {
    /// Its range contains every value, the design's range included.
    public var conductances: ConductanceArray
    /// Cells whose programming error would have left the design's range, or that varied or drifted beyond what any cell
    /// can be; they stay at the bound.
    public var clipped: Int
}

extension ArrayEffects {
    /// The streams of one array's draws; trials of one number share theirs over all parameters.
    static let programmingPurpose = StreamPurpose("effects: programming error")
    static let repeatPurpose = StreamPurpose("effects: repeated programming")
    static let variationPurpose = StreamPurpose("effects: device to device")
    static let driftPurpose = StreamPurpose("effects: drift")
    package static let faultPurpose = StreamPurpose("effects: stuck cells")

    /// In units of σ.
    private static let narrowestWindow = 0.02
    /// From an open gap to a metallic contact [S]: no variation and no drift takes a cell beyond.
    static let possible = 1e-18...1.0

    /// The stuck cells of one array.
    public func faultMap(columns: Int, rows: Int, seed: UInt64, trial: Int) -> FaultMap {
        var stream = RandomStream(seed: seed, purpose: Self.faultPurpose, trial: trial)
        return stuckAt.map(columns: columns, rows: rows, from: &stream)
    }

    /// An array after programming and ageing; what is stuck neither varies nor drifts.
    /// - Parameters:
    ///   - target: what programming aims at, before levels.
    ///   - faults: its stuck cells.
    ///   - trial: the array's number.
    public func aged(_ target: ConductanceArray, faults: FaultMap, seed: UInt64, trial: Int) -> AgedArray {
        let range = target.range
        let (low, high) = (range.minimum.value, range.maximum.value)
        func stream(_ purpose: StreamPurpose) -> RandomStream {
            RandomStream(seed: seed, purpose: purpose, trial: trial)
        }
        var (errors, repeats) = (stream(Self.programmingPurpose), stream(Self.repeatPurpose))
        var (variations, drifts) = (stream(Self.variationPurpose), stream(Self.driftPurpose))
        let stuck = faults.states(columns: target.columns, rows: target.rows)
        var clipped = 0
        let (errs, varies) = (programming != .none, deviceVariation != .none)
        let (fades, spreads) = (drift.exponent != 0 || drift.exponentDeviation > 0, drift.exponentDeviation > 0)
        let values = target.siemens.enumerated().map { cell, wanted -> Double in
            let aim = levels.nearest(wanted, in: range)
            // Every cell takes its numbers, stuck or not: maps do not shift the draws of the healthy ones. A stream that
            // nothing depends on is left alone.
            let error = errs ? missed(by: errors.normal(), at: aim, in: range, repeats: &repeats) : 0
            let variation = varies ? variations.normal() : 0
            let loss = spreads ? drifts.normal() : 0
            if let state = stuck[cell] { return state.conductance(in: range) }
            let programmed = min(max(aim + error, low), high)
            if programmed != aim + error { clipped += 1 }
            let own =
                varies
                ? programmed * exp(deviceVariation.deviation(at: programmed, in: range) * variation) : programmed
            let aged = fades ? own * drift.factor(normal: loss) : own
            guard varies || fades else { return aged }
            // Whatever the design's range is, it is possible.
            let bounds = min(Self.possible.lowerBound, low)...max(Self.possible.upperBound, high)
            guard bounds.contains(aged) else {
                clipped += 1
                return aged > bounds.upperBound ? bounds.upperBound : bounds.lowerBound
            }
            return aged
        }
        return AgedArray(conductances: target.holding(values), clipped: clipped)
    }

    /// The programming error that verification lets pass [S].
    private func missed(
        by normal: Double, at aim: Double, in range: ConductanceRange, repeats: inout RandomStream
    ) -> Double {
        let sigma = programming.deviation(at: aim, in: range)
        let window = writeVerify.halfWidth * (range.maximum.value - range.minimum.value)
        var error = sigma * normal
        // A window so narrow would take thousands of repetitions, and the density within it is flat to 2·10⁻⁴.
        if window < Self.narrowestWindow * sigma, abs(error) > window { return window * (2 * repeats.uniform() - 1) }
        while abs(error) > window { error = sigma * repeats.normal() }
        return error
    }

    /// What a batch of training sees of an array with these effects, and how fast it sees its cells move with their
    /// targets; levels and windows pass straight through.
    /// - Parameters:
    ///   - siemens: targets [S].
    ///   - frozen: cells that are as they are.
    public func injected(
        _ siemens: [Double], frozen: [Bool], in range: ConductanceRange, from stream: inout RandomStream
    ) -> (siemens: [Double], slopes: [Double]) {
        var values = siemens
        var slopes = [Double](repeating: 1, count: siemens.count)
        for (cell, wanted) in siemens.enumerated() where !frozen[cell] {
            let error = programming == .none ? 0 : programming.deviation(at: wanted, in: range) * stream.normal()
            let programmed = min(max(wanted + error, range.minimum.value), range.maximum.value)
            let factor =
                exp(deviceVariation.deviation(at: programmed, in: range) * stream.normal())
                * max(1e-3, 1 + readNoise.relative * stream.normal())
            values[cell] = programmed * factor
            slopes[cell] = factor
        }
        return (values, slopes)
    }

    /// An array as one read sees it.
    public func read(_ array: ConductanceArray, from stream: inout RandomStream) -> ConductanceArray {
        if readNoise == .none { return array }
        // Noise below zero is no conductance of a passive cell: at σ = 0.2 it is five standard deviations away.
        return array.holding(
            array.siemens.map { max($0 * (1 + readNoise.relative * stream.normal()), $0 * 1e-3) })
    }
}

extension ConductanceArray {
    /// The same array with these conductances, `[columns × rows]` [S], its range widened to hold them.
    func holding(_ siemens: [Double]) -> ConductanceArray {
        do {
            return try ConductanceArray(
                columns: columns, rows: rows,
                range: ConductanceRange(
                    minimum: Conductance(min(range.minimum.value, siemens.min()!)),
                    maximum: Conductance(max(range.maximum.value, siemens.max()!))), siemens: siemens)
        } catch {
            preconditionFailure("an effect made a conductance that is none: \(error)")
        }
    }
}
