package import Devices
public import Quantities

/// One pulse as a cell got it.
public struct AppliedPulse: Hashable, Sendable {
    /// Over the cell, of either sign.
    public var amplitude: Voltage
    /// The pulse's width times the rate that the spread gave this pulse: the same motion at the nominal rate.
    public var width: Time
}

/// What became of a cell.
public enum CellOutcome: Hashable, Sendable {
    case inWindow
    /// Pulses or passes ran out, or others disturbed it last.
    case outOfWindow
    /// The target lies outside the device's range.
    case unreachable
    /// It refused to move, and reads like this state.
    case stuck(StuckState)
}

/// One cell after programming.
public struct ProgrammedCell: Hashable, Sendable {
    /// What was wanted, as the device's conductance.
    public var target: Conductance
    /// Read after the last pass.
    public var conductance: Conductance
    /// x after the last pass, 0…1.
    public var state: Double
    /// Whether the target was met, or why not.
    public var outcome: CellOutcome
    /// Its own, the test's included.
    public var pulses: Int
    /// ∫ v i dt of its own pulses and reads.
    public var energy: Energy
    /// Of its own pulses and reads.
    public var time: Time
}

/// One pass over the array.
public struct ProgrammingPass: Hashable, Sendable {
    /// Cells that were out of their window and got pulses.
    public var cells: Int
    /// On all cells.
    public var pulses: Int
    /// Healthy cells that left their window again, disturbed by later pulses on others.
    public var disturbedOut: Int
    /// |ΔG|/G of the healthy cells from their last verification to the end of the pass, by pulses on others.
    public var largestDisturb: Double
    /// Over the same cells.
    public var meanDisturb: Double
}

/// What an array holds after write–verify, and what that cost.
public struct ProgrammedArray: Hashable, Sendable {
    /// Bit lines.
    public let columns: Int
    /// Word lines.
    public let rows: Int
    /// Column by column.
    public var cells: [ProgrammedCell]
    /// In order; the last disturbed no cell, or was the last that the recipe allows.
    public var passes: [ProgrammingPass]
    /// Of the test that finds stuck cells, before the first pass.
    public var testPulses: Int
    /// Dissipated in cells that were not selected.
    public var halfSelectEnergy: Energy
    /// The pulses of every cell in order, the test's included.
    public var trains: [[AppliedPulse]]
    /// The state in which every cell met its first pulse; stuck cells keep it.
    public var initialStates: [Double]

    /// On all cells, the test's included.
    public var pulses: Int { trains.reduce(0) { $0 + $1.count } }

    /// One cell after the other.
    public var time: Time { Time(cells.reduce(0) { $0 + $1.time.value }) }

    /// Of selected and unselected cells.
    public var energy: Energy { Energy(cells.reduce(0) { $0 + $1.energy.value }) + halfSelectEnergy }

    /// The stuck cells as the programmer read them.
    public var detectedFaults: FaultMap {
        FaultMap(
            uniqueCells: cells.enumerated().compactMap { index, cell in
                guard case .stuck(let state) = cell.outcome else { return nil }
                return FaultMap.Cell(column: index / rows, row: index % rows, state: state)
            })
    }
}

extension DeviceStimulus {
    /// The pulses of one cell: edges of a hundredth of a pulse, and a tenth of it in between.
    package init(_ train: [AppliedPulse]) {
        var corners = [Corner(time: .zero, level: .zero)]
        var now = Time.zero
        for pulse in train {
            let edge = pulse.width / 100
            now = now + pulse.width / 20
            corners.append(.init(time: now, level: .zero))
            corners.append(.init(time: now + edge, level: pulse.amplitude))
            corners.append(.init(time: now + edge + pulse.width, level: pulse.amplitude))
            now = now + edge * 2 + pulse.width
            corners.append(.init(time: now, level: .zero))
            now = now + pulse.width / 20
        }
        corners.append(.init(time: now, level: .zero))
        self = .polygon(corners)
    }
}
