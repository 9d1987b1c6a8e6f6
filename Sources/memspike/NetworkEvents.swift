import Experiments
import NeuromorphicCircuits
import Studies

/// The circuit of a deep network.
enum NetworkEvents {
    /// How a network of this study is run in its circuit; nil for a textbook network, which has none.
    /// - Parameters:
    ///   - spice: what of the circuit runs in ngspice too.
    ///   - isBroken: whether cells are stuck: such a circuit is run whatever its design rules say.
    /// - Throws: if ngspice is asked for and not there.
    static func run(
        _ study: Study, session: Session, keepsEach: Bool = false, spice: [CircuitVariant] = [],
        isBroken: Bool = false
    ) throws -> NetworkCircuitRun? {
        guard study.network.model == .physical else { return nil }
        let engines = spice.isEmpty ? session.eventEngine() : try session.engines()
        if !spice.isEmpty, let missing = engines.ngspiceMissing { throw EngineMissing(description: missing) }
        let test = CircuitTest(
            study: study, engines: engines, keepsEach: keepsEach, spice: spice, isBroken: isBroken)
        return { network, samples, context in try test.run(network, samples, context: context) }
    }
}
