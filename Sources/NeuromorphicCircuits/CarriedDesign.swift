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
            let slope = (mapping.highest - mapping.lowest) / (range.maximum - range.minimum)
            func image(_ conductance: Conductance) -> Conductance {
                mapping.lowest + (conductance - range.minimum) * slope
            }
            carried.minimumConductance = image(minimumConductance)
            carried.maximumConductance = image(maximumConductance)
            admittance = carried.keepDrive(of: self, rows: rows)
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
        _ = narrowed.keepDrive(of: self, rows: rows)
        return narrowed
    }

    /// Sets V_th so that a column is driven as in a design of another range, in units of it.
    /// - Returns: the conductance of a nominal column over that design's.
    private mutating func keepDrive(of design: Self, rows: RowScheme) -> Double {
        let slope =
            (maximumConductance - minimumConductance) / (design.maximumConductance - design.minimumConductance)
        let admittance =
            nominalConductance(inputs: 1, rows: rows) / design.nominalConductance(inputs: 1, rows: rows)
        thresholdVoltage = design.thresholdVoltage * (slope / admittance)
        return admittance
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
