/// Mistakes that the world makes on purpose, to prove that the invariants would find them in the product.
enum Mutation: String, CaseIterable, Sendable {
    /// A checkpoint is answered before it is durable.
    case answerCheckpointEarly = "answer-checkpoint-early"
    /// A worker trusts its leases longer than the database grants them.
    case trustTooLong = "trust-too-long"
    /// The final writes of a lease look at no fence.
    case ignoreFence = "ignore-fence"
    /// Every device shows the UUID that is asked for.
    case lieAboutUUID = "lie-about-uuid"
    /// A call that must not be repeated is sent again when its answer was lost.
    case repeatBlindly = "repeat-blindly"
    /// Nobody takes over from workers that died.
    case dropReaper = "drop-reaper"
    /// A commit without an answer counts as done and as verified.
    case believeLostCommit = "believe-lost-commit"
    /// A completion without proof promotes the newest version.
    case promoteUnproved = "promote-unproved"
    /// What cannot be read back is forgotten.
    case forgetMarks = "forget-marks"
    /// A hello is acknowledged before it is durable.
    case acknowledgeEarly = "acknowledge-early"
    /// A request that waits or is parked loses its reason.
    case forgetReason = "forget-reason"
    /// Refused log-ons are counted anew in each attempt.
    case forgetRefusals = "forget-refusals"
    /// Intents are answered and not written.
    case forgetIntents = "forget-intents"
    /// A hello from before the provisioning opens a new request.
    case takeOldHello = "take-old-hello"
    /// A fresh pre-shared key is not kept.
    case forgetPresharedKey = "forget-preshared-key"
    /// What is known of MEBx passwords is not kept.
    case forgetMEBx = "forget-mebx"
    /// A checkpoint keeps a version without its MEBx password.
    case leaveOutMEBx = "leave-out-mebx"
    /// A checkpoint supersedes the versions before it, of which the device still has one.
    case supersedeEarly = "supersede-early"
    /// Which version of its profile a device was offered is forgotten: it is taken up for it again and again.
    case forgetOffer = "forget-offer"
    /// Until when a device takes no writes is not kept.
    case forgetPause = "forget-pause"
}
