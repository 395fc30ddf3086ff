#include "CLibSSL.h"

#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

/// RFC 4279 asks for at least 128 bytes of identity and 64 of key; a PID has 8 and a PPS 32.
#define PSK_IDENTITY_BYTES_MAX 128
#define PSK_KEY_BYTES_MAX 64

/// Leaf, intermediates and root. Firmware stores three serials and notes "additional" ones; eight leaves room.
#define CHAIN_CERTIFICATES_MAX 8

/// RFC 4279's plain suites as old firmware may know them, then their younger kin. Names the library lacks are skipped.
static const char psk_suites[] =
    "PSK-AES128-CBC-SHA:PSK-AES256-CBC-SHA:PSK-3DES-EDE-CBC-SHA:PSK-RC4-SHA:"
    "PSK-AES128-CBC-SHA256:PSK-AES256-CBC-SHA384:PSK-AES128-GCM-SHA256:PSK-AES256-GCM-SHA384:@SECLEVEL=0";

/// Firmware before 12 has no forward secrecy: RSA key exchange first.
static const char legacy_suites[] = "RSA+AES:ECDHE+AES:DHE+AES:!aNULL:!eNULL:!MD5:!DSS:!PSK:!SRP:@SECLEVEL=0";

struct cssl_chain {
    X509 *leaf;
    STACK_OF(X509) *others;
    EVP_PKEY *key;
};

struct cssl_authority {
    X509_STORE *store;
};

struct cssl_session {
    int legacy;
    size_t identity_length;
    size_t key_length;
    char identity[PSK_IDENTITY_BYTES_MAX + 1];
    uint8_t key[PSK_KEY_BYTES_MAX];
    const cssl_chain *chain;
    const cssl_authority *authority;
    char *fqdn;
    struct {
        uint8_t *der;
        size_t length;
    } peer_certificates[CSSL_PEER_CERTIFICATES_MAX];
    /// SHA-256 of the certificate that a device in setup has shown first.
    int is_pinned;
    uint8_t pin[SHA256_DIGEST_LENGTH];
    cssl_record record;
};

static int session_index = -1;
static pthread_once_t session_index_once = PTHREAD_ONCE_INIT;

static void make_session_index(void)
{
    session_index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
}

static cssl_session *session_of(const SSL *tls)
{
    return SSL_CTX_get_ex_data(SSL_get_SSL_CTX(tls), session_index);
}

/// Takes the newest reason out of this thread's queue and leaves the queue empty.
static void collect_error(char *text, const char *otherwise)
{
    unsigned long code = ERR_peek_last_error();
    const char *reason = code == 0 ? NULL : ERR_reason_error_string(code);
    snprintf(text, CSSL_ERROR_BYTES_MAX, "%s", reason == NULL ? otherwise : reason);
    ERR_clear_error();
}

// MARK: Chain

/// A key that asks for a passphrase would otherwise make the library prompt on the terminal.
static int no_passphrase(char *buffer, int size, int writing, void *context)
{
    (void)buffer;
    (void)size;
    (void)writing;
    (void)context;
    return -1;
}

static int read_certificates(cssl_chain *chain, BIO *source)
{
    chain->others = sk_X509_new_null();
    chain->leaf = PEM_read_bio_X509(source, NULL, no_passphrase, NULL);
    if (chain->others == NULL || chain->leaf == NULL) return 0;
    while (sk_X509_num(chain->others) < CHAIN_CERTIFICATES_MAX) {
        X509 *other = PEM_read_bio_X509(source, NULL, no_passphrase, NULL);
        if (other == NULL) {
            unsigned long code = ERR_peek_last_error();
            // The end of the text is told as an error, too.
            return ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
        }
        if (sk_X509_push(chain->others, other) == 0) {
            X509_free(other);
            return 0;
        }
    }
    ERR_clear_error();
    return 0;
}

