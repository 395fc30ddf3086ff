import Postgres

/// Every statement of the store, one file each in `Statements/`, named by its verb.
enum Statements {
    static let admitHellos = Self.writes("admit_hellos", PackageResources.admit_hellos_sql)
    static let checkpointCredentials = Self.writes(
        "checkpoint_credentials", PackageResources.checkpoint_credentials_sql)
    static let claimRequests = Self.writes("claim_requests", PackageResources.claim_requests_sql)
    static let completeRequests = Self.writes("complete_requests", PackageResources.complete_requests_sql)
    static let countReady = Self.reads("count_ready", PackageResources.count_ready_sql)
    static let countByState = Self.reads("count_by_state", PackageResources.count_by_state_sql)
    static let expireWindows = Self.writes("expire_windows", PackageResources.expire_windows_sql)
    static let findDone = Self.reads("find_done", PackageResources.find_done_sql)
    static let hasSealedSecrets = Self.reads("has_sealed_secrets", PackageResources.has_sealed_secrets_sql)
    static let importPSKKeys = Self.writes("import_psk_keys", PackageResources.import_psk_keys_sql)
    static let importSetupCertificate = Self.writes(
        "import_setup_certificate", PackageResources.import_setup_certificate_sql)
    static let internRootHashSets = Self.writes("intern_root_hash_sets", PackageResources.intern_root_hash_sets_sql)
    static let internSite = Self.writes("intern_site", PackageResources.intern_site_sql)
    static let keepAPIToken = Self.writes("keep_api_token", PackageResources.keep_api_token_sql)
    static let keepAuthority = Self.writes("keep_authority", PackageResources.keep_authority_sql)
    static let keepProfile = Self.writes("keep_profile", PackageResources.keep_profile_sql)
    static let keepSecret = Self.writes("keep_secret", PackageResources.keep_secret_sql)
    static let knowAPIToken = Self.reads("know_api_token", PackageResources.know_api_token_sql)
    static let listDevices = Self.reads("list_devices", PackageResources.list_devices_sql)
    static let listMigrations = Self.reads("list_migrations", PackageResources.list_migrations_sql)
    static let listProfiles = Self.reads("list_profiles", PackageResources.list_profiles_sql)
    static let listProfileVersions = Self.reads("list_profile_versions", PackageResources.list_profile_versions_sql)
    static let listReleases = Self.reads("list_releases", PackageResources.list_releases_sql)
    static let listSecrets = Self.reads("list_secrets", PackageResources.list_secrets_sql)
    static let listSections = Self.reads("list_sections", PackageResources.list_sections_sql)
    static let listSetupCertificates = Self.reads(
        "list_setup_certificates", PackageResources.list_setup_certificates_sql)
    static let loadBriefs = Self.reads("load_briefs", PackageResources.load_briefs_sql)
    static let loadCredentials = Self.reads("load_credentials", PackageResources.load_credentials_sql)
    static let loadProfileMarks = Self.reads("load_profile_marks", PackageResources.load_profile_marks_sql)
    static let makeJournalDays = Self.writes("make_journal_days", PackageResources.make_journal_days_sql)
    static let mergeInventory = Self.writes("merge_inventory", PackageResources.merge_inventory_sql)
    static let noteMigration = Self.writes("note_migration", PackageResources.note_migration_sql)
    static let openSecrets = Self.reads("open_secrets", PackageResources.open_secrets_sql)
    static let ping = Self.reads("ping", PackageResources.ping_sql)
    static let promoteDue = Self.writes("promote_due", PackageResources.promote_due_sql)
    static let raiseUrgent = Self.writes("raise_urgent", PackageResources.raise_urgent_sql)
    static let readAuthority = Self.reads("read_authority", PackageResources.read_authority_sql)
    static let readProfile = Self.reads("read_profile", PackageResources.read_profile_sql)
    static let readMarks = Self.reads("read_marks", PackageResources.read_marks_sql)
    static let readSnapshot = Self.reads("read_snapshot", PackageResources.read_snapshot_sql)
    static let readTimeline = Self.reads("read_timeline", PackageResources.read_timeline_sql)
    static let reapLeases = Self.writes("reap_leases", PackageResources.reap_leases_sql)
    static let recordJournal = Self.writes("record_journal", PackageResources.record_journal_sql)
    static let registerNode = Self.writes("register_node", PackageResources.register_node_sql)
    static let registerOTP = Self.writes("register_otp", PackageResources.register_otp_sql)
    static let releaseRequests = Self.writes("release_requests", PackageResources.release_requests_sql)
    static let renewLeases = Self.writes("renew_leases", PackageResources.renew_leases_sql)
    static let retryRequest = Self.writes("retry_request", PackageResources.retry_request_sql)
    static let showDevice = Self.reads("show_device", PackageResources.show_device_sql)
    static let stageInventory = Self.writes("stage_inventory", PackageResources.stage_inventory_sql)
    static let takeUpAgain = Self.writes("take_up_again", PackageResources.take_up_again_sql)
    static let takeUpDevice = Self.writes("take_up_device", PackageResources.take_up_device_sql)
    static let wakeProvided = Self.writes("wake_provided", PackageResources.wake_provided_sql)
    static let wakeReprofiled = Self.writes("wake_reprofiled", PackageResources.wake_reprofiled_sql)
    static let wakeResolved = Self.writes("wake_resolved", PackageResources.wake_resolved_sql)

    private static func reads(_ name: String, _ sql: [UInt8]) -> PostgresStatement {
        PostgresStatement(name: name, sql: String(decoding: sql, as: UTF8.self), effect: .reads)
    }

    private static func writes(_ name: String, _ sql: [UInt8]) -> PostgresStatement {
        PostgresStatement(name: name, sql: String(decoding: sql, as: UTF8.self), effect: .writes)
    }
}
