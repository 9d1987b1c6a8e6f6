import Circuits
import Dispatch
import NgspiceEngine
import Reports
import SPICEText
import Synchronization

extension NetlistRun {
    /// Runs in ngspice, twice at once: the netlist as it is, for waveforms and measurements, and with meters at its sources,
    /// for the energies.
    init(
        ngspice statements: NetlistStatements, file: String, signals: [PlottedSignal], mode: NgspiceMode,
        timeLimit: Duration
    ) throws {
        let outline = try NetlistOutline(statements, file: file)
        notes = outline.notes
        let vectors = Set(signals.map(Self.vector).filter { !Self.isGround($0) }).sorted()
        let job = NgspiceJob(
            title: statements.title.isEmpty ? file : statements.title, deck: outline.deck, vectors: vectors,
            stopTime: outline.stopTime, mode: mode)
        let (plain, energy) = Self.both(job, timeLimit: timeLimit)
        let record = try plain.get()
        func values(_ name: String) -> [Double] {
            vectors.firstIndex(of: name).map { record.values[$0] } ?? record.time.map { _ in 0 }
        }
        title = statements.title
        time = record.time
        traces = signals.map {
            WaveformFigure.Trace(name: $0.text, isCurrent: $0.isCurrent, values: values(Self.vector($0)))
        }
        measurements = record.measurements
        failedMeasurements = record.failedMeasurements
        switch energy {
        case .success(let known):
            energies = known.sources
            notes += known.notes
        case .failure(let error):
            notes.append("the energies are not known, since with meters at the sources: \(error)")
        }
    }

    private static func both(
        _ job: NgspiceJob, timeLimit: Duration
    ) -> (Result<NgspiceRecord, NgspiceError>, Result<SourceEnergies, NgspiceError>) {
        let pool = NgspiceWorkerPool(executable: Session.executable, workers: 2, timeLimit: timeLimit)
        let energies = Mutex<Result<SourceEnergies, NgspiceError>?>(nil)
        let done = DispatchGroup()
        DispatchQueue.global().async(group: done) {
            let result = Result { () throws(NgspiceError) in try pool.energies(of: job) }
            energies.withLock { $0 = result }
        }
        let record = Result { () throws(NgspiceError) in try pool.run(job) }
        done.wait()
        return (record, energies.withLock { $0! })
    }

    private static func isGround(_ name: String) -> Bool { name == "0" || name == "gnd" }

    private static func vector(_ signal: PlottedSignal) -> String {
        signal.isCurrent ? "\(signal.name)#branch" : signal.name
    }
}