cssl_chain *cssl_chain_parse(
    const uint8_t *chain_pem, size_t chain_length, const uint8_t *key_pem, size_t key_length,
    char error[CSSL_ERROR_BYTES_MAX])
{
    ERR_clear_error();
    error[0] = 0;
    if (chain_length > INT_MAX || key_length > INT_MAX) return NULL;
    cssl_chain *chain = OPENSSL_zalloc(sizeof(*chain));
    BIO *certificates = BIO_new_mem_buf(chain_pem, (int)chain_length);
    BIO *key = BIO_new_mem_buf(key_pem, (int)key_length);
    int whole = chain != NULL && certificates != NULL && key != NULL && read_certificates(chain, certificates);
    if (whole) {
        ERR_clear_error();
        chain->key = PEM_read_bio_PrivateKey(key, NULL, no_passphrase, NULL);
        whole = chain->key != NULL && X509_check_private_key(chain->leaf, chain->key) == 1;
    }
    BIO_free(certificates);
    BIO_free(key);
    if (whole) {
        ERR_clear_error();
        return chain;
    }
    collect_error(error, "certificate chain or key unreadable");
    cssl_chain_free(chain);
    return NULL;
}

void cssl_chain_free(cssl_chain *chain)
{
    if (chain == NULL) return;
    X509_free(chain->leaf);
    sk_X509_pop_free(chain->others, X509_free);
    EVP_PKEY_free(chain->key);
    OPENSSL_free(chain);
}

// MARK: Authority

cssl_authority *cssl_authority_parse(const uint8_t *der, size_t length, char error[CSSL_ERROR_BYTES_MAX])
{
    ERR_clear_error();
    error[0] = 0;
    if (length > LONG_MAX) return NULL;
    const unsigned char *position = der;
    X509 *certificate = d2i_X509(NULL, &position, (long)length);
    cssl_authority *authority = OPENSSL_zalloc(sizeof(*authority));
    int whole = certificate != NULL && authority != NULL;
    if (whole) {
        authority->store = X509_STORE_new();
        whole = authority->store != NULL && X509_STORE_add_cert(authority->store, certificate) == 1;
    }
    X509_free(certificate);
    if (whole) return authority;
    collect_error(error, "authority certificate unreadable");
    cssl_authority_free(authority);
    return NULL;
}

void cssl_authority_free(cssl_authority *authority)
{
    if (authority == NULL) return;
    X509_STORE_free(authority->store);
    OPENSSL_free(authority);
}

// MARK: Session

cssl_session *cssl_session_new(void)
{
    pthread_once(&session_index_once, make_session_index);
    if (session_index < 0) return NULL;
    cssl_session *session = OPENSSL_zalloc(sizeof(*session));
    if (session != NULL) session->record.alert = -1;
    return session;
}

void cssl_session_allow_legacy(cssl_session *session)
{
    session->legacy = 1;
}

int cssl_session_use_psk(
    cssl_session *session, const uint8_t *identity, size_t identity_length, const uint8_t *key, size_t key_length)
{
    if (identity_length > PSK_IDENTITY_BYTES_MAX || key_length == 0 || key_length > PSK_KEY_BYTES_MAX) return 0;
    memcpy(session->identity, identity, identity_length);
    session->identity[identity_length] = 0;
    session->identity_length = identity_length;
    memcpy(session->key, key, key_length);
    session->key_length = key_length;
    return 1;
}

void cssl_session_use_chain(cssl_session *session, const cssl_chain *chain)
{
    session->chain = chain;
}

int cssl_session_use_authority(cssl_session *session, const cssl_authority *authority, const char *fqdn)
{
    session->authority = authority;
    session->fqdn = OPENSSL_strdup(fqdn);
    return session->fqdn != NULL;
}

const cssl_record *cssl_session_record(const cssl_session *session)
{
    return &session->record;
}

static void forget_peer_certificates(cssl_session *session)
{
    for (size_t index = 0; index < CSSL_PEER_CERTIFICATES_MAX; index++) {
        OPENSSL_free(session->peer_certificates[index].der);
        session->peer_certificates[index].der = NULL;
    }
    session->record.peer_certificate_count = 0;
}

