import AMT
import Testing

@testable import Provisioning

@Suite("Device findings") struct DeviceFindingsTests {
    @Test("a certificate holds a key wherever its bytes stand", arguments: [0, 1, 5])
    func holds(_ offset: Int) {
        let lead = [UInt8](repeating: 0x30, count: offset)
        #expect(DeviceFindings.holds(lead + Keys.own, key: Keys.own))
        #expect(DeviceFindings.holds(lead + Keys.own + [1, 2], key: Keys.own))
    }

    @Test("part of a key, another key, and no key at all are not held")
    func holdsNot() {
        #expect(!DeviceFindings.holds(Array(Keys.own.dropLast()), key: Keys.own))
        #expect(!DeviceFindings.holds([0x30] + Keys.other, key: Keys.own))
        #expect(!DeviceFindings.holds(Keys.own, key: []))
        #expect(!DeviceFindings.holds([], key: Keys.own))
    }

    @Test("a key pair counts as unused when no certificate of the store holds it")
    func unused() throws {
        var device = ModelDevice()
        #expect(try device.findings().unusedKeyPair == nil)
        device.keyPairs = [(1, Keys.own), (2, Keys.other)]
        device.certificates = [(1, IssuedCertificate.made().der)]
        #expect(try device.findings().unusedKeyPair?.instanceID == "Intel(r) AMT Key: Handle: 2")
        device.certificates.append((2, IssuedCertificate.made(key: Keys.other).der))
        #expect(try device.findings().unusedKeyPair == nil)
    }

    @Test("an installed certificate is one with the same bytes and its key")
    func installed() throws {
        var device = ModelDevice.configured()
        device.certificates.insert((7, IssuedCertificate.made(mark: 7).der), at: 0)
        #expect(try device.findings().installed(.made())?.instanceID == ModelDevice.certificateID(1))
        #expect(try device.findings().installed(.made(mark: 8)) == nil)
    }
}
