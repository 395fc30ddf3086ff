/// The firmware's clock. It must be set before setup ends and before a certificate's validity matters.
package enum AMT_TimeSynchronizationService {
    package static let firmwareClass = FirmwareClass.amt("AMT_TimeSynchronizationService")
    /// Times before 2004-01-01 are refused by the device.
    package static let earliest = UnixTime(seconds: 1_072_915_200)

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
}