const uint8_t *cssl_session_peer_certificate(const cssl_session *session, size_t index, size_t *length)
{
    *length = 0;
    if (index >= session->record.peer_certificate_count) return NULL;
    *length = session->peer_certificates[index].length;
    return session->peer_certificates[index].der;
}

void cssl_session_connection_begins(cssl_session *session)
{
    forget_peer_certificates(session);
    session->record.handshake_done = 0;
    session->record.handshake_begun = 0;
    session->record.peer_answered = 0;
    session->record.certificate_sent = 0;
    session->record.alert = -1;
    session->record.alert_received = 0;
    session->record.verify_error = 0;
    session->record.verify_depth = 0;
    session->record.error[0] = 0;
}

void cssl_session_free(cssl_session *session)
{
    if (session == NULL) return;
    forget_peer_certificates(session);
    OPENSSL_free(session->fqdn);
    OPENSSL_clear_free(session, sizeof(*session));
}

// MARK: What a connection asks and tells

static unsigned int tell_psk(
    SSL *tls, const char *hint, char *identity, unsigned int identity_size, unsigned char *key, unsigned int key_size)
{
    (void)hint;
    const cssl_session *session = session_of(tls);
    if (session == NULL || session->identity_length >= identity_size || session->key_length > key_size) return 0;
    memcpy(identity, session->identity, session->identity_length + 1);
    memcpy(key, session->key, session->key_length);
    return (unsigned int)session->key_length;
}

static void note_peer_certificates(cssl_session *session, const STACK_OF(X509) *shown)
{
    forget_peer_certificates(session);
    for (int index = 0; index < sk_X509_num(shown) && index < CSSL_PEER_CERTIFICATES_MAX; index++) {
        unsigned char *der = NULL;
        int length = i2d_X509(sk_X509_value(shown, index), &der);
        if (length <= 0) return;
        if (length > CSSL_PEER_CERTIFICATE_BYTES_MAX) {
            OPENSSL_free(der);
            return;
        }
        session->peer_certificates[index].der = der;
        session->peer_certificates[index].length = (size_t)length;
        session->record.peer_certificate_count = (size_t)index + 1;
    }
}

/// Whether this is the certificate that the session's first connection has shown.
static int is_same_device(cssl_session *session, const X509 *certificate)
{
    uint8_t digest[SHA256_DIGEST_LENGTH];
    unsigned int length = sizeof(digest);
    if (certificate == NULL || X509_digest(certificate, EVP_sha256(), digest, &length) != 1) return 0;
    if (session->is_pinned) return memcmp(session->pin, digest, sizeof(digest)) == 0;
    memcpy(session->pin, digest, sizeof(digest));
    session->is_pinned = 1;
    return 1;
}

/// Judges the device's chain in the library's place: kept in any case, refused only where there is an authority.
static int judge_peer(X509_STORE_CTX *verification, void *context)
{
    cssl_session *session = context;
    note_peer_certificates(session, X509_STORE_CTX_get0_untrusted(verification));
    if (session->authority == NULL) {
        // A device in setup signed its certificate itself, or shows its maker's: there is nothing here to hold it against. But what
        // it has proved on one connection, nobody else may profit by on the next.
        int same = is_same_device(session, X509_STORE_CTX_get0_cert(verification));
        X509_STORE_CTX_set_error(verification, same ? X509_V_OK : X509_V_ERR_CERT_REJECTED);
        if (!same) session->record.verify_error = X509_V_ERR_CERT_REJECTED;
        return same;
    }
    int trusted = X509_verify_cert(verification) == 1;
    if (!trusted) {
        session->record.verify_error = X509_STORE_CTX_get_error(verification);
        session->record.verify_depth = X509_STORE_CTX_get_error_depth(verification);
    }
    return trusted;
}

static void note_progress(const SSL *tls, int where, int value)
{
    cssl_session *session = session_of(tls);
    if (session == NULL) return;
    if ((where & SSL_CB_HANDSHAKE_DONE) != 0) session->record.handshake_done = 1;
    if ((where & SSL_CB_ALERT) != 0 && (value & 0xff) != SSL3_AD_CLOSE_NOTIFY) {
        session->record.alert = value & 0xff;
        session->record.alert_received = (where & SSL_CB_READ) != 0;
    }
}

