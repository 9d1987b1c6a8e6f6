import Foundation

/// What one parameter of a fit may be, and how it moves.
public struct FitCoordinate: Hashable, Sendable {
    /// Where the fit begins; within `range`.
    public var start: Double
    /// The bounds that the parameter keeps.
    public var range: ClosedRange<Double>

    /// Makes a coordinate; a start outside the range moves to its nearer bound.
    public init(start: Double, range: ClosedRange<Double>) {
        self.start = min(max(start, range.lowerBound), range.upperBound)
        self.range = range
    }

    /// A range of one sign over more than three decades is walked in logarithms.
    var isLogarithmic: Bool {
        let (a, b) = (range.lowerBound, range.upperBound)
        return (a > 0 && b / a > 1e3) || (b < 0 && a / b > 1e3)
    }
}

/// The result of a least-squares fit.
public struct LeastSquaresSolution: Hashable, Sendable {
    /// The parameters at the minimum, in the order of the coordinates.
    public var parameters: [Double]
    /// The residuals there, as the model gave them.
    public var residuals: [Double]
    /// How often the model was evaluated.
    public var evaluations: Int
    /// Where the other starts led.
    public var otherMinima: [[Double]]

    /// The sum of the residuals' squares.
    public var cost: Double { residuals.reduce(0) { $0 + $1 * $1 } }
}

/// Levenberg and Marquardt's method with bounds, helped by Nelder and Mead's.
///
/// Marquardt, doi 10.1137/0111030; Nelder and Mead, doi 10.1093/comjnl/7.4.308. Written here, since the problems are
/// small (ten parameters, a thousand residuals) and GSL, which has both, is under the GPL. The simplex matters where a
/// device switches between two samples: the residuals then have no useful derivative.
public struct LeastSquares {
    let coordinates: [FitCoordinate]
    private let residuals: ([Double]) -> [Double]?
    private static let followedStarts = 6

    /// - Parameter residuals: nil where the model cannot be evaluated; the fit keeps away from there.
    public init(_ coordinates: [FitCoordinate], residuals: @escaping ([Double]) -> [Double]?) {
        precondition(!coordinates.isEmpty)
        self.coordinates = coordinates
        self.residuals = residuals
    }

    /// The best minimum that the start and the candidates lead to; nil if the model can be evaluated at none of them.
    /// - Parameter candidates: further starts, one value per coordinate; the most promising are followed.
    public func solve(candidates: [[Double]] = [], simplexEvaluations: Int = 1500) -> LeastSquaresSolution? {
        var search = search
        let starts = [coordinates.map(\.start)] + candidates
        let inner = starts.map { search.inner($0) }
        let costs = inner.map { search.cost($0) }
        let promising = costs.indices.filter { costs[$0].isFinite }.sorted { costs[$0] < costs[$1] }
            .prefix(Self.followedStarts)
        let minima = promising.map { search.marquardt(from: inner[$0]) }
        guard var u = minima.map({ (search.cost($0), $0) }).min(by: { $0.0 < $1.0 })?.1 else { return nil }
        let others = minima.filter { $0 != u }
        u = search.simplex(from: u, evaluations: simplexEvaluations)
        u = search.marquardt(from: u)
        return solution(u, &search, others: others)
    }

    /// The minimum that Levenberg and Marquardt's method alone leads to; nil if the model cannot be evaluated at the start.
    public func descend(from start: [Double]) -> LeastSquaresSolution? {
        var search = search
        return solution(search.marquardt(from: search.inner(start)), &search, others: [])
    }

    private func solution(
        _ u: [Double], _ search: inout LeastSquaresSearch, others: [[Double]]
    ) -> LeastSquaresSolution? {
        guard let final = search.evaluate(u) else { return nil }
        return LeastSquaresSolution(
            parameters: search.outer(u), residuals: final, evaluations: search.evaluations,
            otherMinima: others.map { search.outer($0) })
    }

    var search: LeastSquaresSearch { LeastSquaresSearch(coordinates: coordinates, residuals: residuals) }
}
