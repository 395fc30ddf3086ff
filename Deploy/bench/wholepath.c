/*
 * What a plain program needs to provision the same devices: libcurl, OpenSSL, string search. One device after the other,
 * the same TLS handshakes and the same calls as the worker makes on an undisturbed PKI device whose setup password is
 * empty; certificates are issued here as the worker issues them. No queue, no journal, no checks worth the name.
 *
 *   wholepath FIRST_ADDRESS COUNT PORT CHAIN.pem KEY.pem
 *
 * Prints the devices done and the CPU seconds it took. Used by Deploy/bench/whole-path alone.
 */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define AMT "http://intel.com/wbem/wscim/1/amt-schema/1/"
#define CIM "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"
#define TRANSFER "http://schemas.xmlsoap.org/ws/2004/09/transfer/"
#define ENUMERATION "http://schemas.xmlsoap.org/ws/2004/09/enumeration"

struct answer { char *text; size_t length, room; };

static size_t take(char *piece, size_t size, size_t count, void *context) {
    struct answer *a = context;
    size_t n = size * count;
    if (a->length + n + 1 > a->room) {
        a->room = (a->length + n + 1) * 2;
        a->text = realloc(a->text, a->room);
    }
    memcpy(a->text + a->length, piece, n);
    a->length += n;
    a->text[a->length] = 0;
    return n;
}

static struct answer answer;
static int message;

static void fail(const char *what) {
    fprintf(stderr, "wholepath: %s\n%s\n", what, answer.text ? answer.text : "");
    exit(1);
}

static void call(CURL *easy, const char *uri, const char *action, const char *selector, const char *body) {
    static char text[65536];
    int n = snprintf(text, sizeof text,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><Envelope xmlns=\"http://www.w3.org/2003/05/soap-envelope\" "
        "xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\">"
        "<Header><a:Action>%s</a:Action><a:To>/wsman</a:To><w:ResourceURI>%s</w:ResourceURI><a:MessageID>%d</a:MessageID>"
        "<a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>"
        "<w:OperationTimeout>PT60S</w:OperationTimeout>%s</Header><Body>%s</Body></Envelope>",
        action, uri, ++message, selector ? selector : "", body ? body : "");
    answer.length = 0;
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)n);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, text);
    CURLcode code = curl_easy_perform(easy);
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK || status != 200) {
        fprintf(stderr, "wholepath: %s: curl %d (%s), status %ld\n", action, code, curl_easy_strerror(code), status);
        fail(uri);
    }
}

static void get(CURL *easy, const char *uri, const char *selector) { call(easy, uri, TRANSFER "Get", selector, NULL); }

static char *between(const char *from, const char *open, const char *close) {
    const char *start = strstr(from, open);
    const char *end = start ? strstr(start, close) : NULL;
    if (!end) fail(open);
    start += strlen(open);
    return strndup(start, end - start);
}

static void pull(CURL *easy, const char *uri) {
    static char body[1024];
    call(easy, uri, ENUMERATION "/Enumerate", NULL, "<Enumerate xmlns=\"" ENUMERATION "\"/>");
    char *context = between(answer.text, "EnumerationContext>", "</");
    snprintf(body, sizeof body,
        "<Pull xmlns=\"" ENUMERATION "\"><EnumerationContext>%s</EnumerationContext><MaxElements>999</MaxElements>"
        "<MaxCharacters>99999</MaxCharacters></Pull>", context);
    free(context);
    call(easy, uri, ENUMERATION "/Pull", NULL, body);
}

static void invoke(CURL *easy, const char *class, const char *method, const char *parameters) {
    static char action[512], uri[256], body[16384];
    snprintf(uri, sizeof uri, AMT "%s", class);
    snprintf(action, sizeof action, "%s/%s", uri, method);
    snprintf(body, sizeof body, "<p:%s_INPUT xmlns:p=\"%s\">%s</p:%s_INPUT>", method, uri, parameters, method);
    call(easy, uri, action, NULL, body);
    if (!strstr(answer.text, "ReturnValue>0<") && strcmp(method, "GetUuid")) fail(method);
}

