#include "CLibSSLCertificates.h"

#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/provider.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/// Rounds of a PKCS #12 file's check. Windows writes 2000, OpenSSL 2048; a file that asks for more only wastes our time.
#define MAC_ROUNDS_MAX 10000000
#define PASSPHRASE_BYTES_MAX 1024

struct cssl_bundle {
    STACK_OF(X509) *certificates;
    EVP_PKEY *key;
};

/// Zero-ended, for OpenSSL's functions.
typedef struct {
    int is_given;
    /// Set when something asked for it.
    int was_asked;
    char text[PASSPHRASE_BYTES_MAX + 1];
    int length;
} passphrase_box;

cssl_bundle *cssl_bundle_new(void)
{
    cssl_bundle *bundle = OPENSSL_zalloc(sizeof(*bundle));
    if (bundle == NULL) return NULL;
    bundle->certificates = sk_X509_new_null();
    if (bundle->certificates != NULL) return bundle;
    cssl_bundle_free(bundle);
    return NULL;
}

void cssl_bundle_free(cssl_bundle *bundle)
{
    if (bundle == NULL) return;
    sk_X509_pop_free(bundle->certificates, X509_free);
    EVP_PKEY_free(bundle->key);
    OPENSSL_free(bundle);
}

/// Takes a certificate over.
static int add_certificate(cssl_bundle *bundle, X509 *certificate)
{
    if (certificate == NULL) return CSSL_BUNDLE_UNREADABLE;
    if (sk_X509_num(bundle->certificates) >= CSSL_BUNDLE_CERTIFICATES_MAX) {
        X509_free(certificate);
        return CSSL_BUNDLE_TOO_MANY;
    }
    if (sk_X509_push(bundle->certificates, certificate) != 0) return CSSL_BUNDLE_READ;
    X509_free(certificate);
    return CSSL_BUNDLE_UNREADABLE;
}

static int add_certificates(cssl_bundle *bundle, const STACK_OF(X509) *certificates)
{
    for (int index = 0; index < sk_X509_num(certificates); index++) {
        X509 *certificate = sk_X509_value(certificates, index);
        // Made anew: what came by another library context does not leave it.
        unsigned char *der = NULL;
        int length = i2d_X509(certificate, &der);
        const unsigned char *position = der;
        X509 *copy = length <= 0 ? NULL : d2i_X509(NULL, &position, length);
        OPENSSL_free(der);
        int end = add_certificate(bundle, copy);
        if (end != CSSL_BUNDLE_READ) return end;
    }
    return CSSL_BUNDLE_READ;
}

/// Takes a key over.
static int add_key(cssl_bundle *bundle, EVP_PKEY *key)
{
    if (bundle->key == NULL) {
        bundle->key = key;
        return CSSL_BUNDLE_READ;
    }
    int is_same = EVP_PKEY_eq(bundle->key, key) == 1;
    EVP_PKEY_free(key);
    return is_same ? CSSL_BUNDLE_READ : CSSL_BUNDLE_SEVERAL_KEYS;
}

/// Whether something failed because no provider has the algorithm. Empties this thread's queue.
static int was_unsupported(void)
{
    int found = 0;
    unsigned long code;
    while ((code = ERR_get_error()) != 0) {
        int reason = ERR_GET_REASON(code);
        int library = ERR_GET_LIB(code);
        if (reason == ERR_R_UNSUPPORTED || (library == ERR_LIB_EVP && reason == EVP_R_UNSUPPORTED_ALGORITHM)
            || (library == ERR_LIB_EVP && reason == EVP_R_UNKNOWN_PBE_ALGORITHM)
            || (library == ERR_LIB_EVP && reason == EVP_R_UNSUPPORTED_CIPHER))
            found = 1;
    }
    return found;
}

// MARK: PEM

static int tell_passphrase(char *buffer, int size, int writing, void *context)
{
    (void)writing;
    passphrase_box *box = context;
    box->was_asked = 1;
    if (!box->is_given || box->length > size) return -1;
    memcpy(buffer, box->text, (size_t)box->length);
    return box->length;
}

