import Devices
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

private let range = try! ConductanceRange(minimum: .microsiemens(0.01), maximum: .microsiemens(1))

private func classifier(
    _ seed: Int, columns: Int = 10, rows: Int = 30, biasPerRow: Double = 1.0 / 6, mismatch: NeuronMismatch = .none
) -> SpikingClassifier {
    var random = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("race"))
    let array = try! ConductanceArray(
        columns: columns, rows: rows, range: range,
        siemens: (0..<(columns * rows)).map { _ in 1e-8 + 0.99e-6 * random.uniform() })
    let parameters = RaceParameters(
        membrane: Membrane(
            capacitance: .picofarads(Double(rows)), leak: .microsiemens(0.01), threshold: .volts(1),
            resetPotential: .volts(0.6)),
        // A weak bias: that nobody fires must happen too.
        drive: RowDrive(readVoltage: .volts(3.3), biasConductance: .microsiemens(biasPerRow * Double(rows))),
        timing: SlotTiming(slotDuration: .nanoseconds(50), slots: 20))
    return SpikingClassifier(
        parameters: parameters, model: .physical, conductances: array,
        spread: mismatch == .none ? .none : mismatch.draw(neurons: columns, from: &random))
}

private func levels(_ bits: BitVector) -> [Double] { BipolarRows.levels(bits: bits) }

private func picture(_ rows: Int, _ random: inout RandomStream) -> BitVector {
    random.bernoulliBits(count: rows, probability: 0.5)
}

