import Experiments
import Foundation
import Quantities
import Reports
import Results
import SpikingNetworks
import Studies

/// Writes a run folder whose state is right at every moment: incomplete until it is complete.
struct RunWriter {
    let folder: RunFolder
    /// Whether the folder holds the beginning of this run.
    let continues: Bool
    private let command: String
    private let kind: RunKind?
    private let session: Session

    /// - Parameter kind: what the folder will hold; nil for no network.
    init(path: String, command: String, kind: RunKind?, session: Session) throws {
        folder = try RunFolder.create(path)
        continues = false
        self.command = command
        self.kind = kind
        self.session = session
        try begin()
    }

    /// Takes up the folder of a run that has not ended, or makes a new one.
    init(
        continuing path: String, command: String, kind: RunKind, session: Session,
        isSame: (RunFolder) throws -> Bool
    ) throws {
        self.kind = kind
        (folder, continues) = try RunFolder.createOrContinue(path, command: command, isSame: isSame)
        self.command = command
        self.session = session
        try begin()
    }

    private func begin() throws { try mark(.incomplete, "the run has not ended yet, or was cut off") }

    /// Runs `body` and records how it ended; an interrupted run keeps its results so far, with a report that says so.
    func record<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            let value = try body()
            try mark(.complete, nil)
            return value
        } catch {
            session.finishProgress()
            let state: RunStatus.State = error is RunInterrupted ? .interrupted : .failed
            // The first error is the one to tell; a disk that refuses the status as well leaves it at "incomplete".
            try? mark(state, "\(error)")
            throw error
        }
    }

    private func mark(_ state: RunStatus.State, _ reason: String?) throws {
        try folder.writeJSON(
            RunStatus(program: Session.program, command: command, kind: kind, state: state, reason: reason),
            to: "run.json")
    }

    func write(_ results: PaperResults) throws {
        try folder.writeJSON(results, to: "results.json")
        try folder.write(PaperReport.html(results), to: "report.html")
    }

    /// Writes what a running experiment has so far, with the network, and says that more is to come.
    func writeUnfinished(_ results: PaperResults, study: Study) throws {
        let network = try StoredClassifier(study: study, record: results.conductances)
        try folder.write(network.conductances, study: study, program: Session.program)
        var results = results
        results.notes.insert("This run has not ended: what is missing here was not measured yet.", at: 0)
        try write(results)
    }
}
