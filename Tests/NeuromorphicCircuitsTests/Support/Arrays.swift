import Circuits
import Datasets
import EventDrivenSolver
import Foundation
import NeuromorphicCircuits
import NumericalMethods
import Quantities
import SpikingNetworks

let pixels = 30

func stream(_ name: StaticString, _ seed: Int) -> RandomStream {
    RandomStream(seed: UInt64(seed), purpose: StreamPurpose(name))
}

func levels(_ pattern: Pattern) -> [Double] { BipolarRows.levels(bits: pattern.pixels) }

func rowLevels(_ patterns: PatternSet) -> [[Double]] { patterns.patterns.map(levels) }

/// Any conductances of the range.
func randomArray(_ random: inout RandomStream, _ design: CircuitDesign = CircuitDesign()) throws -> ConductanceArray {
    let (low, high) = (design.minimumConductance.value, design.maximumConductance.value)
    return try ConductanceArray(
        columns: 10, rows: pixels, range: design.conductanceRange(),
        siemens: (0..<(10 * pixels)).map { _ in low + (high - low) * random.uniform() })
}

/// What training arrives at: high where the pattern is black, low where it is white, each within a fifth of the range.
func trainedLikeArray(
    _ patterns: PatternSet, _ random: inout RandomStream, _ design: CircuitDesign = CircuitDesign()
) throws -> ConductanceArray {
    let (low, high) = (design.minimumConductance.value, design.maximumConductance.value)
    let siemens = patterns.patterns.flatMap { pattern in
        (0..<pixels).map { pixel -> Double in
            let off = 0.2 * random.uniform() * (high - low)
            return pattern.isBlack(pixel) ? high - off : low + off
        }
    }
    return try ConductanceArray(columns: 10, rows: pixels, range: design.conductanceRange(), siemens: siemens)
}

/// A presentation in the events engine.
struct Race {
    let circuit: ClassifierCircuit
    var engine: any EventLocatingCircuit

    init(_ array: ConductanceArray, _ design: CircuitDesign = CircuitDesign(), duration: Time? = nil) throws {
        let circuit = try ClassifierCircuit(array, design: design, variant: .piecewiseLinear)
        self.circuit = circuit
        let analysis = duration.map { circuit.analysis(duration: $0) } ?? circuit.analysis()
        engine = try EventDrivenSimulator().prepareEvents(circuit.circuit, analysis: analysis)
    }

    mutating func observe(_ frames: [[Double]]) throws -> NetworkObservation {
        circuit.observe(try engine.run(circuit.stimulus(frames: frames)))
    }
}

/// 10^x.
func exponential(_ x: Double) -> Double { pow(10, x) }
