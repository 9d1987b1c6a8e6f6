import Circuits
package import Devices
import Foundation
package import Quantities

/// A device model as files that stand without this program: a subcircuit of every dialect, a Verilog-A module, a symbol and a
/// schematic for xschem, and a test bench for plain ngspice with what the native equations say.
package struct DeviceFiles: Sendable {
    /// Text by its path in the folder.
    package private(set) var texts: [(path: String, text: String)] = []
    /// What the test bench drives the device with: set and reset ramps.
    package let drive: TestDrive

    /// - Parameter ramp: how long a voltage rises from 0 to its peak.
    /// - Throws: `DeviceSimulationFailure`.
    package init(_ device: DeviceModel, ramp: Time) throws(DeviceSimulationFailure) {
        drive = try TestDrive(device, ramp: ramp)
        let name = DeviceSubcircuit(device).name
        for dialect in Dialect.allCases {
            texts.append(
                (
                    "\(dialect.rawValue)/\(name).sub",
                    DeviceSubcircuit(device, dialect: dialect).lines.joined(separator: "\n") + "\n"
                ))
        }
        texts.append(("\(name).va", VerilogAModule(device).text))
        texts.append(("ngspice/testbench.cir", testBench(device, name)))
        texts.append(("xschem/\(name).sym", Self.symbol(name)))
        texts.append(("xschem/testbench.sch", schematic(device, name)))
    }

    private func testBench(_ device: DeviceModel, _ name: String) -> String {
        var lines = DeviceDeck(
            device, stimulus: drive.stimulus, from: drive.start, maximumStep: drive.maximumStep, library: "\(name).sub",
            measurements: drive.measurements
        ).text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines.insert(
            contentsOf: ["* ngspice -b testbench.cir prints, by the native equations:"] + drive.expected, at: 1)
        return lines.joined(separator: "\n")
    }

    // MARK: xschem

    /// A resistor's outline with a bar at the terminal from which a positive voltage sets; its netlist line calls the subcircuit.
    private static func symbol(_ name: String) -> String {
        """
        v {xschem version=2.8.1 file_version=1.2}
        G {}
        K {type=primitive
        format="@name @pinlist \(name) x0=@x0"
        template="name=X1 x0=0"
        }
        V {}
        S {}
        E {}
        L 4 0 -30 0 -20 {}
        L 4 0 20 0 30 {}
        L 4 -10 -20 10 -20 {}
        L 4 -10 20 10 20 {}
        L 4 -10 -20 -10 20 {}
        L 4 10 -20 10 20 {}
        L 4 -10 -16 10 -16 {}
        L 4 0 -20 0 -10 {}
        L 4 0 -10 6 -10 {}
        L 4 6 -10 6 0 {}
        L 4 -6 0 6 0 {}
        L 4 -6 0 -6 10 {}
        L 4 -6 10 0 10 {}
        L 4 0 10 0 20 {}
        B 5 -2.5 -32.5 2.5 -27.5 {name=a dir=inout}
        B 5 -2.5 27.5 2.5 32.5 {name=b dir=inout}
        T {@name} 15 -20 0 0 0.2 0.2 {}
        T {\(name)} 15 0 0 0 0.2 0.2 {}

        """
    }

    private func schematic(_ device: DeviceModel, _ name: String) -> String {
        let source = drive.corners.map { "\(spiceNumber($0.time)) \(spiceNumber($0.level))" }.joined(separator: " ")
        let code =
            [".include ../ngspice/\(name).sub"] + NgspiceDialect.options(DeviceDeck.options(of: device))
            + drive.measurements
            + [
                ".tran \(spiceNumber(drive.maximumStep.value)) \(spiceNumber(drive.stimulus.duration.value)) 0 "
                    + "\(spiceNumber(drive.maximumStep.value)) uic"
            ]
        return """
            v {xschem version=2.8.1 file_version=1.2}
            G {}
            V {}
            S {}
            E {}
            N 0 -60 120 -60 {lab=drive}
            N 0 60 120 60 {lab=0}
            N 0 -60 0 -30 {lab=drive}
            N 0 30 0 60 {lab=0}
            N 120 -60 120 -30 {lab=drive}
            N 120 30 120 60 {lab=0}
            C {devices/vsource.sym} 0 0 0 0 {name=Vdrive value="PWL(\(source))"}
            C {\(name).sym} 120 0 0 0 {name=Xdevice x0=\(spiceNumber(drive.start))}
            C {devices/gnd.sym} 0 60 0 0 {name=l1 lab=0}
            C {devices/code_shown.sym} 240 -60 0 0 {name=analysis only_toplevel=true value="\(code.joined(separator: "\n"))"}

            """
    }
}

