import Experiments

/// The circuit of a deep network, on the event-driven engine.
enum NetworkEvents {
    /// How a network of this study is run in its circuit; nil while there is none.
    static func run(_ study: NetworkStudy, session: Session) -> NetworkCircuitRun? { nil }
}
