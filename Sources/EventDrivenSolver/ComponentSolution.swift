import NumericalMethods

extension EventLoop {
    /// Solves the component of present conduction around a state, C dV/dt = b − A V, from the present potentials:
    /// modes of C^(−½) A C^(−½).
    func solveComponent(from first: Int, at time: Double) {
        let (record, n) = collectComponent(from: first, at: time)
        // Most components are pairs: their loops unroll.
        if n == 2 { solve(record, count: 2) } else { solve(record, count: n) }
    }

    @inline(__always)
    private func solve(_ record: Int, count n: Int) {
        let a = scratch
        let vectors = a + n * n
        let b = vectors + n * n
        let root = b + n
        let states = solutions.states(record)
        assemble(states, matrix: a, inflow: b)
        for i in 0..<n {
            root[i] = network.rootCapacitance[states[i]]
        }
        for i in 0..<n {
            for j in 0..<n { a[i * n + j] /= root[i] * root[j] }
        }
        SymmetricEigensystem.diagonalize(a, eigenvectors: vectors, count: n)
        sortModes(a, count: n)
        let fastest = a[modeOrder[n - 1] * (n + 1)]
        let rates = solutions.rates(record)
        let terms = solutions.terms(record, 0)
        let stride = n + 3
        for i in 0..<n { terms[i * stride] = 0 }
        for slot in 0..<n {
            let k = modeOrder[slot]
            let rate = max(0, a[k * (n + 1)])
            var drive = 0.0
            var initial = 0.0
            for i in 0..<n {
                drive += vectors[i * n + k] * b[i] / root[i]
                initial += vectors[i * n + k] * root[i] * potential[states[i]]
            }
            let rests = rate <= NumericalLimits.restingMode(of: n) * fastest
            let steady = rests ? initial : drive / rate
            rates[slot] = rate
            for i in 0..<n {
                let shape = vectors[i * n + k] / root[i]
                terms[i * stride] += shape * steady
                terms[i * stride + 1 + slot] = shape * (initial - steady)
            }
        }
        if solutions.keepsShapes {
            let shapes = solutions.shapes(record)
            for slot in 0..<n {
                for i in 0..<n { shapes[i * n + slot] = vectors[i * n + modeOrder[slot]] / root[i] }
            }
        }
        solutions.bound(record)
    }

    /// Opens the record that follows one just closed, under a current that stepped by `change` [A] into one of its
    /// states: the modes stay, only what drives them changes.
    func redrive(_ record: Int, place: Int, change: Double, at time: Double) {
        let n = solutions[record].modes
        // The arena may move its lists when it opens a record.
        component.update(from: solutions.states(record).baseAddress!, count: n)
        let next = begin(component, count: n, at: time)
        let rates = solutions.rates(next)
        rates.update(from: solutions.rates(record), count: n)
        let shapes = solutions.shapes(next)
        shapes.update(from: solutions.shapes(record), count: n * n)
        let stride = n + 3
        let (old, new) = (solutions.terms(record, 0), solutions.terms(next, 0))
        for i in 0..<n {
            new[i * stride] = old[i * stride]
            for k in 0..<n { new[i * stride + 1 + k] = old[i * stride + 1 + k] * solutions.decay[k] }
        }
        for k in 0..<n where rates[k] > NumericalLimits.restingMode(of: n) * rates[n - 1] {
            let step = shapes[place * n + k] * change / rates[k]
            for i in 0..<n {
                new[i * stride] += shapes[i * n + k] * step
                new[i * stride + 1 + k] -= shapes[i * n + k] * step
            }
        }
        solutions.bound(next)
    }

    /// Opens a record with all marked states that conduct to the first, and unmarks them.
    private func collectComponent(from first: Int, at time: Double) -> (record: Int, count: Int) {
        let states = component
        states[0] = first
        isMarked[first] = false
        var count = 1
        var next = 0
        while next < count {
            for contact in network.contacts[states[next]] where contact.other >= 0 {
                let other = Int(contact.other)
                if isMarked[other], conductance[Int(contact.branch)] > 0 {
                    isMarked[other] = false
                    states[count] = other
                    count += 1
                }
            }
            next += 1
        }
        return (begin(states, count: count, at: time), count)
    }

    /// Writes A and b.
    private func assemble(
        _ states: UnsafeMutableBufferPointer<Int>, matrix a: UnsafeMutablePointer<Double>,
        inflow b: UnsafeMutablePointer<Double>
    ) {
        let n = states.count
        a.update(repeating: 0, count: n * n)
        for (i, state) in states.enumerated() {
            a[i * n + i] += network.fixedConductance[state]
            b[i] = inflow[state]
            for contact in network.contacts[state] {
                let branch = Int(contact.branch)
                let g = conductance[branch]
                if g == 0 { continue }
                // A fixed branch is in the fixed conductance already.
                if branch >= network.fixedBranchCount { a[i * n + i] += g }
                b[i] += contact.sign * g * offset[branch]
                if contact.other >= 0 { a[i * n + placeOfNode[Int(contact.other)]] -= g }
            }
        }
    }

    /// Orders the modes by rate.
    @inline(__always)
    private func sortModes(_ a: UnsafeMutablePointer<Double>, count n: Int) {
        for k in 0..<n {
            var slot = k
            while slot > 0, a[modeOrder[slot - 1] * (n + 1)] > a[k * (n + 1)] {
                modeOrder[slot] = modeOrder[slot - 1]
                slot -= 1
            }
            modeOrder[slot] = k
        }
    }
}