/// Ramps that set and reset a device, with reads at a tenth of a volt between.
package struct TestDrive: Sendable {
    /// [s] and [V].
    package let corners: [(time: Double, level: Double)]
    /// What to look at: names, times [s], and the current by the native equations [A].
    package let moments: [(name: String, time: Double, current: Double)]
    /// x at the start: 0, or a tenth of a device whose state cannot leave 0.
    package let start: Double
    private let ramp: Double

    package var stimulus: DeviceStimulus {
        .polygon(corners.map { .init(time: Time($0.time), level: Voltage($0.level)) })
    }
    package var maximumStep: Time { Time(ramp / 1000) }

    /// Peaks grow from just above the thresholds until the device has changed its state by most of the way.
    init(_ device: DeviceModel, ramp: Time) throws(DeviceSimulationFailure) {
        let time = ramp.value
        self.ramp = time
        func polygon(_ set: Double, _ reset: Double) -> [(time: Double, level: Double)] {
            let read = 0.1
            return [
                (0, 0), (0.1, read), (0.3, read), (0.4, 0), (1.4, set), (2.4, 0), (2.5, read), (2.7, read), (2.8, 0),
                (3.8, -reset), (4.8, 0), (4.9, read), (5.1, read), (5.2, 0),
            ].map { ($0.0 * time, $0.1) }
        }
        func states(
            _ start: Double, _ set: Double, _ reset: Double, at shares: [Double]
        ) throws(DeviceSimulationFailure) -> DeviceTrace {
            let stimulus = DeviceStimulus.polygon(
                polygon(set, reset).map { .init(time: Time($0.time), level: Voltage($0.level)) })
            return try device.simulate(
                stimulus, from: start, at: [0] + shares.map { $0 * time } + [5.2 * time], tolerance: 1e-10)
        }
        let forgets = device.description.kind == .volatile
        let first = (
            set: 1.1 * abs(device.writeThresholds.set.value), reset: 1.1 * abs(device.writeThresholds.reset.value)
        )
        let isStuck = try states(0, 2 * first.set, 0, at: [1.4]).state[1] == 0
        start = isStuck ? 0.1 : 0
        var (set, reset) = first
        for _ in 0..<16 {
            let state = try states(start, set, 0, at: [forgets ? 1.4 : 2.6]).state[1]
            if state >= 0.9 { break }
            set *= 1.1
        }
        for _ in 0..<16 {
            let state = try states(start, set, reset, at: [5.0]).state[1]
            if forgets || state <= 0.1 { break }
            reset *= 1.1
        }
        if forgets { reset = set }
        corners = polygon(set, reset)
        let names = [("read_before", 0.2), ("at_set", 1.4), ("read_set", 2.6), ("at_reset", 3.8), ("read_reset", 5.0)]
        let trace = try states(start, set, reset, at: names.map(\.1))
        moments = names.enumerated().map { ($1.0, $1.1 * time, trace.current[$0 + 1]) }
    }

    /// `.meas` lines; the source's current is the device's, negated.
    var measurements: [String] {
        moments.flatMap { moment in
            [
                ".meas tran raw_\(moment.name) find i(vdrive) at=\(spiceNumber(moment.time))",
                ".meas tran \(moment.name) param='-1*raw_\(moment.name)'",
            ]
        }
    }

    /// Remarks on what the measurements should show.
    var expected: [String] { moments.map { "*   \($0.name) = \(spiceNumber($0.current)) A" } }
}