@Suite struct StillRaceTests {
    /// The closed form decides as the slot-by-slot model does, with the same neurons in a tie.
    @Test(arguments: 0..<20) func decidesAsTheSlotsDo(seed: Int) {
        let mismatch = seed % 2 == 0 ? NeuronMismatch.none : NeuronMismatch(threshold: 0.1, hold: 0, capacitance: 0.1)
        let classifier = classifier(seed, mismatch: mismatch)
        let race = StillRace(classifier)
        var random = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("pictures"))
        var kinds = Set<String>()
        for _ in 0..<500 {
            let bits = picture(30, &random)
            let decision = race.decision(bits: bits)
            #expect(decision == classifier.decision(frames: [levels(bits)]))
            if case .noWinner = decision { kinds.insert("none") } else { kinds.insert("winner") }
        }
        #expect(kinds.count == 2)
    }

    /// Rows beyond a word and columns beyond a lane group.
    @Test(arguments: [(4, 16), (26, 35), (10, 64), (17, 65), (40, 128), (33, 200)])
    func decidesAsTheSlotsDoAtAnySize(columns: Int, rows: Int) {
        let classifier = classifier(columns + rows, columns: columns, rows: rows, biasPerRow: 0.8)
        let race = StillRace(classifier)
        var random = RandomStream(seed: UInt64(rows), purpose: StreamPurpose("pictures"))
        var winners = Set<RaceDecision>()
        for _ in 0..<300 {
            let bits = picture(rows, &random)
            let decision = race.decision(bits: bits)
            #expect(decision == classifier.decision(frames: [levels(bits)]))
            winners.insert(decision)
        }
        // Columns of the last lane group win at times.
        #expect(winners.count > columns / 2)
    }

    /// Thresholds of one presentation are those of a classifier that has them all the time.
    @Test(arguments: [(10, 30), (33, 70)]) func thresholdsOfOnePresentation(columns: Int, rows: Int) {
        let classifier = classifier(3, columns: columns, rows: rows, biasPerRow: 0.8)
        let race = StillRace(classifier)
        let mismatch = NeuronMismatch(threshold: 0, hold: 0, capacitance: 0, thresholdCycle: 0.1)
        var random = RandomStream(seed: 5, purpose: StreamPurpose("cycles"))
        var changed = 0
        for _ in 0..<300 {
            let bits = picture(rows, &random)
            var shown = classifier
            shown.spread = mismatch.cycle(of: classifier.spread, neurons: columns, from: &random)
            let decision = race.decision(bits: bits, thresholds: (0..<columns).map(shown.threshold(column:)))
            #expect(decision == shown.decision(frames: [levels(bits)]))
            if decision != race.decision(bits: bits) { changed += 1 }
        }
        #expect(changed > 30)
    }

    /// Σ over cycles of a device's own deviation and the cycle's: variances add.
    @Test func cyclesAddToTheDevices() {
        let mismatch = NeuronMismatch(threshold: 0.03, hold: 0, capacitance: 0, thresholdCycle: 0.04, holdCycle: 0.05)
        var random = RandomStream(seed: 8, purpose: StreamPurpose("cycles"))
        var (sum, squares, holds) = (0.0, 0.0, 0.0)
        let neurons = 40_000
        let device = mismatch.draw(neurons: neurons, from: &random)
        let shown = mismatch.cycle(of: device, neurons: neurons, from: &random)
        for neuron in 0..<neurons {
            sum += shown.threshold[neuron] - 1
            squares += (shown.threshold[neuron] - 1) * (shown.threshold[neuron] - 1)
            holds += (shown.hold[neuron] - 1) * (shown.hold[neuron] - 1)
        }
        #expect(abs(sum / Double(neurons)) < 0.001)
        #expect(abs((squares / Double(neurons)).squareRoot() - 0.05) < 0.0008)
        #expect(abs((holds / Double(neurons)).squareRoot() - 0.05) < 0.0008)
        #expect(shown.capacitance == device.capacitance)
    }

    @Test func equalColumnsTie() throws {
        var classifier = classifier(1)
        var siemens = classifier.conductances.siemens
        siemens.replaceSubrange(60..<90, with: siemens[0..<30])
        classifier.conductances = try ConductanceArray(columns: 10, rows: 30, range: range, siemens: siemens)
        let race = StillRace(classifier)
        var random = RandomStream(seed: 1, purpose: StreamPurpose("pictures"))
        var ties = 0
        for _ in 0..<5000 {
            let bits = picture(30, &random)
            #expect(race.decision(bits: bits) == classifier.decision(frames: [levels(bits)]))
            if case .tie(let neurons) = race.decision(bits: bits) {
                ties += 1
                #expect(neurons == [0, 2])
            }
        }
        #expect(ties > 20)
    }

    /// Two numbers a column stand for the noise of its thirty cells: winners are as frequent as with noise cell by cell.
    @Test func readNoiseHasItsLaw() throws {
        let classifier = classifier(3)
        let race = StillRace(classifier, isNoisy: true)
        let sigma = 0.3
        func frequencies(_ trials: Int, _ decide: (inout RandomStream) -> RaceDecision) -> [Double] {
            var counts = [Double](repeating: 0, count: 11)
            for trial in 0..<trials {
                var stream = RandomStream(seed: 7, purpose: StreamPurpose("noise"), trial: trial)
                if case .winner(let neuron) = decide(&stream) { counts[neuron] += 1 } else { counts[10] += 1 }
            }
            return counts.map { $0 / Double(trials) }
        }
        // A picture that several columns win at times: otherwise nothing is compared.
        var random = RandomStream(seed: 3, purpose: StreamPurpose("pictures"))
        var bits: BitVector
        repeat {
            bits = picture(30, &random)
        } while frequencies(400) { race.decision(bits: bits, relativeNoise: sigma, from: &$0) }.count { $0 > 0.1 } < 3
        let trials = 20_000
        let short = frequencies(trials) { race.decision(bits: bits, relativeNoise: sigma, from: &$0) }
        let long = frequencies(trials) { stream in
            let noisy = classifier.conductances.siemens.map { $0 * max(1e-3, 1 + sigma * stream.normal()) }
            let wide = try! ConductanceRange(
                minimum: Conductance(noisy.min()!), maximum: Conductance(noisy.max()!))
            var own = classifier
            own.conductances = try! ConductanceArray(columns: 10, rows: 30, range: wide, siemens: noisy)
            return own.decision(frames: [levels(bits)])
        }
        // Five standard errors of a difference.
        for (a, b) in zip(short, long) {
            #expect(abs(a - b) <= 5 * (max(a, 1e-3) * 2 / Double(trials)).squareRoot())
        }
    }
}
