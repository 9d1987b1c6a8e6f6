import Foundation

/// How well a least-squares fit knows one of its parameters.
public enum FitKnowledge: Hashable, Sendable {
    /// The interval follows from the data.
    case bounded
    /// No value nearby changes an answer.
    case insensitive
    /// The interval reaches the parameter's lower or upper bound.
    case atBound
    /// Only together with another parameter, whose index this is, do the data tell it.
    case exchangeable(with: Int)
    /// Another minimum, as good within the noise, has this value.
    case ambiguous(with: Double)
}

/// What a fit knows of its parameters, from residuals of unit variance.
public struct FitUncertainty: Hashable, Sendable {
    /// The minimum; where a parameter changes nothing within an interval, the middle of it.
    public var parameters: [Double]
    /// 1.96 of them make a 95 % interval; infinite where the data say nothing.
    public var standardErrors: [Double]
    /// `standardErrors` with the correlations of (JᵀJ)⁻¹; rows of zeros for parameters that change nothing.
    public var covariance: [[Double]]
    /// What the data tell of every parameter.
    public var knowledge: [FitKnowledge]
    /// How often the model was evaluated.
    public var evaluations: Int
}

extension LeastSquares {
    /// The uncertainty of a minimum, for residuals of unit variance.
    ///
    /// First s = √ of the diagonal of (JᵀJ)⁻¹, with differences over about half a standard error each. Then, for what looks
    /// known, the profile: at ± 2 s all others are fitted anew, and if χ² rises by less than 3.84 (95 % of χ²₁) the
    /// interval is widened until it does. So an exchange of two parameters that J does not see, or a cost that is no
    /// parabola, shows itself. Venzon and Moolgavkar, doi 10.2307/2347496.
    /// - Parameters:
    ///   - widest: a share of the value; wider intervals are not followed.
    ///   - others: further minima of the same residuals.
    public func uncertainty(at parameters: [Double], others: [[Double]] = [], widest: Double) -> FitUncertainty? {
        var profile = LikelihoodProfile(search: search, widest: widest)
        var u = profile.search.inner(parameters)
        // A profile may find what the fit has missed; it then begins anew, but not for ever.
        for round in 1...8 {
            guard let better = profile.measure(at: &u, mayMove: round < 8) else { return nil }
            if !better { break }
        }
        profile.compare(u, with: others.map { profile.search.inner($0) })
        return profile.result(u)
    }
}

/// The course of χ² around a minimum; everything in the search's inner coordinates.
private struct LikelihoodProfile {
    var search: LeastSquaresSearch
    let widest: Double
    private var steps: [Double] = []
    private var errors: [Double] = []
    private var matrix: [[Double]] = []
    private var knowledge: [FitKnowledge] = []
    /// The two directions in which χ² rises least, each as far as it is expected to rise by 1.
    private var valleys: [[Double]] = []
    private var cost = 0.0

    /// χ²₁ at 95 %.
    private static let rise = 3.84

    init(search: LeastSquaresSearch, widest: Double) {
        self.search = search
        self.widest = widest
    }

    /// Fills everything for the minimum u, whose plateaus are centred.
    /// - Parameter mayMove: whether a lower point that a profile comes upon is taken; else it widens the interval.
    /// - Returns: whether u has moved to a lower minimum, which is to be measured again; nil without a value at u.
    mutating func measure(at u: inout [Double], mayMove: Bool) -> Bool? {
        guard let r = search.evaluate(u) else { return nil }
        cost = r.reduce(0) { $0 + $1 * $1 }
        steps = Array(repeating: 0, count: u.count)
        errors = Array(repeating: .infinity, count: u.count)
        knowledge = Array(repeating: .bounded, count: u.count)
        var columns: [[Double]] = []
        for index in u.indices { columns.append(column(index, &u, r)) }
        invert(columns)
        if mayMove, let lower = lowerAlongValleys(u) {
            u = lower
            return true
        }
        for index in u.indices where isNarrow(index, u) && !columns[index].isEmpty {
            if let lower = follow(index, u, mayMove: mayMove) {
                u = search.marquardt(from: lower, steps: steps)
                return true
            }
        }
        mark(u)
        return false
    }

    private func norm(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }

