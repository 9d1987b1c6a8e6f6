/// A parameter with its expression.
struct NetlistParameter: Sendable {
    var name: String
    /// In braces, in quotes or bare.
    var expression: String
    var place: NetlistPlace
}

enum NetlistParameters {
    /// The values of a scope: what the call gives, else its own expressions, which may use each other in any order and
    /// what the caller knows.
    /// - Parameters:
    ///   - outer: the caller's scope; its own values are seen unless the inner scope has the name.
    ///   - given: values of the call.
    static func scope(
        of parameters: [NetlistParameter], outer: ExpressionScope, given: [String: Double] = [:]
    ) throws(NetlistError) -> ExpressionScope {
        var scope = outer
        var places: [String: Int] = [:]
        for (index, parameter) in parameters.enumerated() {
            if let first = places.updateValue(index, forKey: parameter.name) {
                throw .duplicate(parameter.place, name: parameter.name, first: parameters[first].place)
            }
            // What is not evaluated yet must not be taken from the caller.
            scope.values[parameter.name] = nil
        }
        var waiting = [Int](repeating: 0, count: parameters.count)
        var users: [Int: [Int]] = [:]
        var ready: [Int] = []
        for (index, parameter) in parameters.enumerated() {
            if given[parameter.name] == nil {
                for name in names(parameter.expression, scope.functions) {
                    guard let other = places[name] else { continue }
                    waiting[index] += 1
                    users[other, default: []].append(index)
                }
            }
            if waiting[index] == 0 { ready.append(index) }
        }
        ready.reverse()
        while let index = ready.popLast() {
            let parameter = parameters[index]
            scope.values[parameter.name] =
                if let value = given[parameter.name] {
                    value
                } else {
                    try NetlistExpression(scope: scope, place: parameter.place).assignedValue(parameter.expression)
                }
            for user in users[index] ?? [] {
                waiting[user] -= 1
                if waiting[user] == 0 { ready.append(user) }
            }
        }
        guard let open = waiting.firstIndex(where: { $0 > 0 }) else { return scope }
        throw .malformed(
            parameters[open].place,
            "the parameter \"\(parameters[open].name)\" depends on itself: \(parameters[open].expression)")
    }

    /// What an expression and the functions that it calls mention.
    private static func names(_ text: String, _ functions: [String: ExpressionScope.Function]) -> Set<String> {
        var names = NetlistExpression.names(in: text)
        var open = names
        while let name = open.popFirst() {
            guard let function = functions[name] else { continue }
            let inner = NetlistExpression.names(in: function.body).subtracting(function.arguments).subtracting(names)
            names.formUnion(inner)
            open.formUnion(inner)
        }
        return names
    }
}
