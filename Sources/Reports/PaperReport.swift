public import Experiments

public enum PaperReport { public static func html(_ results: RunResults) -> String { "" } }
