import Devices
import Foundation
import NumericalMethods
import Quantities

/// An array while it is written: the states of all cells, and what each has got so far.
struct ArrayWriting {
    private let device: PulseResponse
    private let recipe: WriteVerifyRecipe
    private let targets: [Double]  // [S]
    private let columns: Int
    private let rows: Int
    /// Cells that no pulse moves; hidden from the programmer.
    private let stuck: [Bool]
    private let readVoltage: Double  // [V]
    private let readDuration: Double  // [s]
    /// Conductances at both ends of the state [S].
    private let range: (low: Double, high: Double)

    private var states: [Double]
    private let initialStates: [Double]
    private var streams: [RandomStream]
    private var trains: [[AppliedPulse]]
    private var energy: [Double]  // [J]
    private var time: [Double]  // [s]
    private var halfSelectEnergy = 0.0  // [J]
    /// Cells that refused to move.
    private var refuses: [Bool]

    /// The error of a state allowed in one step.
    private static var tolerance: Double { 1e-7 }
    /// A motion this small is the rate times the time.
    private static var smallMotion: Double { 1e-5 }
    /// Pulses of the highest amplitude that a cell may ignore before it is called stuck.
    private static var patience: Int { 3 }

    init(
        _ device: DeviceModel, _ recipe: WriteVerifyRecipe, targets: [Double], columns: Int, rows: Int, stuck: FaultMap,
        seed: UInt64
    ) {
        let device = device.pulseResponse(tolerance: Self.tolerance)
        self.device = device
        self.recipe = recipe
        self.targets = targets
        self.columns = columns
        self.rows = rows
        let count = columns * rows
        self.stuck = stuck.stuckMask(columns: columns, rows: rows)
        readVoltage = recipe.readVoltage.value
        readDuration = recipe.readDuration.value
        let v = readVoltage
        range = (device.current(v, 0) / v, device.current(v, 1) / v)
        var states = [Double](repeating: 0, count: count)
        for cell in stuck.cells where cell.state == .lowResistance { states[cell.column * rows + cell.row] = 1 }
        self.states = states
        initialStates = states
        streams = (0..<count).map { RandomStream(seed: seed, purpose: ArrayProgrammer.purpose, trial: $0) }
        trains = Array(repeating: [], count: count)
        energy = Array(repeating: 0, count: count)
        time = Array(repeating: 0, count: count)
        refuses = Array(repeating: false, count: count)
    }

    mutating func run(_ isCancelled: () -> Bool) throws(IntegrationFailure) -> ProgrammedArray? {
        for cell in order {
            if isCancelled() { return nil }
            try test(cell)
        }
        let testPulses = trains.reduce(0) { $0 + $1.count }
        var passes: [ProgrammingPass] = []
        var verified = [Double](repeating: 0, count: targets.count)
        for _ in 0..<recipe.maximumPasses {
            let before = trains.reduce(0) { $0 + $1.count }
            var written = 0
            for cell in order where !refuses[cell] {
                if isCancelled() { return nil }
                if !isWithin(read(cell), target: targets[cell], share: passes.isEmpty ? recipe.aim : 1) {
                    try write(cell)
                    written += 1
                }
                verified[cell] = conductance(cell)
            }
            let pass = summary(
                written: written, pulses: trains.reduce(0) { $0 + $1.count } - before, since: verified)
            passes.append(pass)
            if pass.disturbedOut == 0 { break }
        }
        return result(passes, testPulses: testPulses)
    }

    // MARK: One cell

    /// Row after row, as a programmer that selects word lines goes.
    private var order: [Int] { (0..<rows).flatMap { row in (0..<columns).map { $0 * rows + row } } }

    private func conductance(_ cell: Int) -> Double { device.current(readVoltage, states[cell]) / readVoltage }

    /// A verifying read, which costs time and energy.
    private mutating func read(_ cell: Int) -> Double {
        let siemens = conductance(cell)
        time[cell] += readDuration
        energy[cell] += readVoltage * readVoltage * siemens * readDuration
        return siemens
    }

