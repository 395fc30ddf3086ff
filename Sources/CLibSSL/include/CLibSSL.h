#pragma once
#include <stddef.h>
#include <stdint.h>

#include "CLibSSLCertificates.h"

// Everything this product asks of OpenSSL, as plain C: Swift never sees an OpenSSL type. A chain and an authority never
// change once they are parsed and may be shared by threads; a session belongs to one thread at a time.

/// Longest text that an error leaves behind, with its end mark.
#define CSSL_ERROR_BYTES_MAX 200

/// Certificates of a device that are kept: its own, and those of its makers that it sends; six were seen.
#define CSSL_PEER_CERTIFICATES_MAX 8
/// Bytes of one of them. Longer ones are not kept, nor what follows them.
#define CSSL_PEER_CERTIFICATE_BYTES_MAX 8192

/// A client's certificate, what must be sent with it, and its private key.
typedef struct cssl_chain cssl_chain;

/// Reads PEM: leaf first, then everything to be sent in this order, the root included.
///
/// Returns NULL for text that is no chain, or a key that is not the leaf's; `error` then says why.
cssl_chain *_Nullable cssl_chain_parse(
    const uint8_t *_Nonnull chain_pem, size_t chain_length, const uint8_t *_Nonnull key_pem, size_t key_length,
    char error[_Nonnull CSSL_ERROR_BYTES_MAX]);
void cssl_chain_free(cssl_chain *_Nullable chain);

/// The one certificate that a device's certificate must chain to.
typedef struct cssl_authority cssl_authority;

/// Reads DER. Returns NULL for bytes that are no certificate; `error` then says why.
cssl_authority *_Nullable cssl_authority_parse(
    const uint8_t *_Nonnull der, size_t length, char error[_Nonnull CSSL_ERROR_BYTES_MAX]);
void cssl_authority_free(cssl_authority *_Nullable authority);

/// What the newest connection of a session has shown.
typedef struct {
    /// 1 once both ends have proved themselves on the newest connection.
    int handshake_done;
    /// 1 once the first message of the handshake was handed to the socket.
    int handshake_begun;
    /// 1 once the device has answered in the handshake.
    int peer_answered;
    /// 1 once we have sent our certificate, or said that we have none.
    int certificate_sent;
    /// Number of the last alert other than close_notify; -1 when there was none.
    int alert;
    /// 1 when the device sent that alert, 0 when we did.
    int alert_received;
    /// X509_V_ERR_… of the device's chain; 0 when it was not refused.
    int verify_error;
    /// Which certificate of the chain was refused; 0 is the device's own.
    int verify_depth;
    /// Records of application data handed to the socket since the session began, on all its connections.
    uint64_t application_records_sent;
    /// How many certificates the device has shown; 0 with a pre-shared key. Last until the next connection.
    size_t peer_certificate_count;
    /// Why a connection could not be prepared; empty otherwise.
    char error[CSSL_ERROR_BYTES_MAX];
} cssl_record;

/// How one identity proves itself to one device. A device that nobody can vouch for has to show the same certificate on every
/// connection of the session.
typedef struct cssl_session cssl_session;

/// Begins with no identity, versions 1.2 alone and the library's own suites. NULL when memory is short.
cssl_session *_Nullable cssl_session_new(void);

/// Versions 1.0 to 1.2, old suites, security level 0, servers without RFC 5746.
void cssl_session_allow_legacy(cssl_session *_Nonnull session);

/// Copies both. Identity and key are refused (0) when they are longer than TLS or this session can carry.
int cssl_session_use_psk(
    cssl_session *_Nonnull session, const uint8_t *_Nonnull identity, size_t identity_length,
    const uint8_t *_Nonnull key, size_t key_length);

/// Shown to a device that asks for a client's certificate. Borrows the chain: it must outlive the session.
void cssl_session_use_chain(cssl_session *_Nonnull session, const cssl_chain *_Nonnull chain);

/// What the device's certificate is held against, with a chain of our own or without. Borrows the authority: it must
/// outlive the session. 0 when memory is short.
int cssl_session_use_authority(
    cssl_session *_Nonnull session, const cssl_authority *_Nonnull authority, const char *_Nonnull fqdn);

/// Prepares the context of a new connection. `tls_context` is the library's `SSL_CTX`.
///
/// Returns 0 when it cannot; the record's `error` then says why.
int cssl_session_configure(cssl_session *_Nonnull session, void *_Nonnull tls_context);

/// A new socket is about to be connected: what the last connection has shown is no longer true.
void cssl_session_connection_begins(cssl_session *_Nonnull session);

/// Lasts as long as the session.
const cssl_record *_Nonnull cssl_session_record(const cssl_session *_Nonnull session);

/// DER of certificate `index` of those that the device has shown on the newest connection, its own first; NULL beyond the last.
const uint8_t *_Nullable cssl_session_peer_certificate(
    const cssl_session *_Nonnull session, size_t index, size_t *_Nonnull length);

/// Overwrites the key. No connection of the session may be open any more.
void cssl_session_free(cssl_session *_Nullable session);

/// Overwrites memory in a way that the optimiser may not drop.
void cssl_cleanse(void *_Nonnull bytes, size_t length);

/// The words for an alert number, for the last X509_V_ERR_…, and for the library itself. All are constants.
const char *_Nonnull cssl_alert_text(int alert);
const char *_Nonnull cssl_verify_text(int verify_error);
const char *_Nonnull cssl_version_text(void);