static int ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/// Reads a block again as the library reads keys, which knows every way in which they are locked.
static int add_pem_key(
    cssl_bundle *bundle, const char *name, const char *header, const unsigned char *data, long length,
    passphrase_box *box)
{
    BIO *block = BIO_new(BIO_s_secmem());
    if (block == NULL || PEM_write_bio(block, name, header, data, length) <= 0) {
        BIO_free(block);
        return CSSL_BUNDLE_UNREADABLE;
    }
    ERR_clear_error();
    box->was_asked = 0;
    EVP_PKEY *key = PEM_read_bio_PrivateKey(block, NULL, tell_passphrase, box);
    BIO_free(block);
    if (key != NULL) return add_key(bundle, key);
    if (box->was_asked && !box->is_given) {
        ERR_clear_error();
        return CSSL_BUNDLE_PASSPHRASE_NEEDED;
    }
    if (was_unsupported()) return CSSL_BUNDLE_CIPHER_UNAVAILABLE;
    return box->was_asked ? CSSL_BUNDLE_PASSPHRASE_WRONG : CSSL_BUNDLE_UNREADABLE;
}

static int add_pkcs7(cssl_bundle *bundle, const unsigned char *der, long length)
{
    const unsigned char *position = der;
    PKCS7 *message = d2i_PKCS7(NULL, &position, length);
    int end = CSSL_BUNDLE_UNREADABLE;
    if (message != NULL && PKCS7_type_is_signed(message) && message->d.sign != NULL && message->d.sign->cert != NULL)
        end = add_certificates(bundle, message->d.sign->cert);
    PKCS7_free(message);
    return end;
}

static int add_pem_block(
    cssl_bundle *bundle, const char *name, const char *header, const unsigned char *data, long length,
    passphrase_box *box)
{
    const unsigned char *position = data;
    if (strcmp(name, PEM_STRING_X509) == 0 || strcmp(name, PEM_STRING_X509_OLD) == 0)
        return add_certificate(bundle, d2i_X509(NULL, &position, length));
    if (strcmp(name, PEM_STRING_X509_TRUSTED) == 0)
        return add_certificate(bundle, d2i_X509_AUX(NULL, &position, length));
    if (strcmp(name, PEM_STRING_PKCS7) == 0 || strcmp(name, PEM_STRING_CMS) == 0)
        return add_pkcs7(bundle, data, length);
    if (ends_with(name, "PRIVATE KEY")) return add_pem_key(bundle, name, header, data, length, box);
    // Parameters of curves, requests and the like are passed over.
    return CSSL_BUNDLE_READ;
}

static int add_pem(cssl_bundle *bundle, const uint8_t *bytes, size_t length, passphrase_box *box)
{
    BIO *source = BIO_new_mem_buf(bytes, (int)length);
    int end = source == NULL ? CSSL_BUNDLE_UNREADABLE : CSSL_BUNDLE_READ;
    while (end == CSSL_BUNDLE_READ) {
        char *name = NULL, *header = NULL;
        unsigned char *data = NULL;
        long data_length = 0;
        ERR_clear_error();
        if (PEM_read_bio(source, &name, &header, &data, &data_length) != 1) {
            unsigned long code = ERR_peek_last_error();
            int is_end = ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
            if (!is_end) end = CSSL_BUNDLE_UNREADABLE;
            break;
        }
        end = add_pem_block(bundle, name, header, data, data_length, box);
        OPENSSL_free(name);
        OPENSSL_free(header);
        OPENSSL_clear_free(data, (size_t)data_length);
    }
    BIO_free(source);
    ERR_clear_error();
    return end;
}

// MARK: DER and PKCS #12

static OSSL_LIB_CTX *legacy_context = NULL;
static pthread_once_t legacy_once = PTHREAD_ONCE_INIT;

/// Old ciphers are for reading old files alone, in a context that nothing else uses; it lives as long as the process.
static void make_legacy_context(void)
{
    OSSL_LIB_CTX *context = OSSL_LIB_CTX_new();
    if (context == NULL) return;
    if (OSSL_PROVIDER_load(context, "default") != NULL && OSSL_PROVIDER_load(context, "legacy") != NULL)
        legacy_context = context;
    else
        OSSL_LIB_CTX_free(context);
    ERR_clear_error();
}

/// A key that a private context has read, as the default one's.
static EVP_PKEY *moved_key(EVP_PKEY *key)
{
    BIO *text = BIO_new(BIO_s_secmem());
    EVP_PKEY *moved = NULL;
    if (text != NULL && PEM_write_bio_PKCS8PrivateKey(text, key, NULL, NULL, 0, NULL, NULL) == 1)
        moved = PEM_read_bio_PrivateKey(text, NULL, NULL, NULL);
    BIO_free(text);
    return moved;
}

