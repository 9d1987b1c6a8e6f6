import NumericalMethods

/// Room for the potentials of a group at the nodes of a quadrature, which is exact to roundings for squares of series: as
/// an interval reaches over four time constants, the rule's error is below 10⁻¹⁶ of the integral.
struct SeriesQuadrature {
    static let count = 12
    private let rule = GaussLegendre(count: count)
    /// V of every place at every node, `[places × nodes]` [V].
    let potential: UnsafeMutablePointer<Double>
    /// Σ g V of the columns that a column meets, likewise [A].
    let pull: UnsafeMutablePointer<Double>
    /// Weights of the record in hand [s].
    private(set) var weights = Nodes()

    /// A value at every node.
    struct Nodes {
        var a = SIMD4<Double>.zero
        var b = SIMD4<Double>.zero
        var c = SIMD4<Double>.zero

        @inline(__always)
        func dot(_ x: Nodes, _ y: Nodes) -> Double { (a * x.a * y.a + b * x.b * y.b + c * x.c * y.c).sum() }

        @inline(__always)
        func dot(_ x: Nodes) -> Double { (a * x.a + b * x.b + c * x.c).sum() }

        @inline(__always)
        static func - (x: Nodes, y: Nodes) -> Nodes { Nodes(a: x.a - y.a, b: x.b - y.b, c: x.c - y.c) }

        @inline(__always)
        static func - (x: Nodes, y: Double) -> Nodes { Nodes(a: x.a - y, b: x.b - y, c: x.c - y) }

        @inline(__always)
        static func * (x: Double, y: Nodes) -> Nodes { Nodes(a: x * y.a, b: x * y.b, c: x * y.c) }
    }

    init(places: Int, in memory: TableMemory) {
        potential = memory.table(repeating: 0, count: places * Self.count)
        pull = memory.table(repeating: 0, count: places * Self.count)
    }

    @inline(__always)
    static func nodes(_ table: UnsafeMutablePointer<Double>, _ place: Int) -> Nodes {
        let start = place * count
        return Nodes(a: four(table, start), b: four(table, start + 4), c: four(table, start + 8))
    }

    @inline(__always)
    private static func store(_ nodes: Nodes, _ table: UnsafeMutablePointer<Double>, _ place: Int) {
        let raw = UnsafeMutableRawPointer(table + place * count)
        raw.storeBytes(of: nodes.a, as: SIMD4<Double>.self)
        raw.storeBytes(of: nodes.b, toByteOffset: 32, as: SIMD4<Double>.self)
        raw.storeBytes(of: nodes.c, toByteOffset: 64, as: SIMD4<Double>.self)
    }

    /// Takes up a closed record.
    mutating func take(_ record: Int, in arena: SolutionArena, _ plan: SeriesPlan) {
        let item = arena[record]
        let series = arena.series(record)
        let group = plan.groups[series.group]
        let share = (item.end - item.start) / series.length
        let nodes = Self.spread(rule.nodes, times: share)
        weights = Self.spread(rule.weights, times: item.end - item.start)
        let values = arena.values(record)
        for place in 0..<item.stateCount {
            var sum = Nodes()
            for k in (0..<item.modes).reversed() {
                let term = values[k * group.stride + place]
                sum = Nodes(a: sum.a * nodes.a + term, b: sum.b * nodes.b + term, c: sum.c * nodes.c + term)
            }
            Self.store(sum, potential, place)
        }
        multiply(group, plan)
    }

    private static func spread(_ values: [Double], times factor: Double) -> Nodes {
        Nodes(
            a: SIMD4(values[0], values[1], values[2], values[3]) * factor,
            b: SIMD4(values[4], values[5], values[6], values[7]) * factor,
            c: SIMD4(values[8], values[9], values[10], values[11]) * factor)
    }

    /// pull ← the block times the potentials: not what the series was made from, so that the account checks it.
    private func multiply(_ group: SeriesPlan.Group, _ plan: SeriesPlan) {
        for row in 0..<group.blockCount {
            let g = plan.block + group.block + row * group.blockStride
            var sum = Nodes()
            for column in 0..<group.blockCount {
                let v = Self.nodes(potential, column)
                sum.a += g[column] * v.a
                sum.b += g[column] * v.b
                sum.c += g[column] * v.c
            }
            Self.store(sum, pull, row)
        }
    }
}

extension EnergyAccount {
    /// Adds the dissipation of the record of a series that was closed last.
    func addSeries(
        _ record: Int, in arena: SolutionArena, conductance: UnsafeMutablePointer<Double>,
        offset: UnsafeMutablePointer<Double>, place: UnsafeMutablePointer<Int>
    ) {
        let item = arena[record]
        let duration = item.end - item.start
        guard duration > 0 else { return }
        let plan = network.series
        let group = plan.groups[arena.series(record).group]
        quadrature.take(record, in: arena, plan)
        // A copy: an access to a class's variable costs as much as what is done with it here.
        let quadrature = quadrature
        let weights = quadrature.weights
        for own in 0..<item.stateCount {
            let state = plan.states[group.first + own]
            let v = SeriesQuadrature.nodes(quadrature.potential, own)
            let first = weights.dot(v)
            let second = weights.dot(v, v)
            potentialIntegral[state] += first
            for index in network.drives.range(state) {
                // As for modes.
                let drive = network.drives.items[index]
                let sums = driveSums[index]
                dissipated[drive.group] +=
                    sums.quadratic * duration - 2 * sums.linear * first + drive.conductance * second
            }
            // Σ g (Vᵢ − Vⱼ)² over all pairs is Σ Vᵢ Σ g (Vᵢ − Vⱼ).
            var lost = 0.0
            if own < group.blockCount {
                let drawn = plan.blockSums[group.first + own] * v - SeriesQuadrature.nodes(quadrature.pull, own)
                lost = weights.dot(v, drawn)
                dissipated[group.elementGroup] += lost
            }
            for contact in network.looseContacts[state] {
                let branch = Int(contact.branch)
                let g = conductance[branch]
                if g == 0 || contact.other >= 0 && contact.sign < 0 { continue }
                var difference = contact.sign * v
                if contact.other >= 0 {
                    difference =
                        difference - SeriesQuadrature.nodes(quadrature.potential, place[Int(contact.other)])
                }
                difference = difference - offset[branch]
                var loss = weights.dot(difference, difference)
                if offset[branch] != 0 { loss += offset[branch] * weights.dot(difference) }
                dissipated[network.branches[branch].group] += g * loss
            }
            let pullDown = network.pullDowns[state]
            guard pullDown.branch >= 0, conductance[pullDown.branch] == network.branches[pullDown.branch].onConductance
            else { continue }
            // As `drain`.
            let taker = network.branches[pullDown.branch].group
            func feeds(_ group: Int) -> Bool { group != taker && group != pullDown.owner }
            var energy = conductance[pullDown.branch] * second
            for index in network.drives.range(state) where feeds(network.drives.items[index].group) {
                energy -= driveSums[index].linear * first - network.drives.items[index].conductance * second
            }
            if own < group.blockCount, feeds(group.elementGroup) { energy += lost }
            for contact in network.looseContacts[state] where contact.other >= 0 {
                let branch = Int(contact.branch)
                guard feeds(network.branches[branch].group), conductance[branch] != 0 else { continue }
                let other = SeriesQuadrature.nodes(quadrature.potential, place[Int(contact.other)])
                energy -= conductance[branch] * weights.dot(v, other - v)
            }
            drained[pullDown.owner] += energy
            drained[taker] -= energy
        }
    }
}
