import AMT
import Testing

@testable import Provisioning

@Suite("Estimated ends of hello windows") struct WindowEstimateTests {
    private static let heard = UnixTime(seconds: 1_795_910_400)
    private static let hour: Int64 = 3600

    private func estimate(
        isPSK: Bool = false, retry: Int64 = 0, chosen: HelloWindow = HelloWindow()
    ) -> (earliest: Int64, latest: Int64, confidence: WindowEstimate.Confidence) {
        guard let uuid = DeviceUUID("4c4c4544-0042-3510-8054-b7c04f4e3153") else { preconditionFailure("it is a UUID") }
        let device = LimboDevice(
            uuid: uuid, fqdn: nil, site: "default", state: .waiting,
            isPSK: isPSK,
            retryCount: retry, firstHelloAt: Self.heard, lastHelloAt: Self.heard, windowEndsAt: Self.heard,
            amtVersion: nil,
            problem: nil)
        let estimate = WindowEstimate(of: device, chosen: chosen)
        return (
            estimate.earliest.seconds - Self.heard.seconds, estimate.latest.seconds - Self.heard.seconds,
            estimate.confidence
        )
    }

    @Test("a first hello by certificate: six hours as for later starts, or a day as out of the box (section 2.4)")
    func pki() {
        let fresh = self.estimate()
        #expect(fresh.earliest == 6 * Self.hour && fresh.latest == 24 * Self.hour && fresh.confidence == .medium)
    }

    @Test("a first hello with a PID: six hours, and sure")
    func psk() {
        let fresh = self.estimate(isPSK: true)
        #expect(fresh.earliest == 6 * Self.hour && fresh.latest == 6 * Self.hour && fresh.confidence == .high)
    }

    @Test(
        "the counter says how much has passed: the tenth repeat is 55 minutes after the first hello by one schedule, 30 by another (2.3)"
    )
    func counter() {
        let late = self.estimate(isPSK: true, retry: 10)
        #expect(late.earliest == 6 * Self.hour - 55 * 60 && late.latest == 6 * Self.hour - 30 * 60)
        #expect(late.confidence == .high)
    }

    @Test(
        "a window that would be over while the device still says hello is not its own: ten hours on, six are refuted"
    )
    func refuted() {
        // Five at a minute, five at ten minutes, fifteen at an hour; or five at a minute, eleven at five minutes, nine at an hour.
        let estimate = self.estimate(retry: 25)
        #expect(estimate.earliest == 24 * Self.hour - (15 * Self.hour + 55 * 60))
        #expect(estimate.latest == 24 * Self.hour - 10 * Self.hour && estimate.confidence == .medium)
    }

    @Test("a maker's own window is among those that may be")
    func maker() {
        let chosen = HelloWindow(pkiSeconds: 48 * 3600, pskSeconds: 48 * 3600)
        #expect(self.estimate(chosen: chosen).latest == 48 * Self.hour)
        #expect(self.estimate(chosen: chosen).confidence == .low)
        #expect(self.estimate(isPSK: true, chosen: chosen).latest == 48 * Self.hour)
    }

    @Test(
        "whatever the counter says, the end is not before the next hello is due, and the band is not upside down",
        arguments: [0, 3, 14, 15, 40, 255, 70_000, Int64(UInt32.max)])
    func bounds(_ retry: Int64) {
        for isPSK in [false, true] {
            let estimate = self.estimate(isPSK: isPSK, retry: retry)
            #expect(estimate.earliest >= 60 && estimate.latest >= estimate.earliest)
        }
    }

    @Test(
        "each kind has a way back that its generation has: an agent for notebooks, no agent's new command before release 6, power-up with a PID"
    )
    func recipes() {
        #expect(RestartRecipe.text(isPSK: true, release: nil).contains("each power-up"))
        #expect(RestartRecipe.text(isPSK: false, release: AMTRelease(version: "5.2")).contains("(StartConfiguration)"))
        #expect(
            RestartRecipe.text(isPSK: false, release: AMTRelease(version: "12.0.67")).contains("(StartConfigurationEx)")
        )
        #expect(RestartRecipe.text(isPSK: false, release: nil).contains("notebook"))
    }
}