/// What a PKCS #12 file is opened with: the passphrase, or, without one, none or an empty one, which are not the same there.
static int finds_passphrase(PKCS12 *file, const passphrase_box *box, const char **found)
{
    *found = box->is_given ? box->text : NULL;
    if (PKCS12_mac_present(file) == 0) return 1;
    const ASN1_INTEGER *rounds = NULL;
    PKCS12_get0_mac(NULL, NULL, NULL, &rounds, file);
    if (rounds != NULL && ASN1_INTEGER_get(rounds) > MAC_ROUNDS_MAX) return 0;
    if (PKCS12_verify_mac(file, *found, -1)) return 1;
    if (box->is_given && box->length > 0) return 0;
    *found = box->is_given ? NULL : "";
    return PKCS12_verify_mac(file, *found, -1);
}

static int open_pkcs12(
    cssl_bundle *bundle, const uint8_t *bytes, size_t length, const passphrase_box *box, OSSL_LIB_CTX *context)
{
    PKCS12 *file = PKCS12_init_ex(NID_pkcs7_data, context, NULL);
    const unsigned char *position = bytes;
    if (file == NULL || d2i_PKCS12(&file, &position, (long)length) == NULL) {
        PKCS12_free(file);
        ERR_clear_error();
        return CSSL_BUNDLE_UNREADABLE;
    }
    ERR_clear_error();
    const char *passphrase = NULL;
    if (!finds_passphrase(file, box, &passphrase)) {
        PKCS12_free(file);
        if (was_unsupported()) return CSSL_BUNDLE_CIPHER_UNAVAILABLE;
        return box->is_given ? CSSL_BUNDLE_PASSPHRASE_WRONG : CSSL_BUNDLE_PASSPHRASE_NEEDED;
    }
    ERR_clear_error();
    EVP_PKEY *key = NULL;
    X509 *own = NULL;
    STACK_OF(X509) *others = NULL;
    int end = CSSL_BUNDLE_READ;
    if (PKCS12_parse(file, passphrase, &key, &own, &others) != 1) {
        end = was_unsupported() ? CSSL_BUNDLE_CIPHER_UNAVAILABLE : CSSL_BUNDLE_UNREADABLE;
    }
    if (end == CSSL_BUNDLE_READ && own != NULL) {
        STACK_OF(X509) *alone = sk_X509_new_null();
        end = alone != NULL && sk_X509_push(alone, own) > 0 ? add_certificates(bundle, alone) : CSSL_BUNDLE_UNREADABLE;
        sk_X509_free(alone);
    }
    if (end == CSSL_BUNDLE_READ && others != NULL) end = add_certificates(bundle, others);
    if (end == CSSL_BUNDLE_READ && key != NULL) {
        EVP_PKEY *moved = moved_key(key);
        end = moved == NULL ? CSSL_BUNDLE_UNREADABLE : add_key(bundle, moved);
    }
    EVP_PKEY_free(key);
    X509_free(own);
    sk_X509_pop_free(others, X509_free);
    PKCS12_free(file);
    ERR_clear_error();
    return end;
}

static int add_pkcs12(cssl_bundle *bundle, const uint8_t *bytes, size_t length, const passphrase_box *box)
{
    int end = open_pkcs12(bundle, bytes, length, box, NULL);
    if (end != CSSL_BUNDLE_CIPHER_UNAVAILABLE) return end;
    pthread_once(&legacy_once, make_legacy_context);
    return legacy_context == NULL ? end : open_pkcs12(bundle, bytes, length, box, legacy_context);
}

static int is_pkcs12(const uint8_t *bytes, size_t length)
{
    const unsigned char *position = bytes;
    PKCS12 *file = d2i_PKCS12(NULL, &position, (long)length);
    PKCS12_free(file);
    ERR_clear_error();
    return file != NULL;
}

static int add_der_key(cssl_bundle *bundle, const uint8_t *bytes, size_t length, passphrase_box *box)
{
    const unsigned char *position = bytes;
    EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &position, (long)length);
    ERR_clear_error();
    if (key != NULL) return add_key(bundle, key);
    BIO *source = BIO_new_mem_buf(bytes, (int)length);
    if (source == NULL) return CSSL_BUNDLE_UNREADABLE;
    box->was_asked = 0;
    key = d2i_PKCS8PrivateKey_bio(source, NULL, tell_passphrase, box);
    BIO_free(source);
    if (key != NULL) return add_key(bundle, key);
    if (!box->was_asked) return CSSL_BUNDLE_UNREADABLE;
    if (!box->is_given) return CSSL_BUNDLE_PASSPHRASE_NEEDED;
    return was_unsupported() ? CSSL_BUNDLE_CIPHER_UNAVAILABLE : CSSL_BUNDLE_PASSPHRASE_WRONG;
}

