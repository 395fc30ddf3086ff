import Foundation
import Testing

/// Other profiles for devices that have the whole one: first the other choice of everything, then nothing at all.
struct OtherProfiles: Sendable {
    private let generations: [Generation]
    /// By device, as ``off`` is.
    private let others: [JSONValue]
    private let off: [JSONValue]
    /// The device that gets an address of its own.
    private let fixed: Int

    /// Makes them for each device and gives them to the server, some seconds before they are needed.
    static func offered(_ stage: ProfileStage, _ indices: [Int]) async throws -> OtherProfiles {
        let generations = try indices.map { try stage.generation($0) }
        let fixed = try #require(generations.firstIndex { $0.major == 12 })
        var others = generations.map { Profiles.other(stage.roots, $0, name: "other-\($0.major).\($0.minor)") }
        others[fixed] = Self.fixed(others[fixed], at: stage.scene.place.network + ".9")
        let off = generations.map { Profiles.off($0, name: "off-\($0.major).\($0.minor)") }
        try await stage.offer(others + off)
        return OtherProfiles(generations: generations, others: others, off: off, fixed: fixed)
    }

    /// With an address in that network.
    private static func fixed(_ profile: JSONValue, at network: String) -> JSONValue {
        var profile = profile
        profile["name"] = "other-fixed"
        profile["network"]["ipv4"] = [
            "mode": "static", "address": .text(network + ".7"), "subnetMask": "255.255.255.0",
            "gateway": .text(network + ".1"), "primaryDNS": .text(network + ".53"), "secondaryDNS": "198.51.100.53",
        ]
        return profile
    }

    /// Gives them to configured devices, and to devices in setup.
    func prove(_ stage: ProfileStage, _ indices: [Int]) async throws {
        try await stage.assign(self.others.map { $0["name"].text ?? "" })
        try await stage.applyAgain(indices)
        try await self.proveOthers(stage, indices)
        try await Self.proveIdle(stage, indices)

        let preshared = try indices.filter { try stage.device($0)["kind"] == "psk" }
        let factoryKeys = try preshared.map { try stage.device($0)["pid"] }
        let again = preshared + indices.filter { [11, 19].contains(self.generations[$0].major) }
        try await stage.setUpAgain(again)
        try await self.proveOthers(stage, again, done: ["applied", "unchanged"])
        for (index, factoryKey) in zip(preshared, factoryKeys) {
            let device = try stage.device(index)
            #expect(device["pid"] != factoryKey, "\(index) has a fresh pre-shared key")
            #expect(device["mebxPasswordDigest"] == .text(ProfileProof.sha256(stage.secrets["fixed-mebx"])), "\(index)")
        }

        // A device with an address of its own is known by the profile that gave it.
        let movable = indices.filter { $0 != self.fixed }
        try await stage.assign(indices.map { ($0 == self.fixed ? self.others : self.off)[$0]["name"].text ?? "" })
        // Their fresh keys open them.
        try await stage.setUpAgain(preshared)
        try await stage.applyAgain(movable.filter { !preshared.contains($0) })
        try await self.proveOff(stage, movable)
        try await Self.proveIdle(stage, indices)
    }

    private func proveOthers(
        _ stage: ProfileStage, _ indices: [Int], done: Set<String> = ["applied"]
    ) async throws {
        for index in indices {
            try await stage.prove(index, self.others[index])
            try await stage.proveSections(index, done: done)
            try await Proofs.open(try await stage.state(index), in: stage.scene)
        }
    }

    private func proveOff(_ stage: ProfileStage, _ indices: [Int]) async throws {
        for index in indices {
            try await stage.prove(index, self.off[index])
            try await stage.proveNoFailure(index)
            let hasTLS = !self.generations[index].hasPlainPorts
            try await Proofs.open(try await stage.state(index), in: stage.scene, hasTLS: hasTLS)
        }
    }

    private static func proveIdle(_ stage: ProfileStage, _ indices: [Int]) async throws {
        let idle = try await stage.applyAgain(indices)
        #expect(idle.isEmpty, "a second application writes nothing: \(idle)")
    }
}
