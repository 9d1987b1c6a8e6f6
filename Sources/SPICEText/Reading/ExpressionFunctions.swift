import Foundation

/// The functions and constants of expressions, with what each dialect means by them.
enum ExpressionFunctions {
    enum Answer {
        case value(Double)
        case refused(String)
    }

    static let names = [
        "abs", "sqrt", "exp", "ln", "log", "log10", "pow", "pwr", "min", "max", "int", "floor", "ceil", "sgn", "sin",
        "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "if", "limit", "u", "uramp",
    ]

    static func constant(_ name: String, _ dialect: Dialect) -> Double? {
        switch (name, dialect) {
        case ("pi", .ltspice), ("pi", .pspice), ("pi", .xyce): .pi
        default: nil
        }
    }

    /// - Returns: nil for a function that is not known, or not with so many arguments.
    static func value(_ name: String, _ arguments: [Double], _ dialect: Dialect) -> Answer? {
        if name == "table", dialect == .ltspice || dialect == .pspice, arguments.count >= 3, arguments.count % 2 == 1 {
            return .value(table(arguments))
        }
        return switch arguments.count {
        case 1: one(name, arguments[0], dialect)
        case 2: two(name, arguments[0], arguments[1], dialect)
        case 3: three(name, arguments, dialect)
        default: nil
        }
    }

    private static func one(_ name: String, _ x: Double, _ dialect: Dialect) -> Answer? {
        switch name {
        case "abs": .value(abs(x))
        case "sqrt": .value(x.squareRoot())
        case "exp": .value(exp(x))
        // The natural logarithm in the parameters of all of them.
        case "log", "ln": .value(log(x))
        case "log10": .value(log10(x))
        case "sin": .value(sin(x))
        case "cos": .value(cos(x))
        case "tan": .value(tan(x))
        case "asin", "arcsin": .value(asin(x))
        case "acos", "arccos": .value(acos(x))
        case "atan", "arctan": .value(atan(x))
        case "sinh": .value(sinh(x))
        case "cosh": .value(cosh(x))
        case "tanh": .value(tanh(x))
        case "int": .value(x.rounded(.towardZero))
        case "floor": .value(x.rounded(.down))
        case "ceil": .value(x.rounded(.up))
        case "sgn": .value(x > 0 ? 1 : x < 0 ? -1 : 0)
        case "sqr" where dialect == .ngspice: .value(x * x)
        case "u" where dialect == .ltspice: .value(x > 0 ? 1 : 0)
        case "uramp" where dialect == .ltspice: .value(max(x, 0))
        case "buf" where dialect == .ltspice: .value(x > 0.5 ? 1 : 0)
        case "inv" where dialect == .ltspice: .value(x > 0.5 ? 0 : 1)
        case "round" where dialect == .ltspice: .value((x + 0.5).rounded(.down))
        case "fabs" where dialect == .ltspice: .value(abs(x))
        case "stp" where dialect == .pspice: .value(x > 0 ? 1 : 0)
        case "rand", "random", "white": .refused("\(name) draws at random; write the number")
        default: nil
        }
    }

    private static func two(_ name: String, _ x: Double, _ y: Double, _ dialect: Dialect) -> Answer? {
        switch name {
        case "min": .value(min(x, y))
        case "max": .value(max(x, y))
        case "pow":
            // Of a negative base LTspice takes the real part, PSPICE |x|.
            x < 0 && dialect != .ngspice
                ? .refused("pow of a negative number has no value that simulators agree on; write a product")
                : .value(pow(x, y))
        case "pwr":
            x < 0 && dialect == .pspice
                ? .refused("pwr of a negative number has no value that simulators agree on; write a product")
                : .value(pow(abs(x), y))
        case "pwrs" where dialect == .ltspice || dialect == .pspice:
            .value((x > 0 ? 1 : x < 0 ? -1 : 0) * pow(abs(x), y))
        case "hypot" where dialect == .ltspice: .value(hypot(x, y))
        case "atan2" where dialect == .ltspice: .value(atan2(x, y))
        case "limit" where dialect == .ngspice: .refused("limit draws at random in ngspice; write the number")
        case "mc", "flat", "unif": .refused("\(name) draws at random; write the number")
        default: nil
        }
    }

    private static func three(_ name: String, _ x: [Double], _ dialect: Dialect) -> Answer? {
        switch name {
        case "if" where dialect != .ngspice, "ternary_fcn" where dialect == .ngspice:
            // LTspice takes a condition above one half as true.
            x[0] == 0 || x[0] == 1
                ? .value(x[0] == 1 ? x[1] : x[2]) : .refused("the condition of \(name) must be a comparison")
        case "limit" where dialect == .ltspice || dialect == .pspice:
            .value(min(max(x[0], min(x[1], x[2])), max(x[1], x[2])))
        case "gauss", "agauss", "aunif": .refused("\(name) draws at random; write the number")
        default: nil
        }
    }

    /// Straight between the points (x, y) behind the argument, level outside.
    private static func table(_ arguments: [Double]) -> Double {
        let x = arguments[0]
        let points = stride(from: 1, to: arguments.count, by: 2).map { (x: arguments[$0], y: arguments[$0 + 1]) }
        guard x > points[0].x else { return points[0].y }
        for (a, b) in zip(points, points.dropFirst()) where x < b.x {
            return a.y + (x - a.x) * (b.y - a.y) / (b.x - a.x)
        }
        return points[points.count - 1].y
    }
}
