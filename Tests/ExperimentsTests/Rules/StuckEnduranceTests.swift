import Crossbars
import Devices
import Results
import SpikingNetworks
import Studies
import Testing

@testable import Experiments

/// Cells that no voltage moves keep what they hold.
@Suite struct StuckEnduranceTests {
    @Test func stuckCellsDoNotDrift() throws {
        let study = tinyStudy()
        let conductances = try ClassifierTraining(study: study, context: context(jobs: 1)).train()
            .conductances
        let network = ShownClassifier(
            StoredClassifier(study: study, conductances: conductances), presentations: 100)
        func drift(_ stuck: [FaultMap]) throws -> EnduranceResults {
            // The circuit reads at 3.3 V: it rewrites this device at once.
            try EnduranceExperiment(
                network: network, device: DeviceModel(.yakopcic), stuck: stuck, engines: eventEngine,
                context: context(jobs: 1), program: tinyProgram
            ).run()
        }
        let moving = try drift([])
        #expect(moving.driftPerInference > 0 && !moving.points.isEmpty)
        let all = (0..<conductances.columns).flatMap { column in
            (0..<conductances.rows).map { FaultMap.Cell(column: column, row: $0, state: .highResistance) }
        }
        let still = try drift([FaultMap(cells: all)])
        #expect(still.driftPerInference == 0 && still.points.isEmpty && still.accuracy == moving.accuracy)
        // All but one: only that one changes.
        let one = try drift([FaultMap(cells: Array(all.dropFirst()))])
        let point = try #require(one.points.first)
        #expect(abs(point.meanChange * Double(all.count) / point.largestChange - 1) < 1e-9)
    }
}
