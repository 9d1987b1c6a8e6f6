package import Crossbars
package import Devices
import Quantities
package import SpikingNetworks

extension DeepCircuitDesign {
    /// The design for arrays whose conductances were carried over to a device.
    ///
    /// Where all conductances fell by one factor, so do all other admittances. Where they were stretched to a smaller ratio,
    /// G′ = G′_min + α (G − G_min), a column conducts more for the same difference of two cells: V_th then falls with what
    /// is left of the drive, α G_nom/G′_nom, of columns with complementary rows, or with bipolar ones where all are. Times
    /// in slots stay as they are.
    /// - Parameters:
    ///   - range: of the conductances that were carried over.
    ///   - rows: of the layer whose drive V_th follows.
    package func carried(over mapping: TargetMapping, from range: ConductanceRange, rows: RowScheme) -> Self {
        var carried = self
        var admittance = 1 / mapping.impedanceFactor
        if mapping.isStretched {
            let slope =
                (mapping.highest.value - mapping.lowest.value) / (range.maximum.value - range.minimum.value)
            func image(_ conductance: Conductance) -> Conductance {
                mapping.lowest + (conductance - range.minimum) * slope
            }
            carried.minimumConductance = image(minimumConductance)
            carried.maximumConductance = image(maximumConductance)
            admittance =
                carried.nominalConductance(inputs: 1, rows: rows) / nominalConductance(inputs: 1, rows: rows)
            carried.thresholdVoltage = thresholdVoltage * (slope / admittance)
        } else {
            carried.minimumConductance = minimumConductance * admittance
            carried.maximumConductance = maximumConductance * admittance
        }
        for path in [\Self.switchOffResistance, \.dischargeOffResistance, \.driverResistance] {
            carried[keyPath: path] = self[keyPath: path] / admittance
        }
        return carried
    }
}

extension DeepCircuitDesign {
    /// The design with a smaller ratio of conductances: G_min rises, and V_th falls with what is left of a column's drive.
    package func narrowed(ratio: Double, rows: RowScheme) -> Self {
        var narrowed = self
        narrowed.minimumConductance = maximumConductance / ratio
        let slope =
            (narrowed.maximumConductance - narrowed.minimumConductance) / (maximumConductance - minimumConductance)
        let admittance =
            narrowed.nominalConductance(inputs: 1, rows: rows) / nominalConductance(inputs: 1, rows: rows)
        narrowed.thresholdVoltage = thresholdVoltage * (slope / admittance)
        return narrowed
    }
}

extension CrossbarLayer {
    /// The layer with the conductances of arrays that were carried over to a device, in a circuit that was carried over
    /// with them.
    /// - Parameters:
    ///   - array: laid out as the layer's `array` is.
    ///   - isOutput: whether the layer is the last one.
    package func carried(_ array: ConductanceArray, in design: DeepCircuitDesign, isOutput: Bool) throws -> Self {
        let held = try holding(array)
        let parameters = design.raceParameters(inputs: inputs, rows: rows, isOutput: isOutput)
        // A leak is a share of its column, whose capacitance went with it.
        let factor = parameters.membrane.capacitance / self.parameters.membrane.capacitance
        var carried = try CrossbarLayer(
            inputs: inputs, neurons: neurons, parameters: parameters, range: held.range, rows: rows,
            positive: held.positive, negative: held.negative, leaks: leaks.map { $0 * Float(factor) })
        carried.spread = spread
        return carried
    }
}
