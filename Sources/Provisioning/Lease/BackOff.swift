/// How long a request waits before it is tried again: full jitter under a ceiling that doubles.
///
/// Source of the shape and numbers: measured queue practice; the last try keeps clear of the end of the hello window, so that
/// each device gets one while it still listens.
package enum BackOff {
    package static let baseSeconds = 15.0
    package static let ceilingSeconds = 1_800.0
    /// A wait ends at least this long before the hello window does.
    package static let windowMarginSeconds = 600.0
    /// Firmware that protects its flash refuses writes for a day (wsman section 2.21, code 38).
    package static let flashProtectionSeconds = 86_400.0
    /// A device that waits for an inventory record is looked at again after a day, whatever happened to the wake-up.
    package static let inventorySafetySeconds = 86_400.0
    /// A device that only inventory did not name is looked at again sooner: after ten minutes when whoever else was asked could
    /// not be heard, after an hour when they know nothing.
    package static let nameUnheardSeconds = 600.0
    package static let nameUnknownSeconds = 3_600.0
    /// A device that waits for its next hello is tried again after this time without one.
    package static let helloSafetySeconds = 900.0

    /// - Parameters:
    ///   - attempt: 1 for the first one that failed.
    ///   - random: 0...1.
    ///   - windowLeftSeconds: until the device stops listening; negative when it has.
    /// - Returns: seconds, at least one.
    package static func seconds(attempt: Int, random: Double, windowLeftSeconds: Double) -> Double {
        let ceiling = min(Self.ceilingSeconds, Self.baseSeconds * Double(1 << min(max(attempt, 0), 10)))
        let wanted = max(1, random * ceiling)
        let left = windowLeftSeconds - Self.windowMarginSeconds
        return left > 1 ? min(wanted, left) : wanted
    }

    /// A failed section of a configured device is tried again after half an hour when time may help, an hour when the device
    /// could not be reached, a day when its firmware said no.
    package static let sectionRetrySeconds = 1_800.0
    package static let sectionUnreachableSeconds = 3_600.0
    package static let sectionRefusedSeconds = 86_400.0

    /// Firmware that answers and leaves a setting as it was would be written to for ever: a section that ends in the same
    /// differences as the time before waits a day, because each try costs its flash a write.
    ///
    /// - Returns: `nil` where the same end calls for no longer wait.
    package static func sectionSecondsAgain(_ problem: Problem) -> Double? {
        guard problem.code == .verificationFailed,
            problem.evidence.keys.contains(where: { $0.hasPrefix("profile.field.") })
        else { return nil }
        return Self.flashProtectionSeconds
    }

    /// - Returns: when a configured device is taken up again; `nil` when only another profile or an operator helps.
    package static func sectionSeconds(_ problem: Problem) -> Double? {
        if let seconds = problem.retryAfterSeconds { return seconds }
        switch problem.code.remedy {
        case .retry: return problem.code == .flashWriteLimit ? Self.flashProtectionSeconds : Self.sectionRetrySeconds
        case .waitForHello, .waitForInventory: return Self.sectionUnreachableSeconds
        case .operatorAction:
            return problem.code == .firmwareRefused || problem.code == .auditorNeeded ? Self.sectionRefusedSeconds : nil
        }
    }
}
