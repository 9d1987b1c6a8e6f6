/// An expression of sampled signals, sample by sample.
struct WaveformExpression {
    private let text: String
    private let expression: NetlistExpression

    init(_ text: String, _ expression: NetlistExpression) {
        self.text = text
        self.expression = expression
    }

    /// What stands in the expression for the signal of this index.
    static func name(of index: Int) -> String { "memspike_signal\(index)" }

    /// - Parameter signals: each as long as `time`.
    func values(_ time: [Double], of signals: [[Double]]) throws(NetlistError) -> [Double] {
        var own = expression
        let names = signals.indices.map(Self.name)
        var result: [Double] = []
        result.reserveCapacity(time.count)
        for index in time.indices {
            own.scope.values["time"] = time[index]
            for (name, signal) in zip(names, signals) { own.scope.values[name] = signal[index] }
            result.append(try own.evaluate(text))
        }
        return result
    }
}
