import Testing

@testable import Secrets

@Suite("Signatures of webhooks") struct WebhookSignatureTests {
    @Test("the example of Standard Webhooks comes out as it says")
    func example() {
        #expect(
            WebhookSignature.of(
                #"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}"#,
                secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test("a secret that is no base64 is taken as it is written: RFC 4231, test case 2")
    func plain() {
        // 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843 in base64.
        #expect(
            WebhookSignature.of("what do ya want for nothing?", secret: "Jefe")
                == "v1,W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=")
    }
}