static int add_der(cssl_bundle *bundle, const uint8_t *bytes, size_t length, passphrase_box *box)
{
    const unsigned char *position = bytes;
    X509 *certificate = d2i_X509(NULL, &position, (long)length);
    ERR_clear_error();
    if (certificate != NULL) return add_certificate(bundle, certificate);
    if (is_pkcs12(bytes, length)) return add_pkcs12(bundle, bytes, length, box);
    int end = add_pkcs7(bundle, bytes, (long)length);
    ERR_clear_error();
    if (end != CSSL_BUNDLE_UNREADABLE) return end;
    end = add_der_key(bundle, bytes, length, box);
    ERR_clear_error();
    return end;
}

static int holds(const uint8_t *bytes, size_t length, const char *text)
{
    size_t text_length = strlen(text);
    for (size_t index = 0; index + text_length <= length; index++)
        if (memcmp(bytes + index, text, text_length) == 0) return 1;
    return 0;
}

int cssl_bundle_add(
    cssl_bundle *bundle, const uint8_t *bytes, size_t length, const uint8_t *passphrase, size_t passphrase_length)
{
    if (length == 0 || length > INT_MAX || passphrase_length > PASSPHRASE_BYTES_MAX) return CSSL_BUNDLE_UNREADABLE;
    passphrase_box box = {.is_given = passphrase != NULL};
    if (passphrase != NULL) memcpy(box.text, passphrase, passphrase_length);
    box.length = (int)passphrase_length;
    ERR_clear_error();
    int is_pem = holds(bytes, length, "-----BEGIN ");
    int end = is_pem ? add_pem(bundle, bytes, length, &box) : add_der(bundle, bytes, length, &box);
    OPENSSL_cleanse(&box, sizeof(box));
    ERR_clear_error();
    return end;
}

// MARK: What was read

size_t cssl_bundle_count(const cssl_bundle *bundle)
{
    return (size_t)sk_X509_num(bundle->certificates);
}

int cssl_bundle_has_key(const cssl_bundle *bundle)
{
    return bundle->key != NULL;
}

int cssl_bundle_key_is_of(const cssl_bundle *bundle, size_t index)
{
    if (bundle->key == NULL) return 0;
    int is_of = X509_check_private_key(sk_X509_value(bundle->certificates, (int)index), bundle->key) == 1;
    ERR_clear_error();
    return is_of;
}

int cssl_bundle_is_signed_by(const cssl_bundle *bundle, size_t index, size_t issuer)
{
    X509 *certificate = sk_X509_value(bundle->certificates, (int)index);
    X509 *authority = sk_X509_value(bundle->certificates, (int)issuer);
    if (X509_NAME_cmp(X509_get_issuer_name(certificate), X509_get_subject_name(authority)) != 0) return 0;
    EVP_PKEY *key = X509_get0_pubkey(authority);
    int is_signed = key != NULL && X509_verify(certificate, key) == 1;
    ERR_clear_error();
    return is_signed;
}

typedef struct {
    cssl_fact_taker take;
    void *context;
} fact_sink;

static void tell(const fact_sink *sink, int kind, const void *bytes, size_t length)
{
    static const uint8_t nothing = 0;
    sink->take(sink->context, kind, length == 0 ? &nothing : bytes, length);
}

static void tell_text(const fact_sink *sink, int kind, const char *text)
{
    tell(sink, kind, text, strlen(text));
}

static void tell_number(const fact_sink *sink, int kind, long long number)
{
    char text[32];
    snprintf(text, sizeof(text), "%lld", number);
    tell_text(sink, kind, text);
}

static void tell_bio(const fact_sink *sink, int kind, BIO *text)
{
    char *bytes = NULL;
    long length = BIO_get_mem_data(text, &bytes);
    if (length > 0) tell(sink, kind, bytes, (size_t)length);
}

