#include "CConsole.h"

// `#embed` is of C23; clang knows it in every version of C, and says so for each file.
#pragma clang diagnostic ignored "-Wc23-extensions"

// Each file stands here twice: its bytes, and its name. A test compares the list with the folder.

static const unsigned char api_js[] = {
#embed "../ControlAPI/Console/api.js"
};
static const unsigned char app_js[] = {
#embed "../ControlAPI/Console/app.js"
};
static const unsigned char base_css[] = {
#embed "../ControlAPI/Console/base.css"
};
static const unsigned char certificate_view_js[] = {
#embed "../ControlAPI/Console/certificate-view.js"
};
static const unsigned char charts_js[] = {
#embed "../ControlAPI/Console/charts.js"
};
static const unsigned char difference_js[] = {
#embed "../ControlAPI/Console/difference.js"
};
static const unsigned char dom_js[] = {
#embed "../ControlAPI/Console/dom.js"
};
static const unsigned char editor_js[] = {
#embed "../ControlAPI/Console/editor.js"
};
static const unsigned char events_js[] = {
#embed "../ControlAPI/Console/events.js"
};
static const unsigned char format_js[] = {
#embed "../ControlAPI/Console/format.js"
};
static const unsigned char frame_js[] = {
#embed "../ControlAPI/Console/frame.js"
};
static const unsigned char icon_svg[] = {
#embed "../ControlAPI/Console/icon.svg"
};
static const unsigned char index_html[] = {
#embed "../ControlAPI/Console/index.html"
};
static const unsigned char pages_audit_js[] = {
#embed "../ControlAPI/Console/pages/audit.js"
};
static const unsigned char pages_certificate_js[] = {
#embed "../ControlAPI/Console/pages/certificate.js"
};
static const unsigned char pages_certificates_js[] = {
#embed "../ControlAPI/Console/pages/certificates.js"
};
static const unsigned char pages_device_credentials_js[] = {
#embed "../ControlAPI/Console/pages/device-credentials.js"
};
static const unsigned char pages_device_more_js[] = {
#embed "../ControlAPI/Console/pages/device-more.js"
};
static const unsigned char pages_device_js[] = {
#embed "../ControlAPI/Console/pages/device.js"
};
static const unsigned char pages_devices_js[] = {
#embed "../ControlAPI/Console/pages/devices.js"
};
static const unsigned char pages_import_js[] = {
#embed "../ControlAPI/Console/pages/import.js"
};
static const unsigned char pages_jobs_js[] = {
#embed "../ControlAPI/Console/pages/jobs.js"
};
static const unsigned char pages_keys_js[] = {
#embed "../ControlAPI/Console/pages/keys.js"
};
static const unsigned char pages_limbo_js[] = {
#embed "../ControlAPI/Console/pages/limbo.js"
};
static const unsigned char pages_overview_js[] = {
#embed "../ControlAPI/Console/pages/overview.js"
};
static const unsigned char pages_policy_js[] = {
#embed "../ControlAPI/Console/pages/policy.js"
};
static const unsigned char pages_profile_js[] = {
#embed "../ControlAPI/Console/pages/profile.js"
};
static const unsigned char pages_profiles_js[] = {
#embed "../ControlAPI/Console/pages/profiles.js"
};
static const unsigned char pages_records_js[] = {
#embed "../ControlAPI/Console/pages/records.js"
};
static const unsigned char pages_secrets_js[] = {
#embed "../ControlAPI/Console/pages/secrets.js"
};
static const unsigned char pages_settings_js[] = {
#embed "../ControlAPI/Console/pages/settings.js"
};
static const unsigned char pages_source_js[] = {
#embed "../ControlAPI/Console/pages/source.js"
};
static const unsigned char pages_sources_js[] = {
#embed "../ControlAPI/Console/pages/sources.js"
};
static const unsigned char pages_webhook_js[] = {
#embed "../ControlAPI/Console/pages/webhook.js"
};
static const unsigned char parts_css[] = {
#embed "../ControlAPI/Console/parts.css"
};
static const unsigned char parts_js[] = {
#embed "../ControlAPI/Console/parts.js"
};
static const unsigned char routes_js[] = {
#embed "../ControlAPI/Console/routes.js"
};
static const unsigned char session_js[] = {
#embed "../ControlAPI/Console/session.js"
};
static const unsigned char signin_js[] = {
#embed "../ControlAPI/Console/signin.js"
};
static const unsigned char simulation_js[] = {
#embed "../ControlAPI/Console/simulation.js"
};
static const unsigned char theme_js[] = {
#embed "../ControlAPI/Console/theme.js"
};
static const unsigned char timeline_js[] = {
#embed "../ControlAPI/Console/timeline.js"
};
static const unsigned char view_js[] = {
#embed "../ControlAPI/Console/view.js"
};

