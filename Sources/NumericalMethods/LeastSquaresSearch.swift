import Foundation

/// The state of one search; `u` are the parameters, or the logarithms of their magnitudes.
struct LeastSquaresSearch {
    let coordinates: [FitCoordinate]
    let residuals: ([Double]) -> [Double]?
    var evaluations = 0

    func inner(_ value: Double, _ index: Int) -> Double {
        coordinates[index].isLogarithmic ? log(abs(value)) : value
    }

    func inner(_ values: [Double]) -> [Double] { values.indices.map { inner(values[$0], $0) } }

    func outer(_ u: [Double]) -> [Double] {
        u.indices.map { index in
            let coordinate = coordinates[index]
            let value =
                coordinate.isLogarithmic
                ? (coordinate.range.lowerBound > 0 ? exp(u[index]) : -exp(u[index])) : u[index]
            return min(max(value, coordinate.range.lowerBound), coordinate.range.upperBound)
        }
    }

    func bounded(_ u: [Double]) -> [Double] {
        let values = outer(u)
        return u.indices.map { inner(values[$0], $0) }
    }

    /// The length over which a coordinate is expected to change something.
    func scale(_ u: [Double], _ index: Int) -> Double {
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
    /// - Parameter steps: one per coordinate; nil for a ten-thousandth of its scale.
    mutating func jacobian(_ u: [Double], _ r: [Double], steps: [Double]? = nil, but fixed: Int? = nil) -> [[Double]] {
        u.indices.map { index in
            for sign in [1.0, -1.0] where index != fixed {
                var moved = u
                moved[index] += sign * (steps?[index] ?? 1e-4 * scale(u, index))
                moved = bounded(moved)
                let step = moved[index] - u[index]
                guard abs(step) > 0, let values = evaluate(moved) else { continue }
                return zip(values, r).map { ($0 - $1) / step }
            }
            return Array(repeating: 0, count: r.count)
        }
    }

    func normalMatrix(_ j: [[Double]]) -> [[Double]] {
        j.map { a in j.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } }
    }

    private static let smallestDamping = 1e-10

    /// Levenberg and Marquardt's descent.
    /// - Parameters:
    ///   - damping: of the first step; near a minimum little is needed.
    ///   - steps: of the Jacobian's differences, one per coordinate.
    ///   - fixed: a coordinate that stays.
    ///   - enough: a step that lowers the cost by less is the last one.
    mutating func marquardt(
        from start: [Double], iterations: Int = 60, damping: Double = 1e-2, steps: [Double]? = nil,
        but fixed: Int? = nil, enough: Double = 0
    ) -> [Double] {
        var u = start
        guard var r = evaluate(u) else { return u }
        var cost = r.reduce(0) { $0 + $1 * $1 }
        var lambda = damping
        for _ in 0..<iterations {
            let j = jacobian(u, r, steps: steps, but: fixed)
            let a = normalMatrix(j)
            let g = j.map { row in zip(row, r).reduce(0) { $0 + $1.0 * $1.1 } }
            var improved = false
            var gain = 0.0
            let first = lambda
            while lambda < 1e8 {
                var damped = a
                // A coordinate without effect, or one that stays, does not move.
                for index in a.indices {
                    damped[index][index] += lambda * a[index][index] + (a[index][index] > 0 ? 0 : 1)
                }
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
                        lambda = max(lambda / 10, Self.smallestDamping)
                        improved = true
                        break
                    }
                }
                lambda *= 10
            }
            if !improved { break }
            // A damped step gains little along a narrow valley, however far its bottom is.
            let isDamped = lambda < first && lambda > Self.smallestDamping
            if !isDamped, gain < 1e-9 || gain * cost < enough { break }
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
