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
};

/// Takes one fact; the bytes are lent for the call.
typedef void (*cssl_fact_taker)(void *_Nonnull context, int kind, const uint8_t *_Nonnull bytes, size_t length);

/// Tells all that is known of a certificate. Returns 0 for one that says what cannot be read.
int cssl_bundle_tell(
    const cssl_bundle *_Nonnull bundle, size_t index, cssl_fact_taker _Nonnull take, void *_Nonnull context);

/// Tells the private key as PEM of PKCS #8, not encrypted. Returns 0 without a key.
int cssl_bundle_tell_key(const cssl_bundle *_Nonnull bundle, cssl_fact_taker _Nonnull take, void *_Nonnull context);
