import AMT
import Logging
import Provisioning
import Telemetry

/// Who the device has proved to be, and what it may be given for that.
extension DeviceRun {
    /// The context with or without secrets that other devices have as well.
    ///
    /// On a line of setup a device proves itself anew, whatever was proved before and whatever it says of its state: nobody takes over what
    /// another has proved. One that has shown our certificate, and taken the password that only it was given, is what it proved to be.
    func permitting(
        _ context: WishContext, _ assignment: Assignment, _ device: OpenDevice, _ state: ProvisioningState
    ) async throws(RoundEnd) -> WishContext {
        if self.usesPSK, device.way == .setup {
            try await self.note(.presharedKey, .absent)
        } else if state == .in || device.way == .setup {
            let onDie =
                await self.house.onDie?.finding(of: device.caller.peerChain, now: self.house.now()) ?? .absent
            try await self.note(self.showsOneTimePassword ? .oneTimePassword : onDie.proof, onDie)
        }
        var context = context
        context.withholding = self.house.settings.sharedSecrets.withholding(
            proof: self.deviceProof, isExpected: assignment.isExpected)
        return context
    }

    /// Durable with the next intent, and so before the device is configured: from then on it cannot be seen any more.
    private func note(_ proof: DeviceProof?, _ onDie: OnDieFinding) async throws(RoundEnd) {
        guard proof != self.deviceProof else { return }
        self.deviceProof = proof
        var outcome = JournalEntry.Outcome.verified
        var detail = proof?.rawValue ?? "nothing"
        if case .refused(let refusal, let why) = onDie {
            outcome = .refused
            detail = "\(refusal.text) \(why)"
            self.logger.warning("the device's chain does not vouch for it", [.reason: detail])
        }
        try await self.write(nil)
        self.hold(
            JournalEntry(
                fence: self.request.fence, attempt: self.request.attempt, kind: .outcome, step: .prove,
                outcome: outcome,
                detail: detail, proof: ProofNote(proof)))
    }
}
