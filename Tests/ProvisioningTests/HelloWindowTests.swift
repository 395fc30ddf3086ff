import AMT
import Testing

@testable import Provisioning

@Suite("Hello window") struct HelloWindowTests {
    static func seconds(_ window: HelloWindow, retryCount: UInt32, _ credential: HelloCredential) throws -> Int64 {
        let hello = Hello(
            deviceUUID: try AdmittedHellos.uuid(1), adminCredentialsSet: false, retryCount: retryCount,
            credential: credential, surplusByteCount: 0)
        return window.secondsLeft(after: hello)
    }

    @Test("a device with root hashes listens for a day after its first hello, one with a key for six hours")
    func first() throws {
        #expect(try Self.seconds(HelloWindow(), retryCount: 0, .pki([])) == 24 * 3600)
        #expect(try Self.seconds(HelloWindow(), retryCount: 0, .psk(try PID("0000-037M"))) == 6 * 3600)
    }

    @Test("the retry counter tells how much of the window is over")
    func later() throws {
        // Five hellos, one a minute, and then one after ten minutes.
        #expect(try Self.seconds(HelloWindow(), retryCount: 5, .pki([])) == 24 * 3600 - 300)
        #expect(try Self.seconds(HelloWindow(), retryCount: 6, .pki([])) == 24 * 3600 - 900)
        #expect(try Self.seconds(HelloWindow(), retryCount: 10, .psk(try PID("0000-037M"))) == 6 * 3600 - 3300)
    }

    @Test(
        "a device that still says hello listens at least until its next one", arguments: [11, 14, 15, 300, UInt32.max])
    func neverBeforeTheNext(_ retryCount: UInt32) throws {
        let window = HelloWindow(pkiSeconds: 600, pskSeconds: 600)
        #expect(try Self.seconds(window, retryCount: retryCount, .pki([])) == 3600)
    }

    @Test("the lengths are settings")
    func settings() throws {
        let window = HelloWindow(pkiSeconds: 7_200, pskSeconds: 3_600)
        #expect(try Self.seconds(window, retryCount: 0, .pki([])) == 7_200)
        #expect(try Self.seconds(window, retryCount: 0, .psk(try PID("0000-037M"))) == 3_600)
    }
}
