public import NumericalMethods

/// Samples that are trained on together.
public struct Batch: Sendable {
    /// How many samples there are.
    public let samples: Int
    /// Inputs of a sample, one a row.
    public let rows: Int
    /// 1 when every sample stands still, else one frame per slot.
    public let frames: Int
    /// Row levels in units of V_read, `[frames × rows × samples]`.
    public var levels: [Double]
    /// The class of every sample.
    public var labels: [Int]

    /// A batch of zeros, of class 0.
    public init(samples: Int, rows: Int, frames: Int) {
        precondition(samples > 0 && rows > 0 && frames > 0)
        self.samples = samples
        self.rows = rows
        self.frames = frames
        levels = [Double](repeating: 0, count: frames * rows * samples)
        labels = [Int](repeating: 0, count: samples)
    }

    /// Sets one frame of one sample to a black-and-white picture: black +1, white −1.
    public mutating func setFrame(_ frame: Int, ofSample sample: Int, bits: BitVector) {
        levels.withUnsafeMutableBufferPointer { levels in
            var index = frame * rows * samples + sample
            for row in 0..<rows {
                levels[index] = bits[row] ? 1 : -1
                index += samples
            }
        }
    }
}
