import Quantities

/// How a value stands in a file: what it may be, how it is written and how it is read.
struct ValueForm<Value> {
    let kind: StudyKey.Kind
    let tree: (Value) -> StudyTree
    let read: (StudyValue) throws(StudyError) -> Value

    /// Several of them.
    static func list<Item>(_ item: ValueForm<Item>) -> ValueForm where Value == [Item] {
        ValueForm(kind: .list(item.kind)) {
            .list($0.map(item.tree))
        } read: { value throws(StudyError) in
            try value.items().map { part throws(StudyError) in try item.read(part) }
        }
    }

    /// One that may be left out; `absent` is the word for that.
    static func optional<Item>(_ item: ValueForm<Item>, absent: String) -> ValueForm where Value == Item? {
        ValueForm(kind: .optional(item.kind, absent: absent)) {
            $0.map(item.tree) ?? .text(absent)
        } read: { value throws(StudyError) in
            try value.text() == absent ? nil : item.read(value)
        }
    }

    static func quantity<Unit: PhysicalUnit>(_ range: ClosedRange<Quantity<Unit>>) -> ValueForm
    where Value == Quantity<Unit> {
        ValueForm(kind: .quantity(range)) {
            .text($0.description)
        } read: { value throws(StudyError) in
            try value.quantity(in: range)
        }
    }

    static func choice() -> ValueForm where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
        ValueForm(kind: .choice(Value.allCases.map(\.rawValue))) {
            .text($0.rawValue)
        } read: { value throws(StudyError) in
            try value.choice()
        }
    }
}

extension ValueForm<Double> {
    static func number(_ range: ClosedRange<Double>) -> ValueForm {
        ValueForm(kind: .number(range)) {
            .number($0)
        } read: { value throws(StudyError) in
            try value.number(in: range)
        }
    }
}

extension ValueForm<Int> {
    static func integer(_ range: ClosedRange<Int>) -> ValueForm {
        ValueForm(kind: .integer(range)) {
            .number(Double($0))
        } read: { value throws(StudyError) in
            try value.integer(in: range)
        }
    }
}

extension ValueForm<Bool> {
    static var flag: ValueForm {
        ValueForm(kind: .flag) {
            .text($0 ? "true" : "false")
        } read: { value throws(StudyError) in
            try value.flag()
        }
    }
}

extension ValueForm<String> {
    /// - Parameter what: what the words say.
    static func text(_ what: String) -> ValueForm {
        ValueForm(kind: .text(what)) {
            .text($0)
        } read: { value throws(StudyError) in
            try value.text()
        }
    }
}

extension ValueForm<UInt64> {
    /// As text: a double does not hold every 64-bit number.
    static var seed: ValueForm {
        ValueForm(kind: .seed) {
            .text("\($0)")
        } read: { value throws(StudyError) in
            try value.seed()
        }
    }
}
