/// How features in 0…1 drive the first layer's inputs.
public enum Encoder: String, Hashable, Sendable, CaseIterable, Codable {
    /// A constant level x V_read over all slots (bipolar rows: (2x − 1) V_read).
    case constant
    /// In every slot a spike with probability x, independently.
    case bernoulli
    /// One spike, the earlier the larger x: in slot ⌊(1 − x) T⌋; none at x = 0.
    case latency

    /// Whether inputs are spikes rather than levels.
    public var spikes: Bool { self != .constant }

    /// The slot of the only spike under latency encoding; nil if there is none.
    public static func latencySlot(_ x: Float, slots: Int) -> Int? {
        x > 0 ? min(slots - 1, Int((1 - min(x, 1)) * Float(slots))) : nil
    }
}