static EVP_PKEY *issuer_key;
static X509_NAME *issuer_name;
static char *chain_pem, *key_pem;
static size_t chain_bytes, key_bytes;

static char *slurp(const char *path, size_t *size) {
    FILE *f = fopen(path, "r");
    if (!f) fail(path);
    char *text = calloc(1, 1 << 20);
    *size = fread(text, 1, (1 << 20) - 1, f);
    fclose(f);
    return text;
}

static void extension(X509 *leaf, int nid, const char *value) {
    X509_EXTENSION *e = X509V3_EXT_nconf_nid(NULL, NULL, nid, value);
    X509_add_ext(leaf, e, -1);
    X509_EXTENSION_free(e);
}

/* A leaf for the device's key, as base64 DER. */
static char *issue(const char *der_key, const char *name) {
    static unsigned char der[4096];
    static char text[8192], san[512];
    int n = EVP_DecodeBlock(der, (const unsigned char *)der_key, strlen(der_key));
    const unsigned char *at = der;
    RSA *rsa = d2i_RSAPublicKey(NULL, &at, n);
    if (!rsa) fail("DERKey");
    EVP_PKEY *key = EVP_PKEY_new();
    EVP_PKEY_assign_RSA(key, rsa);
    X509 *leaf = X509_new();
    unsigned char serial[16];
    RAND_bytes(serial, sizeof serial);
    BIGNUM *number = BN_bin2bn(serial, sizeof serial, NULL);
    BN_to_ASN1_INTEGER(number, X509_get_serialNumber(leaf));
    BN_free(number);
    X509_set_version(leaf, 2);
    X509_gmtime_adj(X509_getm_notBefore(leaf), -86400);
    X509_gmtime_adj(X509_getm_notAfter(leaf), 86400L * 1800);
    X509_set_pubkey(leaf, key);
    X509_NAME *subject = X509_get_subject_name(leaf);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0);
    X509_set_issuer_name(leaf, issuer_name);
    snprintf(san, sizeof san, "DNS:%s", name);
    extension(leaf, NID_basic_constraints, "critical,CA:FALSE");
    extension(leaf, NID_key_usage, "critical,digitalSignature,keyEncipherment");
    extension(leaf, NID_ext_key_usage, "serverAuth,clientAuth");
    extension(leaf, NID_subject_alt_name, san);
    if (!X509_sign(leaf, issuer_key, EVP_sha256())) fail("sign");
    unsigned char *out = der;
    int bytes = i2d_X509(leaf, &out);
    EVP_EncodeBlock((unsigned char *)text, der, bytes);
    X509_free(leaf);
    EVP_PKEY_free(key);
    return text;
}

static CURL *session(const char *address, int port, const char *password, int with_certificate) {
    char url[128], user[128];
    CURL *easy = curl_easy_init();
    static struct curl_slist *headers;
    if (!headers) {
        headers = curl_slist_append(NULL, "Content-Type: application/soap+xml;charset=UTF-8");
        headers = curl_slist_append(headers, "Expect:");
    }
    snprintf(url, sizeof url, "https://%s:%d/wsman", address, port);
    snprintf(user, sizeof user, "admin:%s", password);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_DIGEST);
    curl_easy_setopt(easy, CURLOPT_USERPWD, user);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    curl_easy_setopt(easy, CURLOPT_CAINFO, NULL);
    curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)(CURL_SSLVERSION_TLSv1_2 | CURL_SSLVERSION_MAX_TLSv1_2));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    if (with_certificate) {
        struct curl_blob chain = {chain_pem, chain_bytes, CURL_BLOB_NOCOPY}, key = {key_pem, key_bytes, CURL_BLOB_NOCOPY};
        curl_easy_setopt(easy, CURLOPT_SSLCERT_BLOB, &chain);
        curl_easy_setopt(easy, CURLOPT_SSLKEY_BLOB, &key);
    }
    return easy;
}

