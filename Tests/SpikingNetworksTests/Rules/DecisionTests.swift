import Datasets
import Devices
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@Suite struct DecisionTests {
    /// With g high on black pixels, Σ g u = (G_max − G_min)(|frame| − distance) + what all columns share: the race names
    /// the nearest template. The columns' different loads shift a crossing by less than V_th/(2 V_read) · 15 of one
    /// pixel's current: V_th/V_read = 0.02 keeps the order.
    @Test(arguments: [LIFModel.physical, .textbook(membraneTimeConstant: .microseconds(2))])
    func templatesDecideLikeHammingDistance(model: LIFModel) throws {
        let range = try ConductanceRange(minimum: .nanosiemens(10), maximum: .microsiemens(1))
        var ties = 0
        for glyphs in [PatternSet.wide, .dotMatrix].map(\.patterns) {
            let cells = (0..<300).map { glyphs[$0 / 30].isBlack($0 % 30) ? 1e-6 : 1e-8 }
            let classifier = SpikingClassifier(
                parameters: RaceParameters(
                    membrane: Membrane(
                        capacitance: .picofarads(30), leak: .nanosiemens(10), threshold: .volts(0.066),
                        resetPotential: .zero),
                    drive: RowDrive(readVoltage: .volts(3.3), biasConductance: .microsiemens(40)),
                    timing: SlotTiming(slotDuration: .nanoseconds(4), slots: 50)),
                model: model,
                conductances: try ConductanceArray(columns: 10, rows: 30, range: range, siemens: cells))
            for trial in 0..<1_500 {
                var stream = RandomStream(seed: 3, purpose: StreamPurpose("frames"), trial: trial)
                let noise = PixelNoise.independentFlips([0, 0.1, 0.2, 0.3, 0.5][trial % 5])
                let frame = noise.frame(of: glyphs[trial % 10], from: &stream)
                let distances = (0..<10).map { glyphs[$0].hammingDistance(to: frame) }
                let nearest = (0..<10).filter { distances[$0] == distances.min()! }
                let decision = classifier.decision(frames: [BipolarRows.levels(bits: frame.pixels)])
                if nearest.count == 1 {
                    #expect(decision == .winner(nearest[0]), "\(distances)")
                } else {
                    ties += 1
                    // Equal distances may be split by the load, but no farther template wins.
                    let named: [Int] =
                        switch decision {
                        case .winner(let neuron): [neuron]
                        case .tie(let neurons): neurons
                        case .noWinner: [-1]
                        }
                    #expect(Set(named).isSubset(of: nearest))
                }
            }
        }
        // Not most of the cases.
        #expect(ties < 1_500)
    }

    @Test func equalColumnsTie() throws {
        let range = try ConductanceRange(minimum: .nanosiemens(10), maximum: .microsiemens(1))
        var classifier = try randomClassifier(seed: 1, columns: 4, rows: 30, slots: 20)
        let one = Array(classifier.conductances.siemens[..<30])
        classifier.conductances = try ConductanceArray(
            columns: 4, rows: 30, range: range, siemens: one + Array(repeating: 1e-8, count: 30) + one + one)
        // Every pixel lit where cells are good: identical columns are bit-identical races.
        #expect(classifier.decision(frames: [Array(repeating: 1, count: 30)]) == .tie([0, 2, 3]))
    }

    @Test func aWeakDriveHasNoWinner() throws {
        let classifier = try randomClassifier(
            seed: 2, columns: 10, rows: 30, slots: 20, bias: .nanosiemens(1), threshold: .volts(1))
        #expect(classifier.firstSpikeTimes(frames: [Array(repeating: -1, count: 30)]).allSatisfy { $0 == .infinity })
        #expect(classifier.decision(frames: [Array(repeating: -1, count: 30)]) == .noWinner)
    }

    @Test(arguments: 0..<20)
    func aFramePerSlotMayRepeatItself(seed: Int) throws {
        let classifier = try randomClassifier(seed: seed, columns: 6, rows: 12, slots: 15)
        var stream = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("levels"))
        let still = randomLevels(rows: 12, &stream)
        #expect(
            classifier.firstSpikeTimes(frames: Array(repeating: still, count: 15))
                == classifier.firstSpikeTimes(frames: [still]))
        // A change in a slot after a neuron's crossing does not move it; one before it does.
        let times = classifier.firstSpikeTimes(frames: [still])
        let slot = classifier.parameters.timing.slotDuration.value
        var frames = Array(repeating: still, count: 15)
        for change in 0..<15 {
            frames[change] = still.map { -$0 }
            let changed = classifier.firstSpikeTimes(frames: frames)
            for column in 0..<6 where times[column].isFinite {
                #expect((changed[column] == times[column]) == (times[column] <= Double(change) * slot))
            }
            frames[change] = still
        }
    }

    @Test func levelsOfAPicture() {
        #expect(BipolarRows.levels(bits: BitVector(count: 6, word: 0b01101)) == [1, -1, 1, 1, -1, -1])
    }
}