/// Notes how far a handshake gets, and counts what could reach the device: a record is reported before its first byte is written.
static void note_record(
    int sent, int version, int content_type, const void *bytes, size_t length, SSL *tls, void *context)
{
    (void)version;
    (void)tls;
    cssl_session *session = context;
    if (content_type == SSL3_RT_HANDSHAKE && length > 0) {
        if (sent) session->record.handshake_begun = 1;
        if (!sent) session->record.peer_answered = 1;
        if (sent && ((const uint8_t *)bytes)[0] == SSL3_MT_CERTIFICATE) session->record.certificate_sent = 1;
    }
    if (!sent || content_type != SSL3_RT_HEADER || length == 0) return;
    if (((const uint8_t *)bytes)[0] == SSL3_RT_APPLICATION_DATA) session->record.application_records_sent += 1;
}

static int configure_versions(const cssl_session *session, SSL_CTX *context)
{
    int is_old = session->legacy || session->key_length > 0;
    if (SSL_CTX_set_min_proto_version(context, is_old ? TLS1_VERSION : TLS1_2_VERSION) != 1) return 0;
    // Firmware that shakes hands with 1.3 was seen to drop the first request after it.
    if (SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION) != 1) return 0;
    if (session->key_length > 0) return SSL_CTX_set_cipher_list(context, psk_suites) == 1;
    if (!session->legacy) return 1;
    SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT);
    return SSL_CTX_set_cipher_list(context, legacy_suites) == 1;
}

static int configure_chain(const cssl_chain *chain, SSL_CTX *context)
{
    return SSL_CTX_use_certificate(context, chain->leaf) == 1 && SSL_CTX_use_PrivateKey(context, chain->key) == 1
        && SSL_CTX_set1_chain(context, chain->others) == 1;
}

static int configure_authority(const cssl_session *session, SSL_CTX *context)
{
    X509_VERIFY_PARAM *rules = SSL_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    // The authority may be an issuing one below somebody's root; it is trusted by itself.
    X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN);
    if (X509_VERIFY_PARAM_set1_host(rules, session->fqdn, 0) != 1) return 0;
    if (SSL_CTX_set1_verify_cert_store(context, session->authority->store) != 1) return 0;
    return 1;
}

int cssl_session_configure(cssl_session *session, void *tls_context)
{
    SSL_CTX *context = tls_context;
    ERR_clear_error();
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    // Firmware closes without close_notify. An answer cut short is noticed by its length, its chunks or its XML.
    SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_TICKET);
    SSL_CTX_set_info_callback(context, note_progress);
    SSL_CTX_set_msg_callback(context, note_record);
    SSL_CTX_set_msg_callback_arg(context, session);
    SSL_CTX_set_cert_verify_callback(context, judge_peer, session);
    int ready = SSL_CTX_set_ex_data(context, session_index, session) == 1 && configure_versions(session, context);
    if (ready && session->key_length > 0) SSL_CTX_set_psk_client_callback(context, tell_psk);
    if (ready && session->chain != NULL) ready = configure_chain(session->chain, context);
    if (ready && session->authority != NULL) ready = configure_authority(session, context);
    // Otherwise the library passes over what we say of a device that shows a certificate.
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    if (ready)
        ERR_clear_error();
    else
        collect_error(session->record.error, "TLS context could not be prepared");
    return ready;
}

// MARK: Words

void cssl_cleanse(void *bytes, size_t length)
{
    OPENSSL_cleanse(bytes, length);
}

const char *cssl_alert_text(int alert)
{
    return SSL_alert_desc_string_long(alert);
}

const char *cssl_verify_text(int verify_error)
{
    return X509_verify_cert_error_string(verify_error);
}

const char *cssl_version_text(void)
{
    return OpenSSL_version(OPENSSL_VERSION);
}
