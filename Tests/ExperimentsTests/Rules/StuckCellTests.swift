import Crossbars
import Datasets
import Devices
import NumericalMethods
import SpikingNetworks
import Studies
import Testing

@testable import Experiments

@Suite struct StuckCellTests {
    @Test(arguments: 0..<4) func stuckCellsStayStuckThroughRetraining(seed: Int) throws {
        var study = tinyStudy(seed: UInt64(seed))
        study.network.model = seed % 2 == 0 ? .physical : .textbook
        let training = ClassifierTraining(study: study, context: context(jobs: 1))
        let network = try training.train()
        var random = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("stuck cells"))
        let map = StuckAtFaults(rate: 0.2, lowResistanceShare: 0.5).map(columns: 10, rows: 30, from: &random)
        #expect(map.cells.count > 30)
        let broken = try map.breaking(network.conductances)
        let retrained = try training.retrain(broken, around: map, trial: 7)
        let anew = try training.train(faults: map).conductances
        for array in [retrained, anew] {
            for cell in map.cells {
                // To the last bit.
                #expect(array[cell.column, cell.row] == cell.state.conductance(in: array.range))
            }
            #expect(array.siemens.allSatisfy(array.range.contains))
        }
        // The healthy ones moved.
        let mask = map.stuckMask(columns: 10, rows: 30)
        let moved = zip(mask, zip(retrained.siemens, broken.siemens)).filter { !$0 && $1.0 != $1.1 }.count
        #expect(moved > 100)
        // The same trial again, the same array; another draws other samples.
        #expect(try training.retrain(broken, around: map, trial: 7) == retrained)
        #expect(try training.retrain(broken, around: map, trial: 8) != retrained)
    }
}
