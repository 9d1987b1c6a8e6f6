import Foundation

/// What one parameter of a fit may be, and how it moves.
public struct FitCoordinate: Hashable, Sendable {
    public var start: Double
    public var range: ClosedRange<Double>

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
    public var parameters: [Double]
    /// √ of the diagonal of s² (JᵀJ)⁻¹, s² the residuals' variance; of a plateau its width over √12; infinite where
    /// the data say nothing.
    public var standardErrors: [Double]
    public var residuals: [Double]
    public var evaluations: Int

    /// The sum of the residuals' squares.
    public var cost: Double { residuals.reduce(0) { $0 + $1 * $1 } }
}

/// Levenberg and Marquardt's method with bounds, helped by Nelder and Mead's.
///
/// Marquardt, doi 10.1137/0111030; Nelder and Mead, doi 10.1093/comjnl/7.4.308. Written here, since the problems are
/// small (ten parameters, a thousand residuals) and GSL, which has both, is under the GPL. The simplex matters where a
/// device switches between two samples: the residuals then have no useful derivative.
public struct LeastSquares {
    private let coordinates: [FitCoordinate]
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
        var search = Search(coordinates: coordinates, residuals: residuals)
        let starts = [coordinates.map(\.start)] + candidates
        let inner = starts.map { start in coordinates.indices.map { search.inner(start[$0], $0) } }
        let costs = inner.map { search.cost($0) }
        let promising = costs.indices.filter { costs[$0].isFinite }.sorted { costs[$0] < costs[$1] }
            .prefix(Self.followedStarts)
        let minima = promising.map { search.marquardt(from: inner[$0]) }
        guard var u = minima.map({ (search.cost($0), $0) }).min(by: { $0.0 < $1.0 })?.1 else { return nil }
        u = search.simplex(from: u, evaluations: simplexEvaluations)
        u = search.marquardt(from: u)
        let plateaus = search.centre(&u)
        let parameters = search.outer(u)
        let final = residuals(parameters) ?? []
        let errors = zip(search.standardErrors(at: u, residuals: final), plateaus).map { $1 ?? $0 }
        return LeastSquaresSolution(
            parameters: parameters, standardErrors: errors, residuals: final, evaluations: search.evaluations)
    }
}

/// The state of one search; `u` are the parameters, or the logarithms of their magnitudes.
private struct Search {
    let coordinates: [FitCoordinate]
    let residuals: ([Double]) -> [Double]?
    var evaluations = 0

    func inner(_ value: Double, _ index: Int) -> Double {
        coordinates[index].isLogarithmic ? log(abs(value)) : value
    }

    func outer(_ u: [Double]) -> [Double] {
        u.indices.map { index in
            let coordinate = coordinates[index]
            let value =
                coordinate.isLogarithmic
                ? (coordinate.range.lowerBound > 0 ? exp(u[index]) : -exp(u[index])) : u[index]
            return min(max(value, coordinate.range.lowerBound), coordinate.range.upperBound)
        }
    }

    private func bounded(_ u: [Double]) -> [Double] {
        let values = outer(u)
        return u.indices.map { inner(values[$0], $0) }
    }

    /// The length over which a coordinate is expected to change something.
    private func scale(_ u: [Double], _ index: Int) -> Double {
        coordinates[index].isLogarithmic ? 1 : max(abs(u[index]), 0.01 * width(index))
    }

    private func width(_ index: Int) -> Double {
        min(coordinates[index].range.upperBound - coordinates[index].range.lowerBound, 10)
    }

    mutating func evaluate(_ u: [Double]) -> [Double]? {
        evaluations += 1
        guard let values = residuals(outer(u)), values.allSatisfy(\.isFinite) else { return nil }
        return values
    }

    mutating func cost(_ u: [Double]) -> Double {
        evaluate(u).map { $0.reduce(0) { $0 + $1 * $1 } } ?? .infinity
    }

    /// ∂r/∂u by forward differences, one row per coordinate; backward at an upper bound.
    mutating func jacobian(_ u: [Double], _ r: [Double]) -> [[Double]] {
        u.indices.map { index in
            for sign in [1.0, -1.0] {
                var moved = u
                moved[index] += sign * 1e-4 * scale(u, index)
                moved = bounded(moved)
                let step = moved[index] - u[index]
                guard abs(step) > 0, let values = evaluate(moved) else { continue }
                return zip(values, r).map { ($0 - $1) / step }
            }
            return Array(repeating: 0, count: r.count)
        }
    }

