import Foundation
import NumericalMethods
public import SpikingNetworks
public import Training

/// Arrays as programming leaves them: every cell off its level by a normal error.
///
/// Cells stay within the device's range, as in training's forward pass.
public struct ProgrammedNetwork: Sendable {
    static let purpose = StreamPurpose("network study: programming errors")

    /// σ, in units of G_max − G_min.
    public let programmingNoise: Double
    public let seed: UInt64
    /// Stuck cells of every layer, which no programming moves; empty if all are healthy.
    public let stuck: [StuckCells?]

    public init(programmingNoise: Double, seed: UInt64, stuck: [StuckCells?] = []) {
        self.programmingNoise = programmingNoise
        self.seed = seed
        self.stuck = stuck
    }

    /// - Parameters:
    ///   - target: the network with every cell at its level.
    ///   - draw: which of the seed's arrays.
    public func programming(_ target: SpikingNetwork, draw: Int) throws(NetworkError) -> SpikingNetwork {
        guard programmingNoise > 0 else { return target }
        var layers: [SpikingLayer] = []
        for (index, layer) in target.layers.enumerated() {
            guard case .crossbar(let crossbar) = layer else {
                layers.append(layer)
                continue
            }
            var stream = RandomStream(seed: seed, purpose: Self.purpose, trial: draw * target.layers.count + index)
            let broken = stuck.isEmpty ? nil : stuck[index]
            let positive = displaced(crossbar.positive, broken?.positive, range: crossbar.range, stream: &stream)
            let negative = displaced(crossbar.negative, broken?.negative, range: crossbar.range, stream: &stream)
            layers.append(
                .crossbar(
                    try CrossbarLayer(
                        inputs: crossbar.inputs, neurons: crossbar.neurons, parameters: crossbar.parameters,
                        range: crossbar.range, rows: crossbar.rows, positive: positive, negative: negative)))
        }
        return try SpikingNetwork(layers: layers, slots: target.slots, readout: target.readout)
    }

    private func displaced(
        _ cells: [Float], _ stuck: [Float]?, range: ConductanceRange, stream: inout RandomStream
    ) -> [Float] {
        let low = Float(range.minimum.value)
        let high = Float(range.maximum.value)
        let sigma = Float(programmingNoise) * (high - low)
        var normals = NormalStream(stream)
        defer { stream = normals.uniforms }
        return cells.enumerated().map { index, cell in
            let moved = min(max(cell + sigma * normals.next(), low), high)
            return stuck.map { !$0[index].isNaN } ?? false ? cell : moved
        }
    }
}

extension StuckPlan {
    static let purpose = StreamPurpose("network study: stuck cells")

    /// Stuck cells of every layer; empty if none is stuck.
    func cells(recipe: NetworkRecipe, inputs: Int, seed: UInt64) -> [StuckCells?] {
        guard rate > 0 else { return [] }
        var width = inputs
        return recipe.layers.enumerated().map { index, layer in
            defer { width = layer.neurons }
            guard case .crossbar = layer.model else { return nil }
            var stream = RandomStream(seed: seed, purpose: Self.purpose, trial: index)
            return StuckCells.random(
                inputs: width, neurons: layer.neurons, rate: rate, lowResistanceShare: lowResistanceShare,
                from: &stream)
        }
    }
}

/// Standard normal numbers in pairs (Box and Muller, doi 10.1214/aoms/1177706645).
private struct NormalStream {
    private(set) var uniforms: RandomStream
    private var spare: Float?

    init(_ uniforms: RandomStream) { self.uniforms = uniforms }

    mutating func next() -> Float {
        if let spare {
            self.spare = nil
            return spare
        }
        let radius = (-2 * log(1 - uniforms.uniform())).squareRoot()
        let angle = 2 * Double.pi * uniforms.uniform()
        spare = Float(radius * sin(angle))
        return Float(radius * cos(angle))
    }
}
