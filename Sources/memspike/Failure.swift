import ArgumentParser
import Circuits
import Crossbars
import Datasets
import Devices
import Experiments
import Foundation
import NeuromorphicCircuits
import NgspiceEngine
import Quantities
import Results
import SPICEText
import SpikingNetworks
import Studies
import Training

/// Exit statuses, and what is printed with them.
enum Failure {
    static let runFailed: Int32 = 1
    static let badInput: Int32 = 2
    /// As a shell reports a process that Ctrl-C ended.
    static let interrupted: Int32 = 130

    /// Prints an error, or the help that was asked for, and returns the exit status.
    static func report(_ error: any Error) -> Int32 {
        if error is CleanExit || Memspike.exitCode(for: error) == .success {
            do {
                try StandardOutput.write(Memspike.fullMessage(for: error))
                return 0
            } catch {
                return report(error)
            }
        }
        if let error = error as? StandardOutputError, error.isClosedPipe { return runFailed }
        if let status = status(of: error) {
            StandardError.write("memspike: \(error)")
            return status
        }
        // Usage errors of the argument parser, with its own text.
        if let code = error as? ExitCode { return code.rawValue }
        StandardError.write(Memspike.fullMessage(for: error))
        return Memspike.exitCode(for: error) == .validationFailure ? badInput : runFailed
    }

    private static func status(of error: any Error) -> Int32? {
        switch error {
        case is RunInterrupted: interrupted
        case is StandardOutputError: runFailed
        case RunFolderError.unwritable, SweepJournalError.unwritable: runFailed
        case DownloadError.cancelled: interrupted
        case DownloadError.builtIn, DownloadError.badMirror, DownloadError.numericMirror, DownloadError.noMirrors:
            badInput
        case is DownloadError: runFailed
        case is StudyError, is SweepJournalError, is SweepTrialError, is PatternSetError, is DatasetError,
            is PatternFile.Trouble, is RunFolderError,
            is DesignRuleViolation,
            is CircuitError, is ConductanceError, is FaultMapError, is QuantityError, is InputError, is NetworkError,
            is NetlistError, is SPICETextError, is NetworkCheckpointError, is NetworkCircuitError,
            is NetworkEvaluationError, is CheckpointError,
            is DeviceError, is MeasurementError, is DeviceFitError:
            badInput
        case ProgrammingError.simulation: runFailed
        case is ProgrammingError, is DesignImpossible: badInput
        case NetworkTrainingError.diverged: runFailed
        case is NetworkTrainingError: badInput
        case is NgspiceError, is SimulationFailure, is EngineMissing, is DeviceSimulationFailure: runFailed
        default: nil
        }
    }
}

/// Arguments that do not fit together or to the files they name.
struct InputError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
