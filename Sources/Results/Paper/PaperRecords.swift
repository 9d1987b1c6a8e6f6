package struct ConductanceRecord: Codable, Sendable, Equatable {
    package var minimum: Double
    package var maximum: Double
    /// `[neurons][rows]` [S]
    package var siemens: [[Double]]

    package init(minimum: Double, maximum: Double, siemens: [[Double]]) {
        self.minimum = minimum
        self.maximum = maximum
        self.siemens = siemens
    }
}

package struct RaceRecord: Codable, Sendable, Equatable {
    package var label: Int
    package var picture: [String]
    package var winner: Int
    /// [s]
    package var time: [Double]
    /// `[neurons][samples]` [V]
    package var membranes: [[Double]]
    package var outputs: [[Double]]
    package var bus: [Double]
    /// Output spikes per neuron [s].
    package var spikes: [[Double]]
    package var threshold: Double

    package init(
        label: Int, picture: [String], winner: Int, time: [Double], membranes: [[Double]], outputs: [[Double]],
        bus: [Double], spikes: [[Double]], threshold: Double
    ) {
        self.label = label
        self.picture = picture
        self.winner = winner
        self.time = time
        self.membranes = membranes
        self.outputs = outputs
        self.bus = bus
        self.spikes = spikes
        self.threshold = threshold
    }
}
