import Circuits
import Datasets
import Devices
import NeuromorphicCircuits
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@Suite struct SizedDesignTests {
    @Test func thirtyInputsAndTenClassesAreTheDefault() {
        #expect(CircuitDesign.sized(inputs: 30, classes: 10) == CircuitDesign())
    }

    /// Voltages and times do not depend on the size: columns whose cells repeat cross at the same instants.
    @Test(arguments: [2, 3]) func repeatedInputsCrossAtTheSameTimes(copies: Int) throws {
        var random = stream("sized", copies)
        let small = try randomArray(&random)
        let rows = pixels * copies
        let large = try ConductanceArray(
            columns: 10, rows: rows, range: small.range,
            siemens: (0..<10).flatMap { column in (0..<rows).map { small[column, $0 % pixels] } })
        let frame = random.bernoulliBits(count: pixels, probability: 0.5)
        let levels = BipolarRows.levels(bits: frame)
        func times(_ array: ConductanceArray, _ levels: [Double]) -> [Double] {
            let design = CircuitDesign.sized(inputs: array.rows, classes: 10)
            return SpikingClassifier(parameters: design.raceParameters, model: .physical, conductances: array)
                .firstSpikeTimes(frames: [levels])
        }
        let own = times(small, levels)
        for (a, b) in zip(own, times(large, (0..<copies).flatMap { _ in levels })) where a.isFinite {
            // Sums of some hundred terms; the transistors' leakage is scaled with everything else.
            #expect(abs(a - b) < 1e-12 * a)
        }
        #expect(own.contains { $0.isFinite })
    }

    @Test(arguments: [(16, 4), (35, 5), (35, 26), (64, 10), (256, 10)]) func matchedTemplatesHoldTheRules(
        inputs: Int, classes: Int
    ) throws {
        var random = stream("sized rules", inputs + classes)
        let design = CircuitDesign.sized(inputs: inputs, classes: classes)
        let range = try design.conductanceRange()
        let frames = (0..<classes).map { _ in random.bernoulliBits(count: inputs, probability: 0.5) }
        let array = try ConductanceArray(
            columns: classes, rows: inputs, range: range,
            siemens: frames.flatMap { frame in
                (0..<inputs).map { frame[$0] ? range.maximum.value : range.minimum.value }
            })
        let checks = DesignRules(
            design: design, array: array, patterns: frames.map { BipolarRows.levels(bits: $0) }
        ).check()
        for check in checks where !check.isAdvisory { #expect(check.holds, "\(check.rule): \(check.explanation)") }
    }
}