    private func isWithin(_ siemens: Double, target: Double, share: Double) -> Bool {
        abs(siemens - target) <= share * recipe.window * target
    }

    /// Whether the cell moves: down, if it does not read as high resistance, and up.
    private mutating func test(_ cell: Int) throws(IntegrationFailure) {
        let noticeable = 1e-3 * (range.high - range.low)
        let first = read(cell)
        if first > range.low + noticeable {
            refuses[cell] = try !moves(cell, from: first, upward: false, by: noticeable)
        }
        if !refuses[cell] {
            let low = read(cell)
            refuses[cell] = try !moves(cell, from: low, upward: true, by: noticeable)
        }
    }

    private mutating func moves(
        _ cell: Int, from start: Double, upward: Bool, by noticeable: Double
    ) throws(IntegrationFailure) -> Bool {
        let ramp = upward ? recipe.set : recipe.reset
        for _ in 0..<Self.patience {
            try pulse(cell, (upward ? 1 : -1) * ramp.maximum.value, ramp.width.value)
            if abs(read(cell) - start) > noticeable { return true }
        }
        return false
    }

    /// Incremental-step pulses, up or down, until the cell reads as it should or moves no more.
    ///
    /// The amplitude, and once it is at its highest the width, grows while a pulse moves the cell by less than a quarter of
    /// the way that is left, and falls when one more such pulse would go too far. After every turn the steps are half as
    /// high.
    private mutating func write(_ cell: Int) throws(IntegrationFailure) {
        let target = targets[cell]
        var up = Course(recipe.set)
        var down = Course(recipe.reset)
        var isUpward: Bool?
        var siemens = conductance(cell)
        var ignored = 0
        for _ in 0..<recipe.maximumPulses {
            if isWithin(siemens, target: target, share: recipe.aim) { return }
            let direction = siemens < target
            if let isUpward, isUpward != direction {
                if isUpward { up.turn() } else { down.turn() }
            }
            isUpward = direction
            let course = direction ? up : down
            try pulse(cell, direction ? course.amplitude : -course.amplitude, course.width)
            let next = read(cell)
            let move = direction ? next - siemens : siemens - next
            let left = abs(target - next)
            let crossed = (next < target) != direction
            if !crossed {
                if direction { up.follow(move: move, left: left) } else { down.follow(move: move, left: left) }
            }
            ignored = course.isHighest && abs(next - siemens) <= 1e-9 * siemens ? ignored + 1 : 0
            siemens = next
            // It has come to rest at its end: more pulses change nothing.
            if ignored >= Self.patience { return }
        }
    }

    /// A pulse on one cell, and what its voltage does to the others.
    private mutating func pulse(_ cell: Int, _ voltage: Double, _ width: Double) throws(IntegrationFailure) {
        // A rate that is e^(σz) times as high moves the state as far as the nominal one in e^(σz) times the time.
        time[cell] += width
        let speed = exp(recipe.cycleSpread * streams[cell].normal())
        trains[cell].append(AppliedPulse(amplitude: .volts(voltage), width: Time(width * speed)))
        if stuck[cell] {
            energy[cell] += voltage * device.current(voltage, states[cell]) * width
        } else {
            let after = try device.stateAndCharge(after: voltage, width: width * speed, from: states[cell])
            energy[cell] += voltage * after.charge / speed
            states[cell] = after.state
        }
        try disturb(around: cell, voltage, width)
    }

    private mutating func disturb(
        around cell: Int, _ voltage: Double, _ width: Double
    ) throws(IntegrationFailure) {
        let (column, row) = (cell / rows, cell % rows)
        let partial = voltage * recipe.scheme.share
        switch recipe.scheme {
        case .none: break
        case .half:
            for other in 0..<columns where other != column { try expose(other * rows + row, partial, width) }
            for other in 0..<rows where other != row { try expose(column * rows + other, partial, width) }
        case .third:
            for other in 0..<columns {
                for otherRow in 0..<rows where other != column || otherRow != row {
                    let share = other == column || otherRow == row ? partial : -partial
                    try expose(other * rows + otherRow, share, width)
                }
            }
        }
    }

