import ArgumentParser
import NgspiceEngine

/// The process that holds libngspice, one per core; `NgspiceWorkerPool` starts it.
struct NgspiceWorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ngspice-worker", abstract: "Runs decks that arrive on standard input.", shouldDisplay: false)

    func run() {
        NgspiceWorker.serve(input: 0, output: 1)
    }
}
