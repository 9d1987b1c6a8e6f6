import Foundation
import Quantities

/// One run of a netlist's `.step` family.
package struct NetlistMember: Sendable {
    /// "r = 1000, c = 1e-9"; empty if there is no `.step`.
    package let label: String
    package let values: [String: Double]
    package let statements: NetlistStatements
}

extension NetlistStatements {
    /// The runs that `.step` lines ask for, the first line's values running fastest; one if there is none.
    /// - Throws: `NetlistError` for a family that cannot be run.
    package func members() throws(NetlistError) -> [NetlistMember] {
        var axes: [(target: SteppedValue, values: [Double])] = []
        for statement in statements where DotCommand(String(statement.name)) == .family {
            let axis = try Self.axis(statement, dialect)
            if axes.contains(where: { $0.target == axis.target }) {
                throw .malformed(statement.place, "\(axis.target.name) is stepped twice")
            }
            axes.append(axis)
        }
        guard !axes.isEmpty else { return [NetlistMember(label: "", values: [:], statements: self)] }
        let count = axes.reduce(1.0) { $0 * Double($1.values.count) }
        guard count <= Double(NetlistBudget.runsOfAFamily) else {
            throw .tooLarge(file: file, "its .step lines ask for \(count) runs; at most \(NetlistBudget.runsOfAFamily)")
        }
        var members: [NetlistMember] = []
        for index in 0..<Int(count) {
            var rest = index
            var values: [(target: SteppedValue, value: Double)] = []
            for axis in axes {
                values.append((axis.target, axis.values[rest % axis.values.count]))
                rest /= axis.values.count
            }
            members.append(
                NetlistMember(
                    label: values.map { "\($0.target.name) = \($0.value)" }.joined(separator: ", "),
                    values: Dictionary(values.map { ($0.target.name, $0.value) }) { $1 },
                    statements: try setting(values)))
        }
        return members
    }

    private func setting(_ values: [(target: SteppedValue, value: Double)]) throws(NetlistError) -> NetlistStatements {
        var parameters: [(name: String, value: Double)] = []
        for case (.parameter(let name), let value) in values { parameters.append((name, value)) }
        var result = try setting(parameters)
        for (target, value) in values {
            result.statements = try target.set(to: value, in: result.statements, file: file)
        }
        return result
    }

    private static func axis(
        _ statement: NetlistStatement, _ dialect: Dialect
    ) throws(NetlistError) -> (target: SteppedValue, values: [Double]) {
        let place = statement.place
        var words = statement.words.dropFirst()
        let scales = ["lin", "dec", "oct"]
        var scale = "lin"
        if let first = words.first, scales.contains(first) {
            scale = first
            words.removeFirst()
        }
        let target = try SteppedValue(&words, place)
        if let next = words.first, scales.contains(next) {
            scale = next
            words.removeFirst()
        }
        let expression = NetlistExpression(scope: ExpressionScope(dialect: dialect), place: place)
        if words.first == "list" {
            var values: [Double] = []
            for word in words.dropFirst() { values.append(try expression.value(word)) }
            guard !values.isEmpty else { throw .malformed(place, ".step … list has no values") }
            return (target, values)
        }
        var numbers: [Double] = []
        for word in words { numbers.append(try expression.value(word)) }
        guard numbers.count == 3 else {
            throw .malformed(place, ".step is written .step param x START STOP STEP, or .step param x list V1 V2 …")
        }
        return (target, try values(scale, numbers[0], numbers[1], numbers[2], place))
    }

    private static func values(
        _ scale: String, _ start: Double, _ stop: Double, _ step: Double, _ place: NetlistPlace
    ) throws(NetlistError) -> [Double] {
        let most = Double(NetlistBudget.runsOfAFamily)
        if scale == "lin" {
            let count = ((stop - start) / step).rounded()
            guard step != 0, count >= 0, count < most, abs((stop - start) / step - count) < 1e-6 else {
                throw .malformed(
                    place,
                    ".step from \(start) to \(stop) by \(step) does not end in whole steps, or has more than \(Int(most)) values"
                )
            }
            return (0...Int(count)).map { start + Double($0) * step }
        }
        let count = (scale == "dec" ? log10(stop / start) : log2(stop / start)) * step
        guard start > 0, stop >= start, step >= 1, count < most else {
            throw .malformed(
                place, ".step \(scale) needs START above 0, STOP above it, and points, at most \(Int(most)) in all")
        }
        let base = scale == "dec" ? 10.0 : 2
        return (0...Int(saturating: (count + 1e-9).rounded(.down))).map { start * pow(base, Double($0) / step) }
    }
}
