import NumericalMethods

extension EventLoop {
    /// Solves the component of present conduction around a state, C dV/dt = b − A V, from the present potentials:
    /// modes of C^(−½) A C^(−½).
    func solveComponent(from first: Int, at time: Double) {
        let (record, n) = collectComponent(from: first, at: time)
        let a = scratch
        let vectors = a + n * n
        let b = vectors + n * n
        let root = b + n
        let start = root + n
        let states = solutions.states(record)
        assemble(states, matrix: a, inflow: b)
        for i in 0..<n {
            root[i] = network.rootCapacitance[states[i]]
            start[i] = potential[states[i]]
        }
        for i in 0..<n {
            for j in 0..<n { a[i * n + j] /= root[i] * root[j] }
        }
        SymmetricEigensystem.diagonalize(a, eigenvectors: vectors, count: n)
        sortModes(a, count: n)
        let fastest = a[modeOrder[n - 1] * (n + 1)]
        let rates = solutions.rates(record)
        let terms = solutions.terms(record, 0)
        let stride = solutions[record].stride
        for i in 0..<n { terms[i * stride] = 0 }
        for slot in 0..<n {
            let k = modeOrder[slot]
            let rate = max(0, a[k * (n + 1)])
            var drive = 0.0
            var initial = 0.0
            for i in 0..<n {
                drive += vectors[i * n + k] * b[i] / root[i]
                initial += vectors[i * n + k] * root[i] * start[i]
            }
            let rests = rate <= NumericalLimits.restingMode * fastest
            let steady = rests ? initial : drive / rate
            rates[slot] = rate
            for i in 0..<n {
                let shape = vectors[i * n + k] / root[i]
                terms[i * stride] += shape * steady
                terms[i * stride + 1 + slot] = shape * (initial - steady)
            }
        }
        solutions.bound(record)
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
