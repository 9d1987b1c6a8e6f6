import ArgumentParser

@main
struct Memspike: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memspike",
        abstract: "Designs memristive spiking classifiers, from training to the netlist.",
        subcommands: [NgspiceWorkerCommand.self])
}