static int tell_digest(const fact_sink *sink, int kind, const X509 *certificate, const EVP_MD *digest)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    if (X509_digest(certificate, digest, bytes, &length) != 1) return 0;
    tell(sink, kind, bytes, length);
    return 1;
}

static int tell_name(const fact_sink *sink, int raw_kind, int text_kind, const X509_NAME *name)
{
    const unsigned char *der = NULL;
    size_t length = 0;
    BIO *text = BIO_new(BIO_s_mem());
    int whole = text != NULL && X509_NAME_get0_der(name, &der, &length) == 1
        && X509_NAME_print_ex(text, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0;
    if (whole) {
        tell(sink, raw_kind, der, length);
        tell_bio(sink, text_kind, text);
    }
    BIO_free(text);
    return whole;
}

static void tell_entries(const fact_sink *sink, int kind, const X509_NAME *name, int nid)
{
    for (int index = -1; (index = X509_NAME_get_index_by_NID(name, nid, index)) >= 0;) {
        unsigned char *text = NULL;
        int length = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
        if (length >= 0) tell(sink, kind, text, (size_t)length);
        if (length >= 0) OPENSSL_free(text);
    }
}

static void tell_address(const fact_sink *sink, const ASN1_OCTET_STRING *address)
{
    const unsigned char *bytes = ASN1_STRING_get0_data(address);
    char text[64];
    if (ASN1_STRING_length(address) == 4) {
        snprintf(text, sizeof(text), "%d.%d.%d.%d", bytes[0], bytes[1], bytes[2], bytes[3]);
    } else if (ASN1_STRING_length(address) == 16) {
        int used = 0;
        for (int index = 0; index < 16; index += 2)
            used += snprintf(
                text + used, sizeof(text) - (size_t)used, "%s%x", index == 0 ? "" : ":",
                (unsigned)(bytes[index] << 8 | bytes[index + 1]));
    } else {
        return;
    }
    tell_text(sink, CSSL_FACT_ALTERNATIVE_NAME, text);
}

static void tell_extensions(const fact_sink *sink, const X509 *certificate)
{
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    for (int index = 0; index < sk_GENERAL_NAME_num(names); index++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
        if (name->type == GEN_DNS)
            tell(
                sink, CSSL_FACT_ALTERNATIVE_NAME, ASN1_STRING_get0_data(name->d.dNSName),
                (size_t)ASN1_STRING_length(name->d.dNSName));
        if (name->type == GEN_IPADD) tell_address(sink, name->d.iPAddress);
    }
    GENERAL_NAMES_free(names);
    EXTENDED_KEY_USAGE *usages = X509_get_ext_d2i(certificate, NID_ext_key_usage, NULL, NULL);
    for (int index = 0; index < sk_ASN1_OBJECT_num(usages); index++) {
        char text[128];
        if (OBJ_obj2txt(text, sizeof(text), sk_ASN1_OBJECT_value(usages, index), 1) > 0)
            tell_text(sink, CSSL_FACT_EXTENDED_USAGE, text);
    }
    EXTENDED_KEY_USAGE_free(usages);
    BASIC_CONSTRAINTS *constraints = X509_get_ext_d2i(certificate, NID_basic_constraints, NULL, NULL);
    if (constraints != NULL) tell_text(sink, CSSL_FACT_AUTHORITY, constraints->ca ? "1" : "0");
    BASIC_CONSTRAINTS_free(constraints);
    if (X509_get_ext_by_NID(certificate, NID_netscape_cert_type, -1) >= 0)
        tell_text(sink, CSSL_FACT_NETSCAPE_TYPE, "1");
    ASN1_OCTET_STRING *subject_key = X509_get_ext_d2i(certificate, NID_subject_key_identifier, NULL, NULL);
    if (subject_key != NULL)
        tell(
            sink, CSSL_FACT_SUBJECT_KEY_ID, ASN1_STRING_get0_data(subject_key),
            (size_t)ASN1_STRING_length(subject_key));
    ASN1_OCTET_STRING_free(subject_key);
    AUTHORITY_KEYID *authority_key = X509_get_ext_d2i(certificate, NID_authority_key_identifier, NULL, NULL);
    if (authority_key != NULL && authority_key->keyid != NULL)
        tell(
            sink, CSSL_FACT_AUTHORITY_KEY_ID, ASN1_STRING_get0_data(authority_key->keyid),
            (size_t)ASN1_STRING_length(authority_key->keyid));
    AUTHORITY_KEYID_free(authority_key);
    ERR_clear_error();
}

static void tell_public_key(const fact_sink *sink, const X509 *certificate)
{
    unsigned char *der = NULL;
    int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
    if (length > 0) tell(sink, CSSL_FACT_PUBLIC_KEY, der, (size_t)length);
    OPENSSL_free(der);
    EVP_PKEY *key = X509_get0_pubkey(certificate);
    if (key == NULL) {
        tell_text(sink, CSSL_FACT_KEY_KIND, "unknown");
        return;
    }
    int kind = EVP_PKEY_get_base_id(key);
    if (kind == EVP_PKEY_RSA || kind == EVP_PKEY_RSA_PSS) {
        tell_text(sink, CSSL_FACT_KEY_KIND, "RSA");
    } else if (kind == EVP_PKEY_EC) {
        tell_text(sink, CSSL_FACT_KEY_KIND, "EC");
        char curve[80];
        size_t curve_length = 0;
        if (EVP_PKEY_get_group_name(key, curve, sizeof(curve), &curve_length) == 1)
            tell(sink, CSSL_FACT_KEY_CURVE, curve, curve_length);
    } else {
        const char *name = OBJ_nid2sn(kind);
        tell_text(sink, CSSL_FACT_KEY_KIND, name == NULL ? "unknown" : name);
    }
    tell_number(sink, CSSL_FACT_KEY_BITS, EVP_PKEY_get_bits(key));
}

static void tell_signature(const fact_sink *sink, X509 *certificate)
{
    const char *name = OBJ_nid2ln(X509_get_signature_nid(certificate));
    tell_text(sink, CSSL_FACT_SIGNATURE_NAME, name == NULL ? "unknown" : name);
    int digest = NID_undef;
    // Also for RSA-PSS, whose digest is among its parameters.
    if (X509_get_signature_info(certificate, &digest, NULL, NULL, NULL) != 1) ERR_clear_error();
    const char *digest_name = digest == NID_undef ? NULL : OBJ_nid2sn(digest);
    tell_text(sink, CSSL_FACT_SIGNATURE_DIGEST, digest_name == NULL ? "unknown" : digest_name);
}

static int tell_time(const fact_sink *sink, int kind, const ASN1_TIME *time)
{
    struct tm parts;
    if (ASN1_TIME_to_tm(time, &parts) != 1) return 0;
    tell_number(sink, kind, (long long)timegm(&parts));
    return 1;
}

int cssl_bundle_tell(const cssl_bundle *bundle, size_t index, cssl_fact_taker take, void *context)
{
    X509 *certificate = sk_X509_value(bundle->certificates, (int)index);
    const fact_sink sink = {take, context};
    const X509_NAME *subject = X509_get_subject_name(certificate);
    BIO *pem = BIO_new(BIO_s_mem());
    int whole = pem != NULL && PEM_write_bio_X509(pem, certificate) == 1
        && tell_digest(&sink, CSSL_FACT_SHA1, certificate, EVP_sha1())
        && tell_digest(&sink, CSSL_FACT_SHA256, certificate, EVP_sha256())
        && tell_digest(&sink, CSSL_FACT_SHA384, certificate, EVP_sha384())
        && tell_name(&sink, CSSL_FACT_SUBJECT_RAW, CSSL_FACT_SUBJECT_TEXT, subject)
        && tell_name(&sink, CSSL_FACT_ISSUER_RAW, CSSL_FACT_ISSUER_TEXT, X509_get_issuer_name(certificate))
        && tell_time(&sink, CSSL_FACT_NOT_BEFORE, X509_get0_notBefore(certificate))
        && tell_time(&sink, CSSL_FACT_NOT_AFTER, X509_get0_notAfter(certificate));
    if (whole) {
        tell_bio(&sink, CSSL_FACT_PEM, pem);
        tell_entries(&sink, CSSL_FACT_COMMON_NAME, subject, NID_commonName);
        tell_entries(&sink, CSSL_FACT_UNIT, subject, NID_organizationalUnitName);
        tell_entries(&sink, CSSL_FACT_ORGANIZATION, subject, NID_organizationName);
        tell_extensions(&sink, certificate);
        tell_public_key(&sink, certificate);
        tell_signature(&sink, certificate);
        const ASN1_INTEGER *serial = X509_get0_serialNumber(certificate);
        tell(&sink, CSSL_FACT_SERIAL, ASN1_STRING_get0_data(serial), (size_t)ASN1_STRING_length(serial));
    }
    BIO_free(pem);
    ERR_clear_error();
    return whole;
}

int cssl_bundle_tell_key(const cssl_bundle *bundle, cssl_fact_taker take, void *context)
{
    if (bundle->key == NULL) return 0;
    BIO *text = BIO_new(BIO_s_secmem());
    int whole = text != NULL && PEM_write_bio_PKCS8PrivateKey(text, bundle->key, NULL, NULL, 0, NULL, NULL) == 1;
    if (whole) {
        const fact_sink sink = {take, context};
        tell_bio(&sink, CSSL_FACT_PEM, text);
    }
    BIO_free(text);
    ERR_clear_error();
    return whole;
}

/// For what has no business to be locked: nothing is asked on a terminal.
static int refuse_passphrase(char *buffer, int size, int writing, void *context)
{
    (void)buffer;
    (void)size;
    (void)writing;
    (void)context;
    return -1;
}

/// Adds what PEM has: to the store what is self-issued, to the links what is not. Returns 0 when nothing can be read.
static int add_anchors(BIO *pem, X509_STORE *store, STACK_OF(X509) *links)
{
    int count = 0;
    X509 *certificate;
    while ((certificate = PEM_read_bio_X509(pem, NULL, refuse_passphrase, NULL)) != NULL) {
        count++;
        int added = X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0
            ? X509_STORE_add_cert(store, certificate)
            : X509_add_cert(links, certificate, X509_ADD_FLAG_UP_REF);
        X509_free(certificate);
        if (added != 1) return 0;
    }
    return count > 0;
}

/// Marks the certificates of the bundle that a verified chain has.
static void mark_links(const cssl_bundle *bundle, const STACK_OF(X509) *chain, uint8_t *is_link)
{
    for (int index = 0; index < sk_X509_num(bundle->certificates) && index < CSSL_BUNDLE_CERTIFICATES_MAX; index++) {
        for (int link = 0; link < sk_X509_num(chain); link++) {
            if (X509_cmp(sk_X509_value(bundle->certificates, index), sk_X509_value(chain, link)) == 0) is_link[index] = 1;
        }
    }
}

int cssl_bundle_leads_to(
    const cssl_bundle *bundle, const uint8_t *anchors, size_t length, int64_t at, int *depth,
    uint8_t is_link[CSSL_BUNDLE_CERTIFICATES_MAX])
{
    *depth = 0;
    memset(is_link, 0, CSSL_BUNDLE_CERTIFICATES_MAX);
    int error = -1;
    BIO *pem = length > INT_MAX ? NULL : BIO_new_mem_buf(anchors, (int)length);
    X509_STORE *store = X509_STORE_new();
    STACK_OF(X509) *links = sk_X509_dup(bundle->certificates);
    // The stack owns its certificates from here on.
    for (int index = 0; links != NULL && index < sk_X509_num(links); index++) X509_up_ref(sk_X509_value(links, index));
    X509_STORE_CTX *verification = X509_STORE_CTX_new();
    if (pem != NULL && store != NULL && links != NULL && verification != NULL && add_anchors(pem, store, links)
        && X509_STORE_CTX_init(verification, store, sk_X509_value(bundle->certificates, 0), links) == 1) {
        X509_STORE_CTX_set_time(verification, 0, (time_t)at);
        error = X509_verify_cert(verification) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(verification);
        *depth = X509_STORE_CTX_get_error_depth(verification);
        if (error == X509_V_OK) mark_links(bundle, X509_STORE_CTX_get0_chain(verification), is_link);
    }
    X509_STORE_CTX_free(verification);
    sk_X509_pop_free(links, X509_free);
    X509_STORE_free(store);
    BIO_free(pem);
    ERR_clear_error();
    return error;
}

struct cssl_revocation_list {
    X509_CRL *crl;
    int64_t number;
};

cssl_revocation_list *cssl_revocation_list_new(int64_t now, int64_t until)
{
    cssl_revocation_list *list = OPENSSL_zalloc(sizeof(*list));
    ASN1_TIME *begin = ASN1_TIME_adj(NULL, (time_t)now, 0, 0);
    ASN1_TIME *end = ASN1_TIME_adj(NULL, (time_t)until, 0, 0);
    int whole = list != NULL && begin != NULL && end != NULL;
    if (whole) {
        list->number = now;
        list->crl = X509_CRL_new();
        whole = list->crl != NULL && X509_CRL_set_version(list->crl, X509_CRL_VERSION_2) == 1
            && X509_CRL_set1_lastUpdate(list->crl, begin) == 1 && X509_CRL_set1_nextUpdate(list->crl, end) == 1;
    }
    ASN1_TIME_free(begin);
    ASN1_TIME_free(end);
    if (whole) return list;
    cssl_revocation_list_free(list);
    return NULL;
}

void cssl_revocation_list_free(cssl_revocation_list *list)
{
    if (list == NULL) return;
    X509_CRL_free(list->crl);
    OPENSSL_free(list);
}

int cssl_revocation_list_add(
    cssl_revocation_list *list, const uint8_t *serial, size_t length, int64_t revoked_at, int reason)
{
    X509_REVOKED *entry = X509_REVOKED_new();
    BIGNUM *number = length > INT_MAX ? NULL : BN_bin2bn(serial, (int)length, NULL);
    ASN1_INTEGER *integer = number == NULL ? NULL : BN_to_ASN1_INTEGER(number, NULL);
    ASN1_TIME *time = ASN1_TIME_adj(NULL, (time_t)revoked_at, 0, 0);
    ASN1_ENUMERATED *code = ASN1_ENUMERATED_new();
    int whole = entry != NULL && integer != NULL && time != NULL && code != NULL
        && X509_REVOKED_set_serialNumber(entry, integer) == 1 && X509_REVOKED_set_revocationDate(entry, time) == 1;
    // "Unspecified" is said by saying nothing: RFC 5280, section 5.3.1.
    if (whole && reason != 0) {
        whole = ASN1_ENUMERATED_set(code, reason) == 1 && X509_REVOKED_add1_ext_i2d(entry, NID_crl_reason, code, 0, 0) == 1;
    }
    // The list owns the entry from here on.
    if (whole) whole = X509_CRL_add0_revoked(list->crl, entry) == 1;
    if (!whole) X509_REVOKED_free(entry);
    ASN1_ENUMERATED_free(code);
    ASN1_TIME_free(time);
    ASN1_INTEGER_free(integer);
    BN_free(number);
    ERR_clear_error();
    return whole;
}

/// The extensions that a list has to have: whose key has signed it, and its number.
static int add_list_extensions(cssl_revocation_list *list, X509 *authority)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, authority, NULL, NULL, list->crl, 0);
    X509_EXTENSION *identifier = X509V3_EXT_nconf_nid(NULL, &context, NID_authority_key_identifier, "keyid");
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    int whole = number != NULL && ASN1_INTEGER_set_int64(number, list->number) == 1
        && X509_CRL_add1_ext_i2d(list->crl, NID_crl_number, number, 0, 0) == 1;
    // An authority that was imported may have no identifier for its key.
    if (whole && identifier != NULL) whole = X509_CRL_add_ext(list->crl, identifier, -1) == 1;
    X509_EXTENSION_free(identifier);
    ASN1_INTEGER_free(number);
    return whole;
}

