/// Writes the functions of LTspice's and PSPICE's expressions for ngspice, which lacks some and means something else by
/// others: its `limit` draws at random, and in its PSPICE mode it bounds `exp`.
///
/// A call gets a name of this program's own, whose `.func` says what the other simulator means.
struct ForeignFunctions {
    private let dialect: Dialect
    /// The netlist's own functions, which go before those of the simulator.
    private let own: Set<String>
    /// Whether "pi" is the constant: in parameters ngspice has none.
    private let knowsPi: Bool
    private var definitions: [String: String] = [:]
    /// Where ngspice draws a value at random as the netlist asks for.
    private(set) var firstRandom: NetlistPlace?

    private static let mark = "memspike_"

    private static let bodies: [Dialect: [String: String]] = [
        .ltspice: [
            // LTspice takes what is above one half as true.
            "if": "(a,b,c) {ternary_fcn((a)>0.5,b,c)}",
            "buf": "(x) {ternary_fcn((x)>0.5,1,0)}",
            "inv": "(x) {ternary_fcn((x)>0.5,0,1)}",
            "u": "(x) {ternary_fcn((x)>0,1,0)}",
            "uramp": "(x) {max(x,0)}",
            "limit": "(x,a,b) {min(max(x,min(a,b)),max(a,b))}",
            "int": "(x) {sgn(x)*floor(abs(x))}",
            "round": "(x) {floor((x)+0.5)}",
            "pwr": "(x,a) {abs(x)**(a)}",
            "pwrs": "(x,a) {sgn(x)*abs(x)**(a)}",
            "hypot": "(x,y) {sqrt((x)*(x)+(y)*(y))}",
            "arctan": "(x) {atan(x)}",
            "arcsin": "(x) {asin(x)}",
            "arccos": "(x) {acos(x)}",
            "fabs": "(x) {abs(x)}",
        ],
        .pspice: [
            "if": "(a,b,c) {ternary_fcn(a,b,c)}",
            "stp": "(x) {ternary_fcn((x)>0,1,0)}",
            "limit": "(x,a,b) {min(max(x,min(a,b)),max(a,b))}",
            "int": "(x) {sgn(x)*floor(abs(x))}",
            "pwr": "(x,a) {abs(x)**(a)}",
            "pwrs": "(x,a) {sgn(x)*abs(x)**(a)}",
            "exp": "(x) {2.718281828459045**(x)}",
            "arctan": "(x) {atan(x)}",
        ],
    ]

    /// What ngspice's expressions cannot say, with the remedy.
    private static let refused: [Dialect: [String: String]] = {
        let integral =
            "ngspice has no integral in an expression; let a B source drive the current into a capacitor of 1 F (IC=0) and use its "
            + "voltage"
        let random = "it draws at random, so that every run is another; write the number"
        return [
            .ltspice: [
                "idt": integral, "idtmod": integral, "sdt": integral, "rand": random, "random": random, "white": random,
                "gauss": random, "flat": random, "mc": random,
                "delay": "ngspice has no delay in an expression; use a T line that ends in its Z0",
                "absdelay": "ngspice has no delay in an expression; use a T line that ends in its Z0",
            ],
            .pspice: ["sdt": integral],
            .ngspice: [
                "limit":
                    "ngspice's limit draws at random, so that every run is another; write min(max(x, low), high) for a clamp"
            ],
        ]
    }()

