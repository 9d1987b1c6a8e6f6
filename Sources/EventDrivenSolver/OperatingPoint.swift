import Circuits

extension EventLoop {
    /// Puts the circuit where it rests under the present source levels, and its switches as that asks for.
    ///
    /// Where a component's voltages tend is what its solution keeps when all modes have decayed. Switches start off, as in
    /// SPICE, and change until none has to.
    func startAtOperatingPoint() throws {
        guard network.switchedSourceCount == 0 else {
            throw failure("switched sources have no operating point here", remedy: "start from initial voltages: UIC")
        }
        // Every round turns a switch; a circuit that wants more rounds than it has switches, twice over, swings.
        for _ in 0...(2 * network.guardCount) {
            potential.update(repeating: 0, count: network.stateCount)
            solveFromPotentials()
            for state in 0..<network.stateCount { potential[state] = restingPotential(state) }
            guard turnSwitches() else {
                try checkBistable()
                listSwitches()
                return solveFromPotentials()
            }
        }
        throw failure(
            "the switches find no operating point: turning one changes another",
            remedy: "start from initial voltages: UIC")
    }

    private func solveFromPotentials() {
        solutions.removeAll()
        recordOfNode[network.nodeCount - 1] = solutions.addLevel(0, at: 0)
        setSources(at: 0)
        for state in 0..<network.stateCount { affected[state] = state }
        affectedCount = network.stateCount
        solveAffected(at: 0)
    }

    /// Of any node.
    private func restingPotential(_ node: Int) -> Double { solutions.terms(recordOfNode[node], placeOfNode[node])[0] }

    private func control(_ index: Int) -> Double {
        restingPotential(guards[index].plus) - restingPotential(guards[index].minus)
    }

    /// - Returns: whether one had to change.
    private func turnSwitches() -> Bool {
        var changed = false
        for index in 0..<network.guardCount {
            let item = guards[index]
            let isOn = guardState[index].isOn
            let turns = isOn ? control(index) < item.offThreshold : control(index) > item.onThreshold
            guard turns else { continue }
            changed = true
            guardState[index].isOn = !isOn
            for member in network.members[index] {
                let branch = network.branches[member]
                conductance[member] = isOn ? branch.offConductance : branch.onConductance
                offset[member] = isOn ? 0 : branch.offset
            }
        }
        return changed
    }

    /// A switch that is on though its control has fallen between its thresholds may as well be off.
    private func checkBistable() throws {
        for index in 0..<network.guardCount
        where guardState[index].isOn && control(index) < guards[index].onThreshold {
            throw failure(
                "the operating point has two answers: \"\(nameOfBranch(network.members[index][0]))\" may be on or off",
                remedy: "start from initial voltages: UIC")
        }
    }

    private func listSwitches() {
        for index in 0..<network.guardCount where guardState[index].isOn {
            for member in network.members[index] { switched.append((member, 0, true)) }
        }
    }

    private func failure(_ reason: String, remedy: String) -> SimulationFailure {
        SimulationFailure(
            simulator: EventDrivenSimulator.name, reason: reason, reachedTime: 0, place: nil, remedy: remedy)
    }
}