    private mutating func expose(
        _ cell: Int, _ voltage: Double, _ width: Double
    ) throws(IntegrationFailure) {
        let x = states[cell]
        halfSelectEnergy += voltage * device.current(voltage, x) * width
        guard !stuck[cell] else { return }
        let motion = device.rate(voltage, x) * width
        if motion == 0 { return }
        if abs(motion) < Self.smallMotion {
            states[cell] = min(max(x + motion, 0), 1)
        } else {
            states[cell] = try device.state(after: voltage, width: width, from: x)
        }
    }

    // MARK: Results

    private func summary(written: Int, pulses: Int, since verified: [Double]) -> ProgrammingPass {
        var pass = ProgrammingPass(
            cells: written, pulses: pulses, disturbedOut: 0, largestDisturb: 0, meanDisturb: 0)
        var healthy = 0
        for cell in targets.indices where !refuses[cell] {
            let now = conductance(cell)
            let change = abs(now - verified[cell]) / verified[cell]
            healthy += 1
            pass.largestDisturb = max(pass.largestDisturb, change)
            pass.meanDisturb += change
            if isWithin(verified[cell], target: targets[cell], share: 1),
                !isWithin(now, target: targets[cell], share: 1)
            {
                pass.disturbedOut += 1
            }
        }
        pass.meanDisturb /= Double(max(1, healthy))
        return pass
    }

    private func outcome(_ cell: Int) -> CellOutcome {
        let siemens = conductance(cell)
        if refuses[cell] {
            return .stuck(siemens > (range.low + range.high) / 2 ? .lowResistance : .highResistance)
        }
        if isWithin(siemens, target: targets[cell], share: 1) { return .inWindow }
        return (range.low...range.high).contains(targets[cell]) ? .outOfWindow : .unreachable
    }

    private func result(_ passes: [ProgrammingPass], testPulses: Int) -> ProgrammedArray {
        ProgrammedArray(
            columns: columns, rows: rows,
            cells: targets.indices.map { cell in
                ProgrammedCell(
                    target: Conductance(targets[cell]), conductance: Conductance(conductance(cell)),
                    state: states[cell], outcome: outcome(cell), pulses: trains[cell].count,
                    energy: Energy(energy[cell]), time: Time(time[cell]))
            },
            passes: passes, testPulses: testPulses, halfSelectEnergy: Energy(halfSelectEnergy), trains: trains,
            initialStates: initialStates)
    }
}

/// The pulses in one direction on their way to a target.
private struct Course {
    private let ramp: PulseRamp
    private(set) var amplitude: Double  // [V]
    private(set) var width: Double  // [s]
    private var step: Double  // [V]

    init(_ ramp: PulseRamp) {
        self.ramp = ramp
        amplitude = ramp.start.value
        width = ramp.width.value
        step = ramp.step.value
    }

    var isHighest: Bool { amplitude >= ramp.maximum.value && width >= ramp.longestWidth.value }

    mutating func follow(move: Double, left: Double) {
        if move < left / 4 {
            if amplitude >= ramp.maximum.value { width = min(2 * width, ramp.longestWidth.value) }
            amplitude = min(amplitude + step, ramp.maximum.value)
        } else if move > left {
            if width > ramp.width.value {
                width /= 2
            } else {
                amplitude = max(amplitude - step, ramp.minimum.value)
            }
        }
    }

    /// The last pulse went too far: next time begin lower, and raise more gently.
    mutating func turn() {
        width = ramp.width.value
        amplitude = max(amplitude - 2 * step, ramp.minimum.value)
        step = max(step / 2, ramp.step.value / 16)
    }
}
