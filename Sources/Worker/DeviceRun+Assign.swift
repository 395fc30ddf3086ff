import AMT
import Inventory
import Logging
import Provisioning
import Telemetry

/// Which computer the device is, and what it gets.
extension DeviceRun {
    /// Inventory first, and whom the policy names beside it; the device itself where its release decides and nobody has seen it.
    func assign() async throws(RoundEnd) -> Assignment {
        if let reason = self.brief.unreadable {
            throw .problem(Problem(.internalError, ["secret.unreadable": reason]))
        }
        let (profiles, policy) = try await self.profilesAndPolicy()
        let device = UnassignedDevice(
            uuid: self.request.deviceUUID,
            resolution: Resolver.resolve(self.brief.inventory, now: self.house.now()),
            address: IPAddress(self.request.address.text), release: self.release)
        var answers = Assigner.Answers()
        // Ends, for each question is answered once, be it with a failure.
        while true {
            switch Assigner.next(device, policy: policy, profiles: profiles, answers: answers) {
            case .assigned(let assignment):
                self.note(assignment, device.resolution)
                return assignment
            case .failed(let problem):
                throw .problem(problem)
            case .ask(let question):
                if self.house.drain.isDraining { throw .draining }
                try await self.ask(question, &answers)
                // Who no longer holds the device has nothing to say about it.
                guard self.lease.trustLeft != nil else { throw .leaseLost }
            }
        }
    }

    private func ask(_ question: Assigner.Question, _ answers: inout Assigner.Answers) async throws(RoundEnd) {
        switch question {
        case .dns(let address):
            answers.dns = await self.house.nameAnswer(address)
        case .props:
            answers.props = await self.house.propsAnswer(
                PropsQuestion(
                    uuid: self.request.deviceUUID, address: self.request.address,
                    amtVersion: self.release?.description))
        case .release:
            answers.release = try await self.shownRelease().map { .shown($0) } ?? .notShown
        }
    }

    /// Opens the device, which changes nothing on it: what it is to be given is not known yet.
    private func shownRelease() async throws(RoundEnd) -> AMTRelease? {
        try await self.rounds { () async throws(RoundEnd) -> Void in
            try await self.onOpenDevice(nil) { (device) async throws(RoundEnd) -> Void in
                try await self.readRelease(device.caller)
            }
        }
        return self.release
    }

    private func profilesAndPolicy() async throws(RoundEnd) -> ([Profile], AssignmentPolicy) {
        do throws(StoreFailure) {
            let profiles = self.house.profiles
            let isOrdered = self.request.isOrdered
            return (
                try await profiles.profiles(isOrdered: isOrdered), try await profiles.policy(isOrdered: isOrdered)
            )
        } catch {
            throw .store(error)
        }
    }

    private func note(_ assignment: Assignment, _ resolution: Resolution) {
        self.facts.fqdn = assignment.fqdn.description
        self.facts.fqdnSource = assignment.fqdnSource
        self.facts.profile = assignment.profile.name
        self.facts.profileSource = assignment.profileOrigin.description
        self.progress.profileVersion = assignment.profile.version
        self.logger.info(
            "device assigned",
            [
                .deviceFQDN: assignment.fqdn, .deviceFQDNSource: assignment.fqdnSource,
                .profileName: assignment.profile.name, .profileVersion: assignment.profile.version,
                .profileSource: assignment.profileOrigin,
            ])
        guard let others = resolution.evidence["inventory.conflict.fqdn"] else { return }
        self.logger.warning("sources name the device differently", [.reason: others])
    }

    /// What the profile's wishes depend on, its secrets among it.
    func context(_ assignment: Assignment) async throws(RoundEnd) -> WishContext {
        let references = ProfileSecretNames.of(assignment.profile)
        var secrets: [SecretReference: KeptSecret] = [:]
        if !references.isEmpty {
            do throws(StoreFailure) {
                secrets = try await self.house.profiles.secrets(references)
            } catch {
                throw .store(error)
            }
        }
        return WishContext(
            fqdn: assignment.fqdn, secrets: secrets, authorityDER: self.house.issuer.authorityDER,
            clientName: self.house.issuer.callerName)
    }
}
