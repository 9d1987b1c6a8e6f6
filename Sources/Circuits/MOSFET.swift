import Foundation
package import Quantities

/// A MOSFET by the EKV law, which holds below the threshold as above it.
///
/// I = I_s [ln²(1 + e^((V_P − V_S)/2U_T)) − ln²(1 + e^((V_P − V_D)/2U_T))], V_P = (V_G − V_T0 + σ (V_D + V_S))/n,
/// I_s = 2 n K_P (W/L) U_T², U_T = kT/q; voltages to the bulk, of a p-channel transistor mirrored. Enz, Krummenacher and
/// Vittoz, doi 10.1007/BF01239381; σ as in the Advanced Compact MOSFET model (github.com/ACMmodel/MOSFET_model), where the
/// law stays symmetric in drain and source. With temperature V_T0 and K_P move as in the EPFL's EKV 2.6, by its own defaults.
/// Static: no charges, no junctions.
package struct MOSFET: Hashable, Sendable {
    /// What carries the current.
    package enum Channel: String, Hashable, Sendable {
        case n
        case p
    }

    /// V_T0 at `nominalTemperature` and a source at the bulk; of a p-channel transistor that is off without a gate voltage it
    /// is negative.
    package var thresholdVoltage: Voltage
    /// K_P at `nominalTemperature` [A/V²].
    package var transconductance: Double
    /// W/L.
    package var aspectRatio: Double
    package var channel: Channel
    /// n: below the threshold the current changes by a factor e every n kT/q; above it the bulk takes 1 − 1/n of the gate's
    /// effect.
    package var slopeFactor: Double
    package var temperature: Temperature
    /// σ, by how much the threshold falls with the drain's voltage: drain-induced barrier lowering.
    package var barrierLowering: Double
    /// By which |V_T0| falls with temperature, TCV. [V/K]
    package var thresholdCoefficient = 1e-3
    /// K_P falls with temperature to this power, −BEX.
    package var mobilityExponent = 1.5

    package init(
        thresholdVoltage: Voltage, transconductance: Double, aspectRatio: Double, channel: Channel = .n,
        slopeFactor: Double = Self.usualSlopeFactor, temperature: Temperature = Self.nominalTemperature,
        barrierLowering: Double = 0
    ) {
        self.thresholdVoltage = thresholdVoltage
        self.transconductance = transconductance
        self.aspectRatio = aspectRatio
        self.channel = channel
        self.slopeFactor = slopeFactor
        self.temperature = temperature
        self.barrierLowering = barrierLowering
    }

    /// Of bulk transistors 1.3 to 1.5.
    package static let usualSlopeFactor = 1.4
    /// 27 °C, ngspice's own.
    package static let nominalTemperature = Temperature.celsius(27)
}

extension MOSFET {
    /// U_T = kT/q. [V]
    package var thermalVoltage: Double { temperature.thermalVoltage.value }

    /// n kT/q: below the threshold this changes the current by a factor e. [V]
    package var subthresholdSlope: Double { slopeFactor * thermalVoltage }

    /// V_T0 of the mirrored transistor at its temperature. [V]
    package var threshold: Double {
        (channel == .n ? thresholdVoltage : -thresholdVoltage).value - thresholdCoefficient
            * (temperature - Self.nominalTemperature).value
    }

    /// I_s. [A]
    package var specificCurrent: Double {
        let mobility = pow(Self.nominalTemperature / temperature, mobilityExponent)
        return 2 * slopeFactor * transconductance * mobility * aspectRatio * thermalVoltage * thermalVoltage
    }

    /// The current from drain to source. [A]
    /// - Parameters: voltages to the bulk [V].
    package func current(gate: Double, drain: Double, source: Double) -> Double {
        let sign: Double = channel == .n ? 1 : -1
        let (vG, vD, vS) = (sign * gate, sign * drain, sign * source)
        let uT = thermalVoltage
        let vP = (vG - threshold + barrierLowering * (vD + vS)) / slopeFactor
        let forward = Self.softplus((vP - vS) / (2 * uT))
        let reverse = Self.softplus((vP - vD) / (2 * uT))
        return sign * specificCurrent * (forward - reverse) * (forward + reverse)
    }

    /// The conductance between drain and source, both at the bulk. [S]
    ///
    /// I_s/U_T ln(1 + e^u) e^u/(1 + e^u) with u = V_P/2U_T, without the small part that σ has in it.
    package func conductance(gate: Double) -> Double {
        let sign: Double = channel == .n ? 1 : -1
        let u = (sign * gate - threshold) / (2 * slopeFactor * thermalVoltage)
        return specificCurrent / thermalVoltage * Self.softplus(u) / (1 + exp(-u))
    }

    /// The gate voltage over the threshold at which a saturated transistor carries a current, its source at the bulk, without
    /// σ: n 2U_T ln(e^√(I/I_s) − 1), below 0 where it conducts weakly. [V]
    package func overdrive(for current: Double) -> Double {
        2 * subthresholdSlope * log(expm1((current / specificCurrent).squareRoot()))
    }

    /// ln(1 + e^x), for all x.
    private static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
}
