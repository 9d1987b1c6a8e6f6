package import Circuits
import Quantities
import SPICEText

/// ngspice as a circuit simulator: it writes the netlist, runs it in a pool of workers and reads the waveforms.
package struct NgspiceSimulator: CircuitSimulator {
    package let identity: SimulatorIdentity
    private let pool: NgspiceWorkerPool

    /// Asks a worker for ngspice's version, and so proves that the pool works.
    /// - Throws: `libraryMissing`, `workerNotStarted`, … before the first circuit.
    package init(pool: NgspiceWorkerPool) throws(NgspiceError) {
        self.pool = pool
        identity = SimulatorIdentity(name: "ngspice", version: try pool.version())
    }

    /// - Throws: `SPICETextError` for names or signals that the netlist cannot hold.
    package func prepare(_ circuit: Circuit, analysis: TransientAnalysis) throws -> any PreparedCircuit {
        var recording = analysis
        recording.signals = Self.recordedSignals(circuit, analysis.signals)
        // Names and signals are checked here, once, with sources that are at rest.
        let rest = Stimulus(waveforms: circuit.sourceNames.map { _ in .constant(.zero) })
        _ = try Dialect.ngspice.deck(circuit, stimulus: rest, analysis: recording)
        return PreparedNgspiceCircuit(circuit: circuit, asked: analysis.signals, recording: recording, pool: pool)
    }

    /// What was asked for, and what the energy ledger needs: currents of sources and ammeters, voltages of their nodes
    /// and of what controls the pull-downs.
    private static func recordedSignals(_ circuit: Circuit, _ asked: [Signal]) -> [Signal] {
        let ledger =
            circuit.elements.flatMap { element -> [Signal] in
                switch element.kind {
                case .voltageSource(let plus, let minus), .ammeter(let plus, let minus, _),
                    .switchedSource(let plus, let minus, _, _, _):
                    [.current(element: element.name), .voltage(plus), .voltage(minus)]
                default: []
                }
            } + PullDown.all(in: circuit).flatMap(\.signals)
        var known = Set<Signal>()
        return (asked + ledger).filter { known.insert($0).inserted }
    }
}

/// A circuit, checked; every run writes its deck anew, since ngspice forgets altered values and leaks.
struct PreparedNgspiceCircuit: PreparedCircuit {
    var circuit: Circuit
    var asked: [Signal]
    var recording: TransientAnalysis
    var pool: NgspiceWorkerPool

    mutating func transient(_ stimulus: Stimulus) throws -> Transient {
        let deck = try Dialect.ngspice.deck(circuit, stimulus: stimulus, analysis: recording)
        let vectors = recording.signals.compactMap { deck.vectorNames[$0] }
        let job = NgspiceJob(
            title: deck.title, deck: deck.text, vectors: vectors, stopTime: recording.duration.value,
            voltageLimit: voltageLimit(stimulus))
        let record: NgspiceRecord
        do throws(NgspiceError) {
            record = try pool.run(job)
        } catch {
            // "catch .runFailed(let failure)" crashes the compiler of Swift 6.3.1.
            if case .runFailed(let failure) = error { throw SimulationFailure(failure) }
            switch error {
            case .workerLost, .timeLimitReached:
                throw SimulationFailure(
                    simulator: "ngspice", reason: error.description, remedy: "the other runs go on with a new worker")
            default: break
            }
            throw error
        }
        var values: [Signal: [Double]] = [:]
        var row = 0
        for signal in recording.signals {
            if deck.vectorNames[signal] != nil {
                values[signal] = record.values[row]
                row += 1
            } else {
                values[signal] = [Double](repeating: 0, count: record.time.count)  // ground
            }
        }
        let all = Waveforms(time: record.time, values: values)
        let wanted = Set(asked)
        return Transient(
            waveforms: Waveforms(time: record.time, values: values.filter { wanted.contains($0.key) }),
            energy: EnergyLedger(circuit: circuit, waveforms: all, stimulus: stimulus), switchings: nil)
    }

    /// A thousand times the largest level: no passive circuit of capacitors and resistors multiplies a voltage so. [V]
    private func voltageLimit(_ stimulus: Stimulus) -> Double {
        var levels = stimulus.waveforms.flatMap { [$0.initial] + $0.steps.map(\.level) }
        for element in circuit.elements {
            if case .switchedSource(_, _, _, _, let model) = element.kind { levels += [model.high, model.low] }
        }
        return 1000 * max(1, levels.reduce(0) { max($0, abs($1.value)) })
    }
}

extension SimulationFailure {
    init(_ failure: NgspiceRunFailure) {
        let says = failure.messages.isEmpty ? "" : " (ngspice says: \(failure.messages.joined(separator: " | ")))"
        self.init(
            simulator: "ngspice", reason: "\"\(failure.title)\": \(failure.detail)\(says)",
            reachedTime: failure.reachedTime, place: failure.place, remedy: failure.remedy)
    }
}
