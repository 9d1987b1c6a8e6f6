import Circuits

/// The top, or a subcircuit as one call makes it.
struct SubcircuitInstance {
    let scope: NetlistScope
    /// Parameters and functions, those of the callers included.
    let values: ExpressionScope
    /// In front of its elements' and nodes' names: "" or "x1.x2.".
    let prefix: String
    /// What its ports are joined to.
    let nodes: [String: Node]
    let depth: Int

    /// The top.
    init(top scope: NetlistScope, dialect: Dialect) throws(NetlistError) {
        self.scope = scope
        let outer = ExpressionScope(functions: scope.functions, dialect: dialect)
        values = try NetlistParameters.scope(of: scope.parameters, outer: outer)
        prefix = ""
        nodes = [:]
        depth = 0
    }

    /// A name that the subcircuit does not define is looked up at its caller, as simulators do.
    init(
        _ scope: NetlistScope, caller: SubcircuitInstance, prefix: String, nodes: [Node], given: [String: Double]
    ) throws(NetlistError) {
        self.scope = scope
        self.prefix = prefix
        self.nodes = Dictionary(zip(scope.ports, nodes)) { $1 }
        depth = caller.depth + 1
        var outer = caller.values
        outer.functions.merge(scope.functions) { $1 }
        values = try NetlistParameters.scope(of: scope.arguments + scope.parameters, outer: outer, given: given)
    }

    func node(_ word: String, globals: Set<String>) -> Node {
        if word == "0" || word == "gnd" { return .ground }
        if let outer = nodes[word] { return outer }
        let isGlobal = globals.contains(word) || values.dialect != .ngspice && word.hasPrefix("$g_")
        return Node(isGlobal ? word : prefix + word)
    }
}