    /// ∂r/∂u of one coordinate over a step that changes the residuals by about half a standard deviation; empty, with the
    /// interval's middle in u and its width in `errors`, where only a jump changes them.
    private mutating func column(_ index: Int, _ u: inout [Double], _ r: [Double]) -> [Double] {
        let largest = search.scale(u, index)
        var step = 1e-3 * largest
        var best: [Double] = []
        for _ in 0..<8 {
            var (up, down) = (u, u)
            up[index] += step
            down[index] -= step
            (up, down) = (search.bounded(up), search.bounded(down))
            guard up[index] > down[index], let above = search.evaluate(up), let below = search.evaluate(down) else {
                step *= 0.2
                continue
            }
            let change = norm(above, below) / 2
            let width = up[index] - down[index]
            if change > 0.15 || step >= largest {
                best = zip(above, below).map { ($0 - $1) / width }
                steps[index] = step
            }
            if change < 1e-7 {
                if step >= largest { break }
                step = min(10 * step, largest)
            } else if change < 0.15 {
                if step >= largest { break }
                step = min(step * min(10, 0.5 / change), largest)
            } else if change > 2 {
                let shorter = step * max(0.05, 0.5 / change)
                // Over less than a jump nothing changes at all.
                if let gap = plateau(index, u, from: shorter, to: step) {
                    u[index] += gap.centre
                    errors[index] = gap.halfWidth / 1.96
                    return []
                }
                step = shorter
            } else {
                break
            }
        }
        steps[index] = max(steps[index], 1e-6 * largest)
        return best
    }

    /// The interval around u within which χ² stays below the rise, if nothing changes over `near` and much does over `far`.
    private mutating func plateau(
        _ index: Int, _ u: [Double], from near: Double, to far: Double
    ) -> (centre: Double, halfWidth: Double)? {
        func moved(_ shift: Double) -> [Double] {
            var point = u
            point[index] += shift
            return search.bounded(point)
        }
        guard let here = search.evaluate(u),
            let above = search.evaluate(moved(near)), let below = search.evaluate(moved(-near)),
            min(norm(here, above), norm(here, below)) < 1e-7
        else { return nil }
        let edges = [1.0, -1.0].map { sign -> Double in
            var (inside, outside) = (0.0, far)
            while search.cost(moved(sign * outside)) - cost < Self.rise {
                inside = outside
                outside *= 2
                if outside > search.scale(u, index) { return .infinity }
            }
            for _ in 0..<30 {
                let middle = (inside + outside) / 2
                if search.cost(moved(sign * middle)) - cost < Self.rise { inside = middle } else { outside = middle }
            }
            return inside
        }
        guard edges[0].isFinite, edges[1].isFinite else { return (0, .infinity) }
        return ((edges[0] - edges[1]) / 2, (edges[0] + edges[1]) / 2)
    }

    /// (JᵀJ)⁻¹ over the coordinates that change something, through the eigenvalues of JᵀJ with a unit diagonal.
    private mutating func invert(_ columns: [[Double]]) {
        let count = columns.count
        let norms = columns.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        let active = columns.indices.filter { norms[$0] > 0 }
        matrix = Array(repeating: Array(repeating: 0, count: count), count: count)
        for index in columns.indices where norms[index] == 0 && errors[index] == .infinity {
            knowledge[index] = .insensitive
        }
        let n = active.count
        guard n > 0 else { return }
        var a = Array(repeating: 0.0, count: n * n)
        for (i, p) in active.enumerated() {
            for (j, q) in active.enumerated() {
                a[i * n + j] = zip(columns[p], columns[q]).reduce(0) { $0 + $1.0 * $1.1 } / (norms[p] * norms[q])
            }
        }
        var v = Array(repeating: 0.0, count: n * n)
        a.withUnsafeMutableBufferPointer { a in
            v.withUnsafeMutableBufferPointer { v in
                SymmetricEigensystem.diagonalize(a.baseAddress!, eigenvectors: v.baseAddress!, count: n)
            }
        }
        for (i, p) in active.enumerated() {
            for (j, q) in active.enumerated() {
                // Below 1e-10 an eigenvalue is the differences' own error.
                matrix[p][q] =
                    (0..<n).reduce(0) {
                        $0 + v[i * n + $1] * v[j * n + $1] / max(a[$1 * n + $1], 1e-10)
                    } / (norms[p] * norms[q])
            }
            errors[p] = matrix[p][p].squareRoot()
        }
        valleys = (0..<n).sorted { a[$0 * n + $0] < a[$1 * n + $1] }.prefix(2).map { weakest in
            var direction = Array(repeating: 0.0, count: count)
            for (i, p) in active.enumerated() {
                direction[p] = v[i * n + weakest] / norms[p] / max(a[weakest * n + weakest], 1e-10).squareRoot()
            }
            return direction
        }
    }

