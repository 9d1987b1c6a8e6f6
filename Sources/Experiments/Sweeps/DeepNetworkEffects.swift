extension EffectKind {
    /// Whether a level knows this effect of a deep network; if not, why.
    public func obstacle(ofDeepNetworkAt level: Level) -> String? {
        if level == .ngspiceDevice {
            return
                "the row drivers of hidden neurons have no device-level circuit: deep networks have the engines discrete, "
                + "events and ngspice"
        }
        if self == .nonlinearity, level != .ngspice {
            return "cells that are not ohmic have no piecewise-linear circuit; ngspice has them"
        }
        return nil
    }
}

extension SweepStudy {
    /// Keys that describe the classifier, which a stored network takes the place of.
    static let classifierKeys = ["patterns", "circuit", "training", "retraining"]

    /// Why the engine cannot have an effect, of whatever this study breaks.
    func obstacle(_ kind: EffectKind) -> String? {
        network == nil ? kind.obstacle(at: sampling.engine) : kind.obstacle(ofDeepNetworkAt: sampling.engine)
    }

    /// What a study of a deep network must not ask for.
    func checkDeepNetwork(file: String, root: StudyValue) throws(StudyError) {
        func refuse(_ reason: String) -> StudyError { .contradiction(file: file, reason: reason) }
        for key in Self.classifierKeys where root.value(key) != nil {
            throw refuse("network and \(key) are both set, but a stored network comes with its own; leave \(key) out")
        }
        let keys = axes.map(\.key) + margin.upTo.map(\.key) + sensitivity.upTo.map(\.key)
        for key in ["exactFlips", "redraw"]
        where root.value("effects")?.value("input")?.value(key) != nil || keys.contains("input.\(key)") {
            throw refuse(
                "input.\(key) is set, but network is too: a sample stands still, and its features flip by themselves; leave it "
                    + "out, or set flipProbability or greyNoise")
        }
        guard sampling.networks == 1 else {
            throw refuse(
                "networks is \(sampling.networks), but a stored network is one; leave networks out, and sweep the runs one "
                    + "by one")
        }
        guard sampling.engine != .ngspiceDevice else {
            throw refuse(
                "engine is \(sampling.engine.rawValue), but \(EffectKind.levels.obstacle(ofDeepNetworkAt: sampling.engine)!)"
            )
        }
        if let remedy = remedies.first(where: { $0 != .none }) {
            throw refuse(
                "remedies has \(remedy.name), but remedies are for the classifier of patterns; a deep network is trained "
                    + "against its effects by the hardware section of memspike train")
        }
    }
}
