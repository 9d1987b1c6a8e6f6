extension EffectKind {
    /// Whether a level knows this effect of a deep network; if not, why.
    package func obstacle(ofDeepNetworkAt level: Level) -> String? {
        if self == .nonlinearity, level != .ngspice {
            return level == .ngspiceDevice
                ? "cells that are not ohmic are drawn in the engine ngspice alone"
                : "cells that are not ohmic have no piecewise-linear circuit; ngspice has them"
        }
        return nil
    }
}

extension SweepStudy {
    /// Keys that describe the classifier, which a stored network takes the place of.
    static let classifierKeys = ["patterns", "circuit", "training"]

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
        for remedy in remedies {
            if let obstacle = remedy.obstacleOfDeepNetworks {
                throw refuse("remedies has \(remedy.name), but \(obstacle)")
            }
        }
    }
}

extension Remedy {
    /// Why it cannot be had of a deep network; nil if it can.
    fileprivate var obstacleOfDeepNetworks: String? {
        if usesTemplates {
            return "templates are the patterns themselves, which a deep network has not: its weights are trained; "
                + "leave templates out"
        }
        if isVariationAware {
            return "a stored network is trained already: against variation, train it anew with the hardware section of "
                + "memspike train; leave variation-aware out"
        }
        if usesSpareColumns {
            return
                "a spare column of a hidden layer would need spare rows in the next crossbar, which no array here has; "
                + "leave spare-columns out"
        }
        return nil
    }
}
