/// The firmware's clock. It must be set before setup ends and before a certificate's validity matters.
package struct AMT_TimeSynchronizationService: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_TimeSynchronizationService")

    /// Whether somebody has set the clock (`TimeSource` 1), or it is the board's, in an unknown time zone; `nil` when
    /// the firmware does not say.
    package let clockIsSet: Bool?
    /// Whether the device's operating system may set the clock (`LocalTimeSyncEnabled` 0 or 1); `nil` when the
    /// firmware does not say.
    package let localTimeSyncEnabled: Bool?

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.clockIsSet = try instance.number("TimeSource").map { $0 == 1 }
        self.localTimeSyncEnabled = try instance.number("LocalTimeSyncEnabled").map { $0 < 2 }
    }
}

extension AMT_TimeSynchronizationService {
    /// Times before 2004-01-01 are refused by the device.
    package static let earliest = UnixTime(seconds: 1_072_915_200)

    /// Reads whether the clock is set.
    package static func get() -> WSManCall<AMT_TimeSynchronizationService> {
        .get(self.firmwareClass) { instance throws(WSManRefusal) in try AMT_TimeSynchronizationService(instance) }
    }

    /// Reads the firmware's clock (`Ta0`), whole seconds.
    package static func getLowAccuracyTimeSynch() -> WSManCall<UnixTime> {
        .invoke(self.firmwareClass, "GetLowAccuracyTimeSynch", kind: .read) { output throws(WSManRefusal) in
            UnixTime(seconds: Int64(try output.requiredNumber("Ta0")))
        }
    }

    /// Sets the firmware's clock. Return values: 36 invalid parameter, 38 flash write limit.
    ///
    /// To repeat it, read the firmware's clock again and make a new call: an old one sets an old time.
    ///
    /// - Parameters:
    ///   - ta0: the firmware's clock as it was read.
    ///   - tm1: our clock when that answer came.
    ///   - tm2: our clock just before this call is sent.
    package static func setHighAccuracyTimeSynch(ta0: UnixTime, tm1: UnixTime, tm2: UnixTime) -> WSManCall<Done> {
        .invoke(
            self.firmwareClass, "SetHighAccuracyTimeSynch", kind: .repeatable,
            parameters: { writer in
                writer.element("p:Ta0", String(ta0.seconds))
                writer.element("p:Tm1", String(tm1.seconds))
                writer.element("p:Tm2", String(tm2.seconds))
            })
    }

    /// Lets the device's operating system set the clock, or not. ``localTimeSyncEnabled`` shows it afterwards.
    package static func enableLocalTimeSync(_ enabled: Bool) -> WSManCall<Done> {
        .invoke(
            self.firmwareClass, "EnableLocalTimeSync", kind: .repeatable,
            parameters: { $0.element("p:Enable", enabled ? "true" : "false") })
    }
}
