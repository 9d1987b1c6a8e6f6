import Foundation
import Quantities
import SpikingNetworks

/// How long the events engine takes, on one core, for networks whose columns meet over resistive lines.
struct WiredRunTime {
    /// [s]
    let perPresentation: Double
    private let widest: Int

    /// What is not begun: hours of one core.
    static let longest = 4 * 3600.0

    init(_ network: SpikingNetwork) {
        widest = network.layers.map(\.neurons).max()!
        perPresentation = network.layers.reduce(Self.least) { sum, layer in
            sum + Self.perCubedColumn * pow(Double(layer.neurons), 3) * Double(network.slots)
        }
    }

    /// Of a slot: a layer's switchings grow with its columns, and each takes some dozens of products with all that couples
    /// them. As measured of a 784-200-10 network whose hidden neurons spike in a seventh of the slots. [s]
    private static let perCubedColumn = 2e-8
    /// Of a narrow network. [s]
    private static let least = 5e-3

    /// Why so many presentations are not begun; nil if they are.
    func obstacle(presentations: Int) -> String? {
        let seconds = perPresentation * Double(presentations)
        guard seconds > Self.longest else { return nil }
        let each = Time(perPresentation).formatted(digits: 2)
        return "\(widest) columns that meet over resistive lines take about \(each) a presentation in the events "
            + "engine, \(Int(saturating: (seconds / 3600).rounded())) hours of one core for \(presentations)"
    }
}