static const cconsole_file files[] = {
    {"api.js", api_js, sizeof api_js},
    {"app.js", app_js, sizeof app_js},
    {"base.css", base_css, sizeof base_css},
    {"certificate-view.js", certificate_view_js, sizeof certificate_view_js},
    {"charts.js", charts_js, sizeof charts_js},
    {"difference.js", difference_js, sizeof difference_js},
    {"dom.js", dom_js, sizeof dom_js},
    {"editor.js", editor_js, sizeof editor_js},
    {"events.js", events_js, sizeof events_js},
    {"format.js", format_js, sizeof format_js},
    {"frame.js", frame_js, sizeof frame_js},
    {"icon.svg", icon_svg, sizeof icon_svg},
    {"index.html", index_html, sizeof index_html},
    {"pages/audit.js", pages_audit_js, sizeof pages_audit_js},
    {"pages/certificate.js", pages_certificate_js, sizeof pages_certificate_js},
    {"pages/certificates.js", pages_certificates_js, sizeof pages_certificates_js},
    {"pages/device-credentials.js", pages_device_credentials_js, sizeof pages_device_credentials_js},
    {"pages/device-more.js", pages_device_more_js, sizeof pages_device_more_js},
    {"pages/device.js", pages_device_js, sizeof pages_device_js},
    {"pages/devices.js", pages_devices_js, sizeof pages_devices_js},
    {"pages/import.js", pages_import_js, sizeof pages_import_js},
    {"pages/jobs.js", pages_jobs_js, sizeof pages_jobs_js},
    {"pages/keys.js", pages_keys_js, sizeof pages_keys_js},
    {"pages/limbo.js", pages_limbo_js, sizeof pages_limbo_js},
    {"pages/overview.js", pages_overview_js, sizeof pages_overview_js},
    {"pages/policy.js", pages_policy_js, sizeof pages_policy_js},
    {"pages/profile.js", pages_profile_js, sizeof pages_profile_js},
    {"pages/profiles.js", pages_profiles_js, sizeof pages_profiles_js},
    {"pages/records.js", pages_records_js, sizeof pages_records_js},
    {"pages/secrets.js", pages_secrets_js, sizeof pages_secrets_js},
    {"pages/settings.js", pages_settings_js, sizeof pages_settings_js},
    {"pages/source.js", pages_source_js, sizeof pages_source_js},
    {"pages/sources.js", pages_sources_js, sizeof pages_sources_js},
    {"pages/webhook.js", pages_webhook_js, sizeof pages_webhook_js},
    {"parts.css", parts_css, sizeof parts_css},
    {"parts.js", parts_js, sizeof parts_js},
    {"routes.js", routes_js, sizeof routes_js},
    {"session.js", session_js, sizeof session_js},
    {"signin.js", signin_js, sizeof signin_js},
    {"simulation.js", simulation_js, sizeof simulation_js},
    {"theme.js", theme_js, sizeof theme_js},
    {"timeline.js", timeline_js, sizeof timeline_js},
    {"view.js", view_js, sizeof view_js},
};

const cconsole_file *cconsole_files(size_t *count) {
    *count = sizeof files / sizeof files[0];
    return files;
}