@Suite struct WinnerTakeAllTests {
    @Test func firstWins() {
        #expect(WinnerTakeAll.decision(firstSpikeTimes: [3, 1, 2]) == .winner(1))
        #expect(WinnerTakeAll.decision(firstSpikeTimes: [.infinity, 5e-7, .infinity]) == .winner(1))
        #expect(WinnerTakeAll.decision(firstSpikeTimes: [4, 4, 5, 4]) == .tie([0, 1, 3]))
        #expect(WinnerTakeAll.decision(firstSpikeTimes: [.infinity, .infinity]) == .noWinner)
        #expect(WinnerTakeAll.decision(firstSpikeTimes: [Double]()) == .noWinner)
    }

    @Test func tiesAreRelativeToTheEarliest() {
        for t in [1e-12, 3e-7, 1, 5e3] {
            // Half and twice the tolerance that the rule states.
            #expect(WinnerTakeAll.decision(firstSpikeTimes: [t * (1 + 0.5e-13), t]) == .tie([0, 1]))
            #expect(WinnerTakeAll.decision(firstSpikeTimes: [t * (1 + 2e-13), t]) == .winner(1))
        }
        // A chain of near ties counts from the earliest only.
        #expect(WinnerTakeAll.decision(firstSpikeTimes: [1, 1 + 0.9e-13, 1 + 1.8e-13]) == .tie([0, 1]))
    }

    @Test func orderDoesNotMatter() {
        var stream = RandomStream(seed: 1, purpose: StreamPurpose("order"))
        for _ in 0..<500 {
            let times = (0..<10).map { _ in Double(stream.below(12)) + 1 }
            let order = Array(0..<10).shuffled(using: &stream)
            let straight = WinnerTakeAll.decision(firstSpikeTimes: times)
            let shuffled = WinnerTakeAll.decision(firstSpikeTimes: order.map { times[$0] })
            var sum = 0.0
            for label in 0..<10 {
                #expect(shuffled.score(label: label) == straight.score(label: order[label]))
                sum += straight.score(label: label)
            }
            // One point is given away, whole or shared; ten roundings.
            #expect(abs(sum - 1) <= 10 * .ulpOfOne)
        }
        #expect((0..<10).allSatisfy { RaceDecision.noWinner.score(label: $0) == 0 })
    }
}

@Suite struct ConductanceArrayTests {
    @Test func errors() throws {
        #expect(throws: ConductanceError.emptyRange(minimum: .zero, maximum: .microsiemens(1))) {
            try ConductanceRange(minimum: .zero, maximum: .microsiemens(1))
        }
        #expect(throws: ConductanceError.emptyRange(minimum: .microsiemens(1), maximum: .microsiemens(1))) {
            try ConductanceRange(minimum: .microsiemens(1), maximum: .microsiemens(1))
        }
        let range = try ConductanceRange(minimum: .microsiemens(1), maximum: .microsiemens(2))
        #expect(throws: ConductanceError.wrongCount(found: 5, columns: 2, rows: 3)) {
            try ConductanceArray(columns: 2, rows: 3, range: range, siemens: Array(repeating: 1e-6, count: 5))
        }
        #expect(
            throws: ConductanceError.outOfRange(column: 1, row: 2, value: .microsiemens(3), range: range)
        ) {
            try ConductanceArray(columns: 2, rows: 3, range: range, siemens: [1e-6, 1e-6, 1e-6, 1e-6, 1e-6, 3e-6])
        }
        #expect(throws: ConductanceError.self) {
            try ConductanceArray(columns: 1, rows: 1, range: range, siemens: [.nan])
        }
    }

    @Test func columnsAreContiguous() throws {
        let range = try ConductanceRange(minimum: .microsiemens(1), maximum: .microsiemens(64))
        let array = try ConductanceArray(
            columns: 2, rows: 3, range: range, siemens: [1e-6, 2e-6, 4e-6, 8e-6, 16e-6, 32e-6])
        #expect(array[1, 0] == 8e-6 && array[0, 2] == 4e-6)
        // Two roundings.
        #expect(abs(array.columnSum(1) - 56e-6) <= 2 * .ulpOfOne * 56e-6)
        let other = try array.replacing([(cell: 4, siemens: 5e-6)])
        #expect(other.siemens == [1e-6, 2e-6, 4e-6, 8e-6, 5e-6, 32e-6])
        #expect(throws: ConductanceError.outOfRange(column: 1, row: 1, value: .zero, range: range)) {
            try array.replacing([(cell: 4, siemens: 0)])
        }
    }
}
