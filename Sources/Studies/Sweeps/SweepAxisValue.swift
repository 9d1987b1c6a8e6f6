import Quantities

extension SweepAxis.Value {
    /// What an axis or a limit may be; its effect's own bounds hold as well.
    static let kind = StudyKey.Kind.either([.number(-1e9...1e9), .text("a quantity or a word")])

    /// The units that effects have.
    fileprivate static let units: [any PhysicalUnit.Type] = [Ohm.self, Volt.self, Second.self, Siemens.self]

    package var tree: StudyTree { number.map { Double(text) == nil ? .text(text) : .number($0) } ?? .text(text) }

    /// A number, a quantity of the units that effects have, or a word.
    init(text: String) {
        func number<Unit: PhysicalUnit>(_: Unit.Type) -> Double? { (try? Quantity<Unit>(parsing: text))?.value }
        self.init(text: text, number: Double(text) ?? Self.units.lazy.compactMap { number($0) }.first)
    }
}

extension SweepSetting {
    /// The same parameter with another number, in the SI unit of its value.
    package func replacing(_ number: Double) -> SweepSetting {
        func text<Unit: PhysicalUnit>(_: Unit.Type) -> String? {
            (try? Quantity<Unit>(parsing: value.text)).map { _ in "\(number) \(Unit.symbol)" }
        }
        let own = Double(value.text) == nil ? SweepAxis.Value.units.lazy.compactMap { text($0) }.first : nil
        return SweepSetting(key: key, value: SweepAxis.Value(text: own ?? "\(number)", number: number))
    }
}

extension StudyValue {
    func axisValue() throws(StudyError) -> SweepAxis.Value {
        let value = SweepAxis.Value(text: try text())
        if let number = value.number, !number.isFinite { throw invalid("\"\(value.text)\" is not a finite number") }
        return value
    }
}
