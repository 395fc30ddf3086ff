#pragma once
#include <stddef.h>
#include <stdint.h>

// Reading certificates and keys as operators have them. Nothing is asked on a terminal, and no error has content in it.

/// Certificates of one input; a chain has fewer.
#define CSSL_BUNDLE_CERTIFICATES_MAX 20

/// How reading went.
enum {
    CSSL_BUNDLE_READ = 0,
    CSSL_BUNDLE_UNREADABLE,
    CSSL_BUNDLE_PASSPHRASE_NEEDED,
    CSSL_BUNDLE_PASSPHRASE_WRONG,
    CSSL_BUNDLE_TOO_MANY,
    CSSL_BUNDLE_SEVERAL_KEYS,
    /// It is locked with a cipher that no provider here has.
    CSSL_BUNDLE_CIPHER_UNAVAILABLE,
};

/// Certificates in the order in which they were read, and at most one private key.
typedef struct cssl_bundle cssl_bundle;

cssl_bundle *_Nullable cssl_bundle_new(void);
void cssl_bundle_free(cssl_bundle *_Nullable bundle);

/// Adds what an input has: PEM, DER, PKCS #12 or PKCS #7.
///
/// `passphrase` is NULL for none; it need not end in a zero. Returns how it went; what was read before stays.
int cssl_bundle_add(
    cssl_bundle *_Nonnull bundle, const uint8_t *_Nonnull bytes, size_t length, const uint8_t *_Nullable passphrase,
    size_t passphrase_length);

size_t cssl_bundle_count(const cssl_bundle *_Nonnull bundle);
int cssl_bundle_has_key(const cssl_bundle *_Nonnull bundle);

/// Whether the key belongs to a certificate.
int cssl_bundle_key_is_of(const cssl_bundle *_Nonnull bundle, size_t index);

/// Whether the key of certificate `issuer` has made the signature of certificate `index`.
int cssl_bundle_is_signed_by(const cssl_bundle *_Nonnull bundle, size_t index, size_t issuer);

/// Whether certificate 0 leads to one of the anchors at a time, by X.509's rules; names of hosts and purposes are not looked at.
///
/// `anchors` is PEM: what is self-issued is trusted, the others are links that were not sent. Returns 0 when it does, an
/// X509_V_ERR_… with its depth when it does not, and -1 when the anchors cannot be read. `is_link[i]` becomes 1 where certificate i is
/// on the way that was found: nobody vouches for the others.
int cssl_bundle_leads_to(
    const cssl_bundle *_Nonnull bundle, const uint8_t *_Nonnull anchors, size_t length, int64_t at, int *_Nonnull depth,
    uint8_t is_link[_Nonnull CSSL_BUNDLE_CERTIFICATES_MAX]);

/// What is told of a certificate; each kind as often as there are values.
enum {
    CSSL_FACT_SHA1,
    CSSL_FACT_SHA256,
    CSSL_FACT_SHA384,
    CSSL_FACT_PEM,
    CSSL_FACT_SUBJECT_RAW,
    CSSL_FACT_SUBJECT_TEXT,
    CSSL_FACT_ISSUER_RAW,
    CSSL_FACT_ISSUER_TEXT,
    CSSL_FACT_COMMON_NAME,
    CSSL_FACT_UNIT,
    CSSL_FACT_ORGANIZATION,
    /// A host's name, or an address as text.
    CSSL_FACT_ALTERNATIVE_NAME,
    /// With dots.
    CSSL_FACT_EXTENDED_USAGE,
    CSSL_FACT_NETSCAPE_TYPE,
    /// "1" for an authority, "0" for none; not told where the constraint is missing.
    CSSL_FACT_AUTHORITY,
    /// "RSA", "EC", or another name; then its bits as digits, and for EC the curve's name.
    CSSL_FACT_KEY_KIND,
    CSSL_FACT_KEY_BITS,
    CSSL_FACT_KEY_CURVE,
    CSSL_FACT_PUBLIC_KEY,
    CSSL_FACT_SIGNATURE_NAME,
    /// Name of the digest, as "SHA256".
    CSSL_FACT_SIGNATURE_DIGEST,
    /// Seconds since 1970 as digits.
    CSSL_FACT_NOT_BEFORE,
    CSSL_FACT_NOT_AFTER,
    CSSL_FACT_SERIAL,
    CSSL_FACT_SUBJECT_KEY_ID,
    CSSL_FACT_AUTHORITY_KEY_ID,
    /// DER of a whole list, and of no certificate.
    CSSL_FACT_REVOCATION_LIST,
};

/// Takes one fact; the bytes are lent for the call.
typedef void (*cssl_fact_taker)(void *_Nonnull context, int kind, const uint8_t *_Nonnull bytes, size_t length);

/// Tells all that is known of a certificate. Returns 0 for one that says what cannot be read.
int cssl_bundle_tell(
    const cssl_bundle *_Nonnull bundle, size_t index, cssl_fact_taker _Nonnull take, void *_Nonnull context);

/// Tells the private key as PEM of PKCS #8, not encrypted. Returns 0 without a key.
int cssl_bundle_tell_key(const cssl_bundle *_Nonnull bundle, cssl_fact_taker _Nonnull take, void *_Nonnull context);

/// A list of revoked certificates that is being written.
typedef struct cssl_revocation_list cssl_revocation_list;

/// Begins a list of version 2; its number is the time from which it counts.
cssl_revocation_list *_Nullable cssl_revocation_list_new(int64_t now, int64_t until);
void cssl_revocation_list_free(cssl_revocation_list *_Nullable list);

/// Adds a certificate by its serial number, big-endian, with a reason of RFC 5280. Returns 0 when memory is short.
int cssl_revocation_list_add(
    cssl_revocation_list *_Nonnull list, const uint8_t *_Nonnull serial, size_t length, int64_t revoked_at, int reason);

/// Signs with the authority's key and tells the list as DER. Returns 0 when certificate or key cannot be read.
int cssl_revocation_list_sign(
    cssl_revocation_list *_Nonnull list, const uint8_t *_Nonnull authority_der, size_t authority_length,
    const uint8_t *_Nonnull key_pem, size_t key_length, cssl_fact_taker _Nonnull take, void *_Nonnull context);