int cssl_revocation_list_sign(
    cssl_revocation_list *list, const uint8_t *authority_der, size_t authority_length, const uint8_t *key_pem,
    size_t key_length, cssl_fact_taker take, void *context)
{
    if (authority_length > LONG_MAX || key_length > INT_MAX) return 0;
    const unsigned char *position = authority_der;
    X509 *authority = d2i_X509(NULL, &position, (long)authority_length);
    BIO *pem = BIO_new_mem_buf(key_pem, (int)key_length);
    EVP_PKEY *key = pem == NULL ? NULL : PEM_read_bio_PrivateKey(pem, NULL, refuse_passphrase, NULL);
    unsigned char *der = NULL;
    int length = 0;
    if (authority != NULL && key != NULL && X509_check_private_key(authority, key) == 1
        && X509_CRL_set_issuer_name(list->crl, X509_get_subject_name(authority)) == 1
        && add_list_extensions(list, authority) && X509_CRL_sort(list->crl) == 1
        && X509_CRL_sign(list->crl, key, EVP_sha256()) > 0) {
        length = i2d_X509_CRL(list->crl, &der);
    }
    if (length > 0) take(context, CSSL_FACT_REVOCATION_LIST, der, (size_t)length);
    OPENSSL_free(der);
    EVP_PKEY_free(key);
    BIO_free(pem);
    X509_free(authority);
    ERR_clear_error();
    return length > 0;
}
