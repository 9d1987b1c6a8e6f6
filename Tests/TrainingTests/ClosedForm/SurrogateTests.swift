import Foundation
import NumericalMethods
import Testing
import Training

extension Surrogate {
    /// The area beyond `x` ≫ a: nothing in double precision but of the shapes whose tails fall as a/x.
    fileprivate func tail(beyond x: Double) -> Double {
        switch shape {
        case .rectangular, .triangular, .sigmoid, .gaussian: 0
        case .arctangent: atan(width / x) / .pi
        case .fastSigmoid: width / (2 * (width + x))
        }
    }

    fileprivate var isHeavyTailed: Bool { shape == .arctangent || shape == .fastSigmoid }
}

@Suite struct SurrogateTests {
    @Test(arguments: Surrogate.Shape.allCases, [0.05, 0.3, 1, 4])
    func areaIsOneAndTheSmoothSpikeItsIntegral(shape: Surrogate.Shape, width: Double) {
        let surrogate = Surrogate(shape: shape, width: width)
        // The midpoint rule, out to where nothing is left, e^(−40), or a tail of closed form.
        let reach = 40 * max(width, width.squareRoot(), 1 / width.squareRoot())
        let n = 400_000
        let h = 2 * reach / Double(n)
        let tail = surrogate.tail(beyond: reach)
        var area = tail
        for index in 0..<n {
            let x = -reach + (Double(index) + 0.5) * h
            area += h * surrogate.derivative(x)
            if index % 997 == 0 {
                // Edges of a step of height 1/a err by h/2a, those of a slope by less; smooth parts by h².
                #expect(abs(area - surrogate.smoothSpike(x + h / 2)) < 2 * h / width.squareRoot() + h / width + 1e-10)
            }
        }
        #expect(abs(area + tail - 1) < h / width + 1e-10)
    }

    @Test(arguments: Surrogate.Shape.allCases, [0.05, 0.3, 1, 4])
    func derivativeIsTheSmoothSpikes(shape: Surrogate.Shape, width: Double) {
        let surrogate = Surrogate(shape: shape, width: width)
        var stream = RandomStream(seed: 1, purpose: StreamPurpose("surrogate"))
        let edges = [-2 / width.squareRoot(), -width / 2, 0, width / 2, 2 / width.squareRoot()]
        let h = 1e-5 * min(width, width.squareRoot())
        for _ in 0..<2_000 {
            let x = 8 * width.squareRoot() * (stream.uniform() - 0.5)
            // Away from the kinks of the rectangular, triangular and fast-sigmoid shapes.
            guard edges.allSatisfy({ abs($0 - x) > 2 * h }) else { continue }
            let slope = (surrogate.smoothSpike(x + h) - surrogate.smoothSpike(x - h)) / (2 * h)
            // Central differences: h²/6 of the third derivative, at most 3/a³ (fast sigmoid); rounding ε/h.
            let tolerance = 1e-10 / width + .ulpOfOne / h
            #expect(abs(slope - surrogate.derivative(x)) < tolerance)
        }
    }

    @Test(arguments: Surrogate.Shape.allCases)
    func symmetricAboutTheThreshold(shape: Surrogate.Shape) {
        let surrogate = Surrogate(shape: shape, width: 0.7)
        #expect(surrogate.smoothSpike(0) == 0.5)
        for step in 0..<200 {
            let x = 0.037 * Double(step)
            #expect(surrogate.derivative(x) == surrogate.derivative(-x))
            // Two roundings of 1.
            #expect(abs(surrogate.smoothSpike(x) + surrogate.smoothSpike(-x) - 1) <= 2 * .ulpOfOne)
        }
        guard surrogate.isHeavyTailed else {
            #expect(surrogate.smoothSpike(-1e4) < 1e-300 && surrogate.smoothSpike(1e4) == 1)
            #expect(surrogate.derivative(1e4) == 0 && surrogate.derivative(-1e4) == 0)
            return
        }
        // Two roundings of 1, of a number near 0 or 1.
        let tail = surrogate.tail(beyond: 1e4)
        #expect(abs(surrogate.smoothSpike(-1e4) - tail) <= 2 * .ulpOfOne)
        #expect(abs(surrogate.smoothSpike(1e4) - (1 - tail)) <= 2 * .ulpOfOne)
        // A tail of area c/x has the derivative c/x², but for terms in (a/x)² (arctangent) and 2a/x (fast sigmoid).
        let slope = surrogate.derivative(1e4) * 1e4 / tail
        #expect(abs(slope - 1) < 2 * 0.7 / 1e4)
        #expect(surrogate.derivative(-1e4) == surrogate.derivative(1e4))
    }

    /// Wu et al., eq. 22–25, 1/(πa) and 1/(2a), at the threshold.
    @Test func heights() {
        let a = 0.25
        #expect(Surrogate(shape: .rectangular, width: a).derivative(0) == 4)
        #expect(Surrogate(shape: .triangular, width: a).derivative(0) == 0.25)
        #expect(Surrogate(shape: .sigmoid, width: a).derivative(0) == 1)
        #expect(abs(Surrogate(shape: .arctangent, width: a).derivative(0) - 4 / Double.pi) < 2 * .ulpOfOne)
        #expect(Surrogate(shape: .fastSigmoid, width: a).derivative(0) == 2)
        // One rounding of each of root, product and quotient.
        #expect(abs(Surrogate(shape: .gaussian, width: a).derivative(0) - (2 / Double.pi).squareRoot()) < 4 * .ulpOfOne)
    }
}
