import Experiments
import Studies

/// The circuit of a deep network.
enum NetworkEvents {
    /// How a network of this study is run in its circuit; nil for a textbook network, which has none.
    /// - Parameters:
    ///   - inNgspice: whether ngspice runs what the event-driven engine runs.
    ///   - isBroken: whether cells are stuck: such a circuit is run whatever its design rules say.
    /// - Throws: if ngspice is asked for and not there.
    static func run(
        _ study: NetworkStudy, session: Session, keepsEach: Bool = false, inNgspice: Bool = false,
        isBroken: Bool = false
    ) throws -> NetworkCircuitRun? {
        guard study.network.model == .physical else { return nil }
        let engines = inNgspice ? try session.engines() : session.eventEngine()
        if inNgspice, let missing = engines.ngspiceMissing { throw EngineMissing(description: missing) }
        let test = CircuitTest(
            study: study, engines: engines, keepsEach: keepsEach, inNgspice: inNgspice, isBroken: isBroken)
        return { network, samples, context in try test.run(network, samples, context: context) }
    }
}