    /// A lower minimum beyond a ridge in one of the valleys, if there is one.
    private mutating func lowerAlongValleys(_ u: [Double]) -> [Double]? {
        var best: (cost: Double, point: [Double])?
        for valley in valleys {
            for distance in [-4.0, 4] {
                let start = search.bounded(zip(u, valley).map { $0 + distance * $1 })
                let end = search.marquardt(from: start, iterations: 25, damping: 1e-4, steps: steps, enough: 0.02)
                let found = search.cost(end)
                if found < min(cost - 0.05, best?.cost ?? .infinity) { best = (found, end) }
            }
        }
        return best?.point
    }

    /// Whether three standard errors are within the widest interval of interest.
    private func isNarrow(_ index: Int, _ u: [Double]) -> Bool {
        3 * relativeError(index, u) < widest
    }

    private func relativeError(_ index: Int, _ u: [Double]) -> Double {
        search.coordinates[index].isLogarithmic
            ? errors[index] : errors[index] / max(abs(u[index]), .leastNormalMagnitude)
    }

    /// Widens one error until the profile rises as it should.
    /// - Returns: a point lower than the minimum, if the profile comes upon one and may move there.
    private mutating func follow(_ index: Int, _ u: [Double], mayMove: Bool) -> [Double]? {
        for side in [1.0, -1.0] {
            for _ in 0..<6 where isNarrow(index, u) {
                let shift = side * 1.96 * errors[index]
                var along = u
                for other in u.indices where matrix[index][index] > 0 {
                    along[other] += matrix[other][index] / matrix[index][index] * shift
                }
                along = search.bounded(along)
                let reached = along[index] - u[index]
                // The bound is nearer than the interval's end.
                if abs(reached) < 0.9 * abs(shift) { break }
                // Short of the profile's bottom the rise is too large and the interval too narrow.
                let end = search.marquardt(
                    from: along, iterations: 25, damping: 1e-6, steps: steps, but: index, enough: 0.02)
                let rise = search.cost(end) - cost
                if rise < -0.05, mayMove { return end }
                if rise > 0.98 * Self.rise { break }
                errors[index] *= min(4, (Self.rise / max(rise, 0.1)).squareRoot())
            }
        }
        return nil
    }

    private mutating func mark(_ u: [Double]) {
        for index in u.indices {
            if knowledge[index] == .insensitive { continue }
            let range = search.coordinates[index].range
            let gap = [range.lowerBound, range.upperBound].map { abs(search.inner($0, index) - u[index]) }.min() ?? 0
            let partner = u.indices.filter { $0 != index && matrix[$0][$0] > 0 && matrix[index][index] > 0 }
                .max { correlation(index, $0) < correlation(index, $1) }
            if gap <= 1e-6 * search.scale(u, index) {
                knowledge[index] = .atBound
            } else if let partner, correlation(index, partner) > 0.98, !isNarrow(index, u) {
                knowledge[index] = .exchangeable(with: partner)
            } else if gap <= 1.96 * errors[index] {
                knowledge[index] = .atBound
            }
        }
    }

    private func correlation(_ a: Int, _ b: Int) -> Double {
        abs(matrix[a][b]) / (matrix[a][a] * matrix[b][b]).squareRoot()
    }

    /// Minima within the noise that have other values make a parameter ambiguous.
    mutating func compare(_ u: [Double], with others: [[Double]]) {
        for other in others where search.cost(other) - cost < 3 * Self.rise {
            let values = search.outer(other)
            for index in u.indices where errors[index].isFinite {
                let distance = abs(other[index] - u[index])
                guard distance > 3 * errors[index] else { continue }
                errors[index] = max(errors[index], distance / 1.96)
                if !isNarrow(index, u) { knowledge[index] = .ambiguous(with: values[index]) }
            }
        }
    }

    func result(_ u: [Double]) -> FitUncertainty {
        let values = search.outer(u)
        // d(value)/du
        let slopes = u.indices.map { search.coordinates[$0].isLogarithmic ? abs(values[$0]) : 1 }
        let standardErrors = u.indices.map { errors[$0] * slopes[$0] }
        let covariance = u.indices.map { row in
            u.indices.map { column -> Double in
                if row == column, errors[row].isFinite { return standardErrors[row] * standardErrors[row] }
                guard errors[row].isFinite, errors[column].isFinite, matrix[row][row] > 0, matrix[column][column] > 0
                else { return 0 }
                return matrix[row][column] / (matrix[row][row] * matrix[column][column]).squareRoot()
                    * standardErrors[row] * standardErrors[column]
                    * (values[row] < 0 && search.coordinates[row].isLogarithmic ? -1 : 1)
                    * (values[column] < 0 && search.coordinates[column].isLogarithmic ? -1 : 1)
            }
        }
        return FitUncertainty(
            parameters: values, standardErrors: standardErrors, covariance: covariance, knowledge: knowledge,
            evaluations: search.evaluations)
    }
}
