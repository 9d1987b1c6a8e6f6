/// Adam with projection onto an interval (Kingma and Ba, arXiv 1412.6980, algorithm 1).
struct Adam: Sendable {
    var firstDecay = 0.9
    var secondDecay = 0.999
    private var firstMoment: [Double]
    private var secondMoment: [Double]
    private var steps = 0

    init(count: Int) {
        firstMoment = [Double](repeating: 0, count: count)
        secondMoment = firstMoment
    }

    /// One step; cells in `frozen` do not move, the others stay within 0…1.
    mutating func update(_ weights: inout [Double], gradient: [Double], rate: Double, frozen: [Bool]) {
        steps += 1
        var firstPower = 1.0
        var secondPower = 1.0
        for _ in 0..<min(steps, 20_000) {
            firstPower *= firstDecay
            secondPower *= secondDecay
        }
        let scale = rate * (1 - secondPower).squareRoot() / (1 - firstPower)
        for cell in weights.indices where !frozen[cell] {
            let g = gradient[cell]
            firstMoment[cell] += (1 - firstDecay) * (g - firstMoment[cell])
            secondMoment[cell] += (1 - secondDecay) * (g * g - secondMoment[cell])
            let step = scale * firstMoment[cell] / (secondMoment[cell].squareRoot() + 1e-12)
            weights[cell] = min(max(weights[cell] - step, 0), 1)
        }
    }
}
