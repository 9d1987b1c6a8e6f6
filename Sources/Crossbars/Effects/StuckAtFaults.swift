public import Devices
import Foundation
public import NumericalMethods
import Quantities

/// Where a broken memristor stays, named by its state: "SA0" and "SA1" mean opposite things in different papers.
public enum StuckState: String, Hashable, Sendable, CaseIterable {
    /// Stuck at low resistance, at G_max.
    case lowResistance = "LRS"
    /// Stuck at high resistance, at G_min.
    case highResistance = "HRS"

    /// The conductance of a cell that is stuck so [S].
    public func conductance(in range: ConductanceRange) -> Double {
        switch self {
        case .lowResistance: range.maximum.value
        case .highResistance: range.minimum.value
        }
    }
}

/// How stuck cells lie in an array.
public enum StuckPattern: String, Hashable, Sendable, CaseIterable {
    /// Every cell by itself.
    case uniform
    /// Runs of neighbours along a word line.
    case rowClusters = "row-clusters"
    /// Runs of neighbours along a bit line.
    case columnClusters = "column-clusters"
    /// Square blocks.
    case blocks
    /// Word lines that fail as a whole.
    case wholeRows = "whole-rows"
    /// Bit lines that fail as a whole.
    case wholeColumns = "whole-columns"
}

/// Stuck-at faults, as a law from which arrays are drawn.
public struct StuckAtFaults: Hashable, Sendable {
    /// The probability that a cell is stuck, whatever the pattern.
    public var rate: Double
    /// The part of the stuck cells that is stuck at low resistance; all cells of a cluster or a line alike.
    public var lowResistanceShare: Double
    /// How the stuck cells lie.
    public var pattern: StuckPattern
    /// Cells along a cluster, or along a block's side.
    public var clusterSize: Int

    /// - Parameters:
    ///   - rate: the probability that a cell is stuck, 0…1.
    ///   - lowResistanceShare: of the stuck cells, 0…1.
    ///   - clusterSize: cells along a cluster, or along a block's side; at least 1.
    public init(
        rate: Double, lowResistanceShare: Double, pattern: StuckPattern = .uniform, clusterSize: Int = 4
    ) {
        precondition((0...1).contains(rate) && (0...1).contains(lowResistanceShare) && clusterSize > 0)
        self.rate = rate
        self.lowResistanceShare = lowResistanceShare
        self.pattern = pattern
        self.clusterSize = clusterSize
    }

    /// Every cell is healthy.
    public static let none = StuckAtFaults(rate: 0, lowResistanceShare: 0.5)

    /// One broken array.
    ///
    /// Maps drawn from one stream are nested: that of a higher rate contains the cells of a lower one, each as it was.
    public func map(columns: Int, rows: Int, from stream: inout RandomStream) -> FaultMap {
        var struck = [(urgency: Double, state: StuckState)?](repeating: nil, count: columns * rows)
        let threshold = clusterRate(columns: columns, rows: rows)
        for anchor in anchors(columns: columns, rows: rows) {
            // Both numbers are drawn in any case: hence the nesting.
            let urgency = stream.uniform()
            let state: StuckState = stream.uniform() < lowResistanceShare ? .lowResistance : .highResistance
            if urgency >= threshold { continue }
            for cell in cells(ofClusterAt: anchor, columns: columns, rows: rows) {
                // Where clusters overlap, the one that strikes at the lowest rate stays.
                if let earlier = struck[cell], earlier.urgency <= urgency { continue }
                struck[cell] = (urgency, state)
            }
        }
        return FaultMap(states: struck.map { $0?.state }, rows: rows)
    }

    /// The probability that a cluster strikes at an anchor: 1 − (1 − rate)^(1/n), with n clusters that reach a cell.
    private func clusterRate(columns: Int, rows: Int) -> Double {
        let reach: Int
        switch pattern {
        case .uniform, .wholeRows, .wholeColumns: return rate
        case .rowClusters: reach = min(clusterSize, columns)
        case .columnClusters: reach = min(clusterSize, rows)
        case .blocks: reach = min(clusterSize, columns) * min(clusterSize, rows)
        }
        return -expm1(log1p(-rate) / Double(reach))
    }

    private func anchors(columns: Int, rows: Int) -> [(column: Int, row: Int)] {
        switch pattern {
        case .wholeRows: (0..<rows).map { (0, $0) }
        case .wholeColumns: (0..<columns).map { ($0, 0) }
        default: (0..<columns).flatMap { column in (0..<rows).map { (column, $0) } }
        }
    }

    /// Clusters wrap around the array's edges, so that cells at the edge are struck like all others.
    private func cells(ofClusterAt anchor: (column: Int, row: Int), columns: Int, rows: Int) -> [Int] {
        let (width, height): (Int, Int) =
            switch pattern {
            case .uniform: (1, 1)
            case .rowClusters: (min(clusterSize, columns), 1)
            case .columnClusters: (1, min(clusterSize, rows))
            case .blocks: (min(clusterSize, columns), min(clusterSize, rows))
            case .wholeRows: (columns, 1)
            case .wholeColumns: (1, rows)
            }
        return (0..<width).flatMap { x in
            (0..<height).map { y in (anchor.column + x) % columns * rows + (anchor.row + y) % rows }
        }
    }
}
