import TestedProgram
import Testing

@Suite("Options out of bounds")
struct OptionBoundTests {
    @Test(
        "name their value and what is allowed",
        arguments: [
            (["evaluate", "run", "--presentations", "-1"], "--presentations is -1, but must be"),
            (["evaluate", "run", "--noise", "-0.1"], "--noise is -0.1, but must be 0 to 0.5"),
            (["paper", "--jobs", "-2"], "--jobs is -2, but must be 1 to 1024"),
            (["program", "run", "--levels", "-3"], "--levels is -3, but must be 2 to 65536"),
            (["program", "run", "--spread", "-1"], "--spread is -1.0, but must be 0 to 1"),
            (["design", "--device", "vteam", "--draws", "-5"], "--draws is -5, but must be 100 to"),
            (
                ["device", "simulate", "vteam", "--pulses", "-1", "--amplitude", "1V"],
                "--pulses is -1, but must be 1 to"
            ),
            (
                ["device", "simulate", "vteam", "--pulses", "3", "--amplitude", "1V", "--width", "1e18 s"],
                "but must be 1 ps to 1 ks"
            ),
            (["device", "simulate", "vteam", "--loop", "-1kHz", "--amplitude", "1V"], "--loop is -1 kHz, but must be"),
        ])
    func areRefused(arguments: [String], message: String) throws {
        let run = try RunningCommand(arguments, in: TemporaryFolder()).finish()
        #expect(run.status == 2)
        #expect(run.error.contains(message), "\(run.error)")
    }
}