    private func normalMatrix(_ j: [[Double]]) -> [[Double]] {
        j.map { a in j.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } }
    }

    mutating func marquardt(from start: [Double]) -> [Double] {
        var u = start
        guard var r = evaluate(u) else { return u }
        var cost = r.reduce(0) { $0 + $1 * $1 }
        var lambda = 1e-2
        for _ in 0..<60 {
            let j = jacobian(u, r)
            let a = normalMatrix(j)
            let g = j.map { row in zip(row, r).reduce(0) { $0 + $1.0 * $1.1 } }
            var improved = false
            var gain = 0.0
            while lambda < 1e8 {
                var damped = a
                for index in a.indices { damped[index][index] += lambda * a[index][index] + 1e-30 }
                guard let step = choleskySolve(damped, g) else {
                    lambda *= 10
                    continue
                }
                let trial = bounded(zip(u, step).map { $0 - $1 })
                if let values = evaluate(trial) {
                    let next = values.reduce(0) { $0 + $1 * $1 }
                    if next < cost {
                        gain = (cost - next) / cost
                        (u, r, cost) = (trial, values, next)
                        lambda = max(lambda / 10, 1e-10)
                        improved = true
                        break
                    }
                }
                lambda *= 10
            }
            if !improved || gain < 1e-9 { break }
            lambda = min(lambda, 1e3)
        }
        return u
    }

    mutating func simplex(from start: [Double], evaluations limit: Int) -> [Double] {
        let n = start.count
        var points = [start]
        for index in 0..<n {
            var moved = start
            // A fifth of a decade, or a twentieth of the value.
            moved[index] += coordinates[index].isLogarithmic ? 0.2 : 0.05 * scale(start, index)
            moved = bounded(moved)
            if moved == start { moved[index] -= coordinates[index].isLogarithmic ? 0.2 : 0.05 * scale(start, index) }
            points.append(bounded(moved))
        }
        var costs = points.map { cost($0) }
        let end = evaluations + limit
        while evaluations < end {
            let order = costs.indices.sorted { costs[$0] < costs[$1] }
            points = order.map { points[$0] }
            costs = order.map { costs[$0] }
            if costs[n] - costs[0] <= 1e-8 * costs[0] { break }
            let centre = (0..<n).map { k in points[..<n].reduce(0) { $0 + $1[k] } / Double(n) }
            func along(_ factor: Double) -> [Double] {
                bounded((0..<n).map { centre[$0] + factor * (points[n][$0] - centre[$0]) })
            }
            let reflected = along(-1)
            let reflectedCost = cost(reflected)
            if reflectedCost < costs[0] {
                let expanded = along(-2)
                let expandedCost = cost(expanded)
                (points[n], costs[n]) =
                    expandedCost < reflectedCost ? (expanded, expandedCost) : (reflected, reflectedCost)
            } else if reflectedCost < costs[n - 1] {
                (points[n], costs[n]) = (reflected, reflectedCost)
            } else {
                let contracted = along(reflectedCost < costs[n] ? -0.5 : 0.5)
                let contractedCost = cost(contracted)
                if contractedCost < min(reflectedCost, costs[n]) {
                    (points[n], costs[n]) = (contracted, contractedCost)
                } else {
                    for index in 1...n {
                        points[index] = zip(points[0], points[index]).map { ($0 + $1) / 2 }
                        costs[index] = cost(points[index])
                    }
                }
            }
        }
        return points[costs.indices.min { costs[$0] < costs[$1] }!]
    }

    /// Moves each parameter that changes nothing close by to the middle of its plateau: a threshold that acts between
    /// two samples lies anywhere between them.
    /// - Returns: for those, the width over √12, the standard deviation of an even distribution.
    mutating func centre(_ u: inout [Double]) -> [Double?] {
        let present = cost(u)
        let position = u
        func isLevel(_ index: Int, _ shift: Double) -> Bool {
            var moved = position
            moved[index] += shift
            return abs(cost(bounded(moved)) - present) <= 1e-9 * present
        }
        return position.indices.map { index -> Double? in
            let unit = scale(position, index)
            let near = [1.0, -1.0].map { isLevel(index, $0 * 1e-4 * unit) }
            guard near.contains(true) else { return nil }
            let edges = zip([1.0, -1.0], near).map { sign, isNear -> Double in
                guard isNear else { return 0 }
                var (inside, outside) = (1e-4 * unit, 0.5 * unit)
                guard !isLevel(index, sign * outside) else { return .infinity }
                for _ in 0..<30 {
                    let middle = (inside * outside).squareRoot()
                    if isLevel(index, sign * middle) { inside = middle } else { outside = middle }
                }
                return inside
            }
            guard edges[0].isFinite, edges[1].isFinite else { return .infinity }
            u[index] = position[index] + (edges[0] - edges[1]) / 2
            let width = (edges[0] + edges[1]) / 12.0.squareRoot()
            return coordinates[index].isLogarithmic ? width * abs(outer(u)[index]) : width
        }
    }

    mutating func standardErrors(at u: [Double], residuals r: [Double]) -> [Double] {
        let a = normalMatrix(jacobian(u, r))
        let freedom = Double(max(1, r.count - u.count))
        let variance = r.reduce(0) { $0 + $1 * $1 } / freedom
        let values = outer(u)
        // What moves nothing would make the matrix singular for all others.
        let active = u.indices.filter { a[$0][$0] > 0 }
        let reduced = active.map { row in active.map { a[row][$0] } }
        return u.indices.map { index in
            guard let place = active.firstIndex(of: index) else { return .infinity }
            var unit = Array(repeating: 0.0, count: active.count)
            unit[place] = 1
            guard let column = choleskySolve(reduced, unit), column[place] > 0 else { return .infinity }
            let error = (variance * column[place]).squareRoot()
            return coordinates[index].isLogarithmic ? error * abs(values[index]) : error
        }
    }

    /// Solves A x = b for a symmetric positive definite A, scaled to a unit diagonal; nil if it is none.
    private func choleskySolve(_ a: [[Double]], _ b: [Double]) -> [Double]? {
        let n = b.count
        let scales = (0..<n).map { a[$0][$0].squareRoot() }
        guard scales.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
        var l = a
        for i in 0..<n {
            for j in 0...i {
                var sum = a[i][j] / (scales[i] * scales[j])
                for k in 0..<j { sum -= l[i][k] * l[j][k] }
                if i == j {
                    guard sum > 1e-13 else { return nil }
                    l[i][i] = sum.squareRoot()
                } else {
                    l[i][j] = sum / l[j][j]
                }
            }
        }
        var x = zip(b, scales).map { $0 / $1 }
        for i in 0..<n {
            for k in 0..<i { x[i] -= l[i][k] * x[k] }
            x[i] /= l[i][i]
        }
        for i in (0..<n).reversed() {
            for k in (i + 1)..<n { x[i] -= l[k][i] * x[k] }
            x[i] /= l[i][i]
        }
        return zip(x, scales).map { $0 / $1 }
    }
}