    init(_ dialect: Dialect, statements: [NetlistStatement]) {
        self.dialect = dialect
        knowsPi =
            dialect != .ngspice
            && !statements.contains { statement in
                [.parameters, .subcircuit].contains(DotCommand(String(statement.name)))
                    && statement.text.contains(#/\bpi\s*=/#)
            }
        own = Set(
            statements.lazy.filter { DotCommand(String($0.name)) == .function }.map { statement in
                let text = statement.text.drop { !$0.isWhitespace }.drop(while: \.isWhitespace)
                return String(text.prefix { $0 != "(" }.filter { !$0.isWhitespace })
            })
    }

    /// The `.func` lines of what was called.
    var lines: [String] { definitions.sorted { $0.key < $1.key }.map { ".func \($0.key)\($0.value)" } }

    /// - Parameter written: the statement, perhaps already changed.
    /// - Throws: `NetlistError` for a function that ngspice cannot have.
    mutating func rewritten(_ written: String, at place: NetlistPlace) throws(NetlistError) -> String {
        let letter = written.first?.lowercased() ?? ""
        let command = written.prefix { !$0.isWhitespace }.lowercased()
        let isExpression = "befgh".contains(letter) || command == ".param" || command == ".func"
        guard isExpression || written.contains(where: { $0 == "{" || $0 == "'" }) else { return written }
        let text = Array(written)
        var result = ""
        var index = 0
        var braces = 0
        var isQuoted = false
        while index < text.count {
            let character = text[index]
            if character == "{" { braces += 1 } else if character == "}" { braces -= 1 }
            if character == "'" { isQuoted.toggle() }
            let isInside = isExpression || braces > 0 || isQuoted
            if isInside, dialect == .ltspice, character == "&" || character == "|" || character == "~",
                index + 1 >= text.count || text[index + 1] != character, index == 0 || text[index - 1] != character
            {
                throw .malformed(
                    place,
                    "ngspice has no \"\(character)\" of LTspice; write if(A, if(B, 1, 0), 0) for A & B, if(A, 1, if(B, 1, 0)) for "
                        + "A | B, inv(A) for ~A")
            }
            if isInside, dialect == .ltspice, character == "!", index + 1 < text.count, text[index + 1] != "=" {
                throw .malformed(place, "\"!\" of a voltage means another value in ngspice; write inv(A) for !A")
            }
            guard character.isLetter || character == "_" else {
                result.append(character)
                index += 1
                // A number with its letters, or a name behind a point, is no call.
                if character.isNumber || character == "." {
                    while index < text.count, Self.isOfName(text[index]) {
                        result.append(text[index])
                        index += 1
                    }
                }
                continue
            }
            var end = index
            while end < text.count, Self.isOfName(text[end]) { end += 1 }
            let name = String(text[index..<end])
            var open = end
            while open < text.count, text[open].isWhitespace { open += 1 }
            let isCall = isInside && open < text.count && text[open] == "("
            if isCall {
                result += try called(name, text[(open + 1)...], place)
            } else if isInside, knowsPi, name.lowercased() == "pi" {
                result += "3.141592653589793"
            } else {
                result += name
            }
            index = end
        }
        return result
    }

    /// An E or G of `TABLE {x} = (x0,y0) …` or, with controlling nodes, `table=(x0 y0, …)`, whose corners ngspice rounds.
    /// - Returns: nil for another statement, and of ngspice's own.
    func withoutTable(_ statement: NetlistStatement) -> String? {
        let words = statement.words
        guard dialect != .ngspice, let place = words.firstIndex(of: "table"), place == 3 || place == 5 else {
            return nil
        }
        var rest = words[(place + 1)...]
        var argument = place == 5 ? "v(\(words[3]),\(words[4]))" : ""
        if place == 3 {
            if rest.first == "=" { rest.removeFirst() }
            guard let first = rest.popFirst(), first.hasPrefix("{"), first.hasSuffix("}") else { return nil }
            argument = String(first.dropFirst().dropLast())
        }
        let numbers = rest.filter { !["=", "(", ")"].contains($0) }
        guard numbers.count >= 2, numbers.count % 2 == 0 else { return nil }
        let value = words[0].hasPrefix("e") ? "vol" : "cur"
        return "\(words[0]) \(words[1]) \(words[2]) \(value)='table(\(([argument] + numbers).joined(separator: ",")))'"
    }

    private static func isOfName(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    /// The name to call.
    private mutating func called(
        _ name: String, _ behind: ArraySlice<Character>, _ place: NetlistPlace
    ) throws(NetlistError) -> String {
        let small = name.lowercased()
        guard !own.contains(small) else { return name }
        if let why = Self.refused[dialect]?[small] { throw .malformed(place, "\(small): \(why)") }
        if small == "table", dialect != .ngspice {
            let count = Self.countOfArguments(behind)
            guard count >= 3, count % 2 == 1 else { return name }
            return define("table\(count / 2)", Self.table(pairs: count / 2))
        }
        if dialect == .ngspice, ["gauss", "agauss", "aunif", "unif"].contains(small), firstRandom == nil {
            firstRandom = place
        }
        guard let body = Self.bodies[dialect]?[small] else { return name }
        return define(small, body)
    }

    private mutating func define(_ name: String, _ body: String) -> String {
        definitions[Self.mark + name] = body
        return Self.mark + name
    }

    private static func countOfArguments(_ text: ArraySlice<Character>) -> Int {
        var (depth, count) = (0, 1)
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" {
                if depth == 0 { break }
                depth -= 1
            }
            if character == ",", depth == 0 { count += 1 }
        }
        return count
    }

    /// Straight between the points, level outside.
    private static func table(pairs: Int) -> String {
        let arguments = (0..<pairs).map { "x\($0),y\($0)" }.joined(separator: ",")
        var body = "y\(pairs - 1)"
        for index in (1..<pairs).reversed() {
            let (a, b) = (index - 1, index)
            let line = "(y\(a))+((x)-(x\(a)))*((y\(b))-(y\(a)))/((x\(b))-(x\(a)))"
            body = "ternary_fcn((x)<(x\(b)),\(line),\(body))"
        }
        return "(x,\(arguments)) {ternary_fcn((x)<=(x0),y0,\(body))}"
    }
}
