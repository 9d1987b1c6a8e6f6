import Circuits
import Dispatch
import NgspiceEngine
import Reports
import SPICEText
import Synchronization

extension NetlistRun {
    /// Runs in ngspice, twice at once: the netlist for waveforms and measurements, and with meters at its sources for the
    /// energies.
    init(
        ngspice statements: NetlistStatements, file: String, signals: [PlottedSignal], mode: NgspiceMode,
        timeLimit: Duration
    ) throws {
        let outline = try NetlistOutline(statements, file: file)
        notes = outline.notes
        let vectors = Set(signals.map(Self.vector).filter { !Self.isGround($0) }).sorted()
        var job = NgspiceJob(
            title: statements.title.isEmpty ? file : statements.title, deck: outline.deck, vectors: vectors,
            stopTime: outline.stopTime, mode: mode)
        job.namedVectors = outline.namedVectors
        job.sampledVectors = outline.sampledVectors
        let (result, energy) = Self.both(job, outline, timeLimit: timeLimit)
        let (record, isTight, doubt) = try result.get()
        if let tight = Self.tightened(job) {
            notes.append(
                isTight
                    ? "\(tight.reltol) is set, since ngspice's own 1e-3 moves spikes by per cents; .options reltol=1e-3 in the "
                        + "netlist keeps that"
                    : "ngspice could not meet \(tight.reltol): with its own 1e-3 the times of spikes may be off by per cents"
            )
        }
        if let doubt { notes.append(doubt) }
        let absent = Set(record.absentVectors)
        try outline.checkInitialNodes(absentVectors: absent)
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
        for (name, reason) in outline.failures(of: measurements, absentVectors: absent) {
            measurements[name] = nil
            failedMeasurements[name] = reason
        }
        switch energy {
        case .success(let known):
            energies = known.sources
            notes += known.notes
        case .failure(let error):
            notes.append("the energies are not known, since with meters at the sources: \(error)")
        }
    }

    private static func both(
        _ job: NgspiceJob, _ outline: NetlistOutline, timeLimit: Duration
    ) -> (Result<(NgspiceRecord, isTight: Bool, doubt: String?), NgspiceError>, Result<SourceEnergies, NgspiceError>) {
        let pool = NgspiceWorkerPool(executable: Session.executable, workers: 2, timeLimit: timeLimit)
        let energies = Mutex<Result<SourceEnergies, NgspiceError>?>(nil)
        let done = DispatchGroup()
        DispatchQueue.global().async(group: done) {
            let result = Result { () throws(NgspiceError) in try pool.energies(of: job) }
            energies.withLock { $0 = result }
        }
        let record = Result { () throws(NgspiceError) in
            let (own, isTight) = try Self.run(job, pool)
            let record = own.measured(by: outline)
            var finer = job
            finer.deck = outline.deck(longestStep: outline.longestStep / 4)
            if isTight, let tight = Self.tightened(finer) { finer = tight.job }
            let check = NgspiceStepCheck(outline: outline, pool: pool)
            return (record, isTight: isTight, doubt: check.note(record, finer: finer))
        }
        done.wait()
        return (record, energies.withLock { $0! })
    }

    /// In tight tolerances, or in ngspice's own where a circuit cannot meet these.
    private static func run(
        _ job: NgspiceJob, _ pool: NgspiceWorkerPool
    ) throws(NgspiceError) -> (NgspiceRecord, isTight: Bool) {
        guard let tight = tightened(job) else { return (try pool.run(job), false) }
        do throws(NgspiceError) {
            return (try pool.run(tight.job), true)
        } catch {
            guard case .runFailed = error else { throw error }
            return (try pool.run(job), false)
        }
    }

    /// The errors of a switch that fires itself add up: at ngspice's own RELTOL of 1e-3 a relaxation oscillator may have 23
    /// spikes in place of 19. nil if the netlist sets its own.
    private static func tightened(_ job: NgspiceJob) -> (job: NgspiceJob, reltol: String)? {
        guard !job.deck.lowercased().contains("reltol") else { return nil }
        let reltol = "reltol=1e-5"
        var lines = job.deck.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        lines.insert(".options \(reltol)", at: 1)
        var tight = job
        tight.deck = lines.joined(separator: "\n")
        return (tight, reltol)
    }

    private static func isGround(_ name: String) -> Bool { name == "0" || name == "gnd" }

    private static func vector(_ signal: PlottedSignal) -> String {
        guard signal.isCurrent else { return signal.name }
        // Of a source in a subcircuit ngspice puts the type letter in front: x1.vin is v.x1.vin.
        let name = signal.name
        let own = name.split(separator: ".").last ?? ""
        guard own.count < name.count, let letter = own.first, !name.hasPrefix("\(letter).") else {
            return "\(name)#branch"
        }
        return "\(letter).\(name)#branch"
    }
}
