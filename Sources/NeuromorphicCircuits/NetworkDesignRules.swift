import Foundation
import Quantities
package import SpikingNetworks

/// Checks the rules of a deep network's circuit before it runs.
package struct NetworkDesignRules: Sendable {
    let design: DeepCircuitDesign
    private let layers: [CrossbarLayer]
    let readout: Readout
    private let drawsDrivers: Bool

    /// - Parameter drawsDrivers: whether the drivers' resistance is part of the circuit: that they are not ideal is then no
    ///   violation.
    /// - Throws: a textbook layer.
    package init(_ network: SpikingNetwork, design: DeepCircuitDesign, drawsDrivers: Bool = false) throws(NetworkError)
    {
        self.drawsDrivers = drawsDrivers
        layers = try network.crossbars()
        readout = network.readout
        self.design = design
    }

    /// - Parameter variant: the device level has rules more, which say whether its transistors and diodes do what the
    ///   piecewise-linear circuit assumes; they are advisory, since that circuit stands without them.
    package func check(_ variant: CircuitVariant = .piecewiseLinear) -> [DesignRuleCheck] {
        var checks = [
            spikeBegins(), recovers(), discharges(),
            .readDisturb(
                readVoltage: design.readVoltage, thresholdVoltage: design.thresholdVoltage,
                writeThreshold: design.writeThreshold), drivers(), parasitics(),
        ]
        if readout == .gatherThenRace { checks.append(races()) }
        if readout != .spikeCount { checks += [opensInhibition(), holdsInhibition()] }
        if variant == .deviceLevel { checks += deviceChecks() }
        return checks
    }

    // MARK: What the rules stand on

    var output: CrossbarLayer { layers[layers.count - 1] }
    func volts(_ value: Double) -> String { Voltage(value).formatted(digits: 3) }

    private func name(_ layer: Int) -> String { layer == layers.count - 1 ? "output layer" : "hidden layer \(layer)" }

    private func pulse(_ layer: CrossbarLayer) -> SpikePulse {
        design.pulse(membraneCapacitance: layer.parameters.membrane.capacitance)
    }

    /// Σ g of every column's cells on rows of one sign [S]; without negative rows bipolar ones count for both.
    private func columnSums(_ layer: CrossbarLayer, _ cells: [Float]) -> [Double] {
        var sums = [Double](repeating: 0, count: layer.neurons)
        for (index, g) in cells.enumerated() { sums[index % layer.neurons] += Double(g) }
        return sums
    }

    /// The largest current that any column of a layer can deliver into a grounded membrane [A].
    private func largestCurrent(_ layer: CrossbarLayer) -> Double {
        let sums = columnSums(layer, layer.positive) + columnSums(layer, layer.negative)
        return design.readVoltage.value * (sums.max()! + layer.parameters.drive.biasConductance.value)
    }

    // MARK: The rules

    private func spikeBegins() -> DesignRuleCheck {
        let drop = pulse(layers[0]).dropAtBegin
        return DesignRuleCheck(
            rule: "spike begins", element: "threshold switches", margin: drop / design.holdVoltage.value, required: 1.5,
            explanation:
                "when the pulse capacitor reaches \(volts(design.pulseOnVoltage.value)), \(volts(drop)) lie across the switch that "
                + "charges it, and it opens below V_hold = \(volts(design.holdVoltage.value))",
            remedy: "Lower pulseOnShare, pulseCapacitanceShare or holdShare.")
    }

    /// What is left on the pulse capacitor raises the threshold of a membrane that charges again at once.
    private func recovers() -> DesignRuleCheck {
        DesignRuleCheck(
            rule: "recovers", element: "pulse capacitors",
            margin: design.thresholdVoltage / design.pulseOffVoltage, required: 10,
            explanation: "a spike ends with \(volts(design.pulseOffVoltage.value)) on the pulse capacitor, V_th is "
                + "\(volts(design.thresholdVoltage.value))",
            remedy: "Lower pulseOffShare.")
    }

    private func discharges() -> DesignRuleCheck {
        let worst = layers.indices.map { index in
            (layer: index, volts: largestCurrent(layers[index]) * pulse(layers[index]).dischargeResistance.value)
        }.max { $0.volts < $1.volts }!
        return DesignRuleCheck(
            rule: "holds down", element: "discharge transistors, \(name(worst.layer))",
            margin: design.thresholdVoltage.value / worst.volts, required: 1.5,
            explanation: "with all rows of one sign at V_read, a column lifts a membrane that is held down to "
                + "\(volts(worst.volts)); V_th is \(volts(design.thresholdVoltage.value))",
            remedy: "Lower dischargeSlots, or raise membraneSlots.")
    }

    private func drivers() -> DesignRuleCheck {
        var heaviest = (sum: 0.0, element: "")
        for (index, layer) in layers.enumerated() {
            for cells in [layer.positive, layer.negative] {
                for row in stride(from: 0, to: cells.count, by: layer.neurons) {
                    let sum = cells[row..<(row + layer.neurons)].reduce(0) { $0 + Double($1) }
                    if sum > heaviest.sum { heaviest = (sum, "rows into the \(name(index))") }
                }
            }
            let bias = Double(layer.neurons) * layer.parameters.drive.biasConductance.value
            if bias > heaviest.sum { heaviest = (bias, "bias row of the \(name(index))") }
        }
        return DesignRuleCheck(
            rule: "drivers", element: heaviest.element,
            margin: 1 / (heaviest.sum * design.driverResistance.value), required: 50,
            explanation:
                "a driver of \(design.driverResistance.formatted(digits: 4)) feeds up to \(Conductance(heaviest.sum).formatted(digits: 3))",
            remedy: "Lower driverResistance, maximumConductance or biasShare.", isAdvisory: drawsDrivers)
    }

    private func parasitics() -> DesignRuleCheck {
        let parts = layers.enumerated().flatMap { index, layer in
            [
                Parasitics.Part(
                    element: "pulse capacitors, \(name(index))", capacitance: pulse(layer).capacitance.value),
                Parasitics.Part(
                    element: "membranes, \(name(index))",
                    capacitance: layer.parameters.membrane.capacitance.value,
                    cells: layer.inputs * layer.rows.cells + 1),
            ]
        }
        return Parasitics.check(
            parts, remedy: "Raise membraneSlots, slotDuration or pulseCapacitanceShare, or widen the layer before.")
    }

    /// The slowest column of the output's race: from as far below 0 V as its rows can pull it.
    private func races() -> DesignRuleCheck {
        let parameters = output.parameters
        let negative = output.rows == .bipolar ? output.positive : output.negative
        let sums = columnSums(output, negative)
        let conductances = output.columnConductances()
        let threshold = parameters.membrane.threshold.value
        let worst = (0..<output.neurons).map { column -> (column: Int, slots: Double) in
            let g = conductances[column]
            let steady = design.readVoltage.value * parameters.drive.biasConductance.value / g
            let start = -design.readVoltage.value * sums[column] / g
            let tau = parameters.membrane.capacitance.value / g
            guard steady > threshold else { return (column, .infinity) }
            return (column, tau * log((steady - start) / (steady - threshold)) / design.slotDuration.value)
        }.max { $0.slots < $1.slots }!
        return DesignRuleCheck(
            rule: "races in time", element: "output neuron \(worst.column)",
            margin: Double(design.raceSlots) / worst.slots, required: 1,
            explanation: "pulled down by all its negative rows, it needs "
                + "\(worst.slots.isFinite ? String(format: "%.3g", worst.slots) : "more than any number of") slots of bias to "
                + "cross V_th; the race lasts \(design.raceSlots)",
            remedy: "Raise raceSlots or biasShare, or lower thresholdVoltage.")
    }

    /// The bus' voltage if no transistor conducted: C_m, C_p and C_bus share the membrane's charge until the switch opens.
    private var sharedBus: Double {
        let (cp, cb) = (design.pulseCapacitanceShare, design.busCapacitanceShare)
        let drop = design.diodeForwardVoltage.value
        return (design.thresholdVoltage.value - design.holdVoltage.value + cb * drop) / (1 + cp + cb) - drop
    }

    private func opensInhibition() -> DesignRuleCheck {
        DesignRuleCheck(
            rule: "inhibits: opens", element: "inhibition bus",
            margin: sharedBus / design.inhibitionOnVoltage.value, required: 1.5,
            explanation: "a spike can lift the bus to \(volts(sharedBus)), the transistors open at "
                + "\(volts(design.inhibitionOnVoltage.value))",
            remedy: "Lower busCapacitanceShare, diodeForwardShare or inhibitionOnShare.")
    }

    var presentationSlots: Double { Double(design.presentationSlots(readout)) }

    private func holdsInhibition() -> DesignRuleCheck {
        let slots = presentationSlots
        let held = design.inhibitionOnVoltage.value * exp(-slots / design.busHoldSlots)
        return DesignRuleCheck(
            rule: "inhibits: holds", element: "bus_hold", margin: held / design.inhibitionOffVoltage.value,
            required: 1.2,
            explanation:
                "at the end of a presentation the bus stands at \(volts(held)) or more, the transistors close at "
                + "\(volts(design.inhibitionOffVoltage.value))",
            remedy: "Raise busHoldSlots, or lower inhibitionOffShare.")
    }
}
