/// Kinds of models that run programs or open files by themselves; a netlist must not, whoever runs it.
enum RefusedModels {
    private static let kinds: Set = [
        "d_process", "d_cosim", "filesource", "file_source", "d_source", "d_state", "table2d", "table3d", "d_ram",
        "s_xfer_file",
    ]

    static func check(_ statements: [NetlistStatement]) throws(NetlistError) {
        for statement in statements where DotCommand(String(statement.name)) == .model {
            let words = statement.words
            guard words.count > 2, kinds.contains(words[2]) else { continue }
            throw .malformed(
                statement.place,
                "a model of kind \(words[2]) runs a program or opens a file, which a netlist must not; remove the line")
        }
    }
}
