import ArgumentParser
import Foundation
import NgspiceEngine

/// The process that holds libngspice, one per core; `NgspiceWorkerPool` starts it.
struct NgspiceWorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ngspice-worker", abstract: "Runs decks that arrive on standard input.", shouldDisplay: false)

    func run() {
        NgspiceWorker.serve(input: 0, output: 1)
        // Without what runs at an exit: libngspice, loaded anew for each deck, leaves memory behind that nobody can free.
        _exit(0)
    }
}