#define SELECT(name) "<w:SelectorSet><w:Selector Name=\"InstanceID\">" name "</w:Selector></w:SelectorSet>"
#define NETWORK "Intel(r) AMT 802.3 TLS Settings"
#define PASSWORD "Xq7-plain.Program9"

static void provision(const char *address, int port, int index) {
    static char text[16384], name[64];
    CURL *easy = session(address, port, "", 1);
    snprintf(name, sizeof name, "pc-%05d.corp.example", index);
    invoke(easy, "AMT_SetupAndConfigurationService", "GetUuid", "");
    get(easy, AMT "AMT_SetupAndConfigurationService", NULL);
    get(easy, AMT "AMT_GeneralSettings", SELECT("Intel(r) AMT: General Settings"));
    char *realm = between(answer.text, "DigestRealm>", "</");
    char *network = between(answer.text, "AMTNetworkEnabled>", "</");
    free(network);
    invoke(easy, "AMT_TimeSynchronizationService", "GetLowAccuracyTimeSynch", "");
    pull(easy, CIM "CIM_SoftwareIdentity");
    pull(easy, AMT "AMT_PublicKeyCertificate");
    pull(easy, AMT "AMT_PublicPrivateKeyPair");
    pull(easy, AMT "AMT_TLSCredentialContext");
    get(easy, AMT "AMT_TLSSettingData", SELECT(NETWORK));

    invoke(easy, "AMT_TimeSynchronizationService", "GetLowAccuracyTimeSynch", "");
    char *clock = between(answer.text, "Ta0>", "</");
    snprintf(text, sizeof text, "<p:Ta0>%s</p:Ta0><p:Tm1>%ld</p:Tm1><p:Tm2>%ld</p:Tm2>", clock, time(NULL), time(NULL));
    invoke(easy, "AMT_TimeSynchronizationService", "SetHighAccuracyTimeSynch", text);
    free(clock);
    invoke(easy, "AMT_SetupAndConfigurationService", "SetMEBxPassword", "<p:Password>" PASSWORD "</p:Password>");
    snprintf(text, sizeof text,
        "<p:AMT_GeneralSettings xmlns:p=\"" AMT "AMT_GeneralSettings\"><p:AMTNetworkEnabled>1</p:AMTNetworkEnabled>"
        "<p:DomainName>corp.example</p:DomainName><p:HostName>pc-%05d</p:HostName>"
        "<p:InstanceID>Intel(r) AMT: General Settings</p:InstanceID><p:PingResponseEnabled>true</p:PingResponseEnabled>"
        "<p:WsmanOnlyMode>false</p:WsmanOnlyMode></p:AMT_GeneralSettings>", index);
    call(easy, AMT "AMT_GeneralSettings", TRANSFER "Put", SELECT("Intel(r) AMT: General Settings"), text);
    invoke(easy, "AMT_PublicKeyManagementService", "GenerateKeyPair", "<p:KeyAlgorithm>0</p:KeyAlgorithm><p:KeyLength>2048</p:KeyLength>");
    pull(easy, AMT "AMT_PublicPrivateKeyPair");
    char *key = between(answer.text, "DERKey>", "</");
    snprintf(text, sizeof text, "<p:CertificateBlob>%s</p:CertificateBlob>", issue(key, name));
    free(key);
    invoke(easy, "AMT_PublicKeyManagementService", "AddCertificate", text);
    char *handle = between(answer.text, "Name=\"InstanceID\">", "</");
    snprintf(text, sizeof text,
        "<p:AMT_TLSCredentialContext xmlns:p=\"" AMT "AMT_TLSCredentialContext\"><p:ElementInContext><a:Address>/wsman</a:Address>"
        "<a:ReferenceParameters><w:ResourceURI>" AMT "AMT_PublicKeyCertificate</w:ResourceURI><w:SelectorSet>"
        "<w:Selector Name=\"InstanceID\">%s</w:Selector></w:SelectorSet></a:ReferenceParameters></p:ElementInContext>"
        "<p:ElementProvidingContext><a:Address>/wsman</a:Address><a:ReferenceParameters><w:ResourceURI>" AMT
        "AMT_TLSProtocolEndpointCollection</w:ResourceURI><w:SelectorSet><w:Selector Name=\"ElementName\">"
        "TLSProtocolEndpointInstances Collection</w:Selector></w:SelectorSet></a:ReferenceParameters>"
        "</p:ElementProvidingContext></p:AMT_TLSCredentialContext>", handle);
    free(handle);
    call(easy, AMT "AMT_TLSCredentialContext", TRANSFER "Create", NULL, text);
    call(easy, AMT "AMT_TLSSettingData", TRANSFER "Put", SELECT(NETWORK),
        "<p:AMT_TLSSettingData xmlns:p=\"" AMT "AMT_TLSSettingData\"><p:AcceptNonSecureConnections>false</p:AcceptNonSecureConnections>"
        "<p:ElementName>" NETWORK "</p:ElementName><p:Enabled>true</p:Enabled><p:InstanceID>" NETWORK "</p:InstanceID>"
        "<p:MutualAuthentication>false</p:MutualAuthentication></p:AMT_TLSSettingData>");
    unsigned char digest[16];
    char encoded[32];
    snprintf(text, sizeof text, "admin:%s:%s", realm, PASSWORD);
    EVP_Digest(text, strlen(text), digest, NULL, EVP_md5(), NULL);
    EVP_EncodeBlock((unsigned char *)encoded, digest, 16);
    snprintf(text, sizeof text, "<p:Username>admin</p:Username><p:DigestPassword>%s</p:DigestPassword>", encoded);
    invoke(easy, "AMT_AuthorizationService", "SetAdminAclEntryEx", text);
    free(realm);
    curl_easy_setopt(easy, CURLOPT_USERPWD, "admin:" PASSWORD);
    invoke(easy, "AMT_SetupAndConfigurationService", "CommitChanges", "");
    curl_easy_cleanup(easy);

    easy = session(address, port, PASSWORD, 0);
    invoke(easy, "AMT_SetupAndConfigurationService", "GetUuid", "");
    get(easy, AMT "AMT_SetupAndConfigurationService", NULL);
    if (!strstr(answer.text, "ProvisioningState>2<")) fail("not configured");
    get(easy, AMT "AMT_GeneralSettings", SELECT("Intel(r) AMT: General Settings"));
    get(easy, AMT "AMT_TLSSettingData", SELECT(NETWORK));
    curl_easy_cleanup(easy);
}

static double cpu(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

int main(int argc, char **argv) {
    if (argc != 6) { fprintf(stderr, "usage: wholepath FIRST_ADDRESS COUNT PORT CHAIN.pem KEY.pem\n"); return 64; }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    chain_pem = slurp(argv[4], &chain_bytes);
    key_pem = slurp(argv[5], &key_bytes);
    issuer_key = EVP_RSA_gen(2048);
    issuer_name = X509_NAME_new();
    X509_NAME_add_entry_by_txt(issuer_name, "CN", MBSTRING_ASC, (const unsigned char *)"plain program", -1, -1, 0);
    struct in_addr address;
    if (!inet_aton(argv[1], &address)) fail("address");
    unsigned number = ntohl(address.s_addr);
    int count = atoi(argv[2]), done = 0;
    double before = cpu();
    for (; done < count; number++) {
        if ((number & 255) == 0 || (number & 255) == 255) continue;
        address.s_addr = htonl(number);
        provision(inet_ntoa(address), atoi(argv[3]), done);
        done++;
    }
    printf("devices %d cpu_seconds %.2f cpu_ms_a_device %.2f\n", done, cpu() - before, (cpu() - before) * 1000 / done);
    return 0;
}
