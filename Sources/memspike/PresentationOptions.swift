import ArgumentParser
import Devices
import Experiments
import Results
import Studies

/// What `program` and `endurance` show a stored network.
struct PresentationOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The probability that a pixel, or a feature of 0 or 1, flips, for the accuracies; of other features the σ of Gaussian noise in units "
                + "of V_read. 0.1 for patterns, none for samples, if left out.", valueName: "p"))
    var noise: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Noisy patterns, or samples, for each accuracy; 20000 patterns, or all samples, if left out.",
            valueName: "n"))
    var presentations: Int?

    @Option(
        help: ArgumentHelp(
            "Look for a deep network's data here; by default where its training found them.", valueName: "folder"))
    var data: String?

    @OptionGroup var seeding: SeedOption

    func validate() throws {
        if let noise, !(0...0.5).contains(noise) { throw ValidationError("--noise is \(noise), but must be 0 to 0.5") }
        if let presentations, !(1...100_000_000).contains(presentations) {
            throw ValidationError("--presentations is \(presentations), but must be 1 to 100000000")
        }
    }

    /// A classifier's folder, with what it is shown.
    func classifier(_ path: String) throws -> ShownClassifier {
        var network = try RunFolder.open(path).loadClassifier()
        if let seed = seeding.seed { network.study.seed = seed }
        return ShownClassifier(network, flipProbability: noise ?? 0.1, presentations: presentations ?? 20_000)
    }

    /// A deep network's folder, with what it is shown.
    func network(_ path: String, _ session: Session) throws -> (run: StoredNetworkRun, shown: ShownNetwork) {
        let run = try StoredNetworkRun(path)
        let samples = try run.samples(
            dataFolder: data, limit: presentations, noise: noise, seed: seeding.seed ?? run.study.seed, session: session
        )
        return (run, try ShownNetwork(study: run.study, stored: run.stored, shown: samples, seed: seeding.seed))
    }
}
