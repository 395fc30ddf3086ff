#pragma once
#include <curl/curl.h>

// libcurl's setters and getters take variable arguments, which Swift cannot call: one typed function for each kind of
// argument, and nothing else. The parentheses keep curl's own type-checking macros out.

typedef size_t (*ccurl_data_callback)(char *_Nullable bytes, size_t size, size_t count, void *_Nullable context);
typedef CURLcode (*ccurl_tls_callback)(CURL *_Nullable easy, void *_Nullable tls_context, void *_Nullable context);
typedef int (*ccurl_socket_callback)(void *_Nullable context, curl_socket_t socket, curlsocktype purpose);
typedef int (*ccurl_close_callback)(void *_Nullable context, curl_socket_t socket);
typedef int (*ccurl_prerequest_callback)(
    void *_Nullable context, char *_Nullable remote_address, char *_Nullable local_address, int remote_port,
    int local_port);

// Macros whose casts the importer does not follow.
static const long ccurl_auth_basic = (long)CURLAUTH_BASIC;
static const long ccurl_auth_bearer = (long)CURLAUTH_BEARER;
static const long ccurl_auth_digest = (long)CURLAUTH_DIGEST;
static const long ccurl_auth_negotiate = (long)CURLAUTH_NEGOTIATE;
static const long ccurl_auth_ntlm = (long)CURLAUTH_NTLM;
static const long ccurl_global_default = (long)CURL_GLOBAL_DEFAULT;
static const long ccurl_tls_1_0_to_1_2 = (long)CURL_SSLVERSION_TLSv1_0 | (long)CURL_SSLVERSION_MAX_TLSv1_2;
static const long ccurl_tls_1_2_only = (long)CURL_SSLVERSION_TLSv1_2 | (long)CURL_SSLVERSION_MAX_TLSv1_2;
static const size_t ccurl_error_size = CURL_ERROR_SIZE;

static inline CURLcode ccurl_easy_set_long(CURL *_Nonnull easy, CURLoption option, long value)
{
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_easy_set_size(CURL *_Nonnull easy, CURLoption option, curl_off_t value)
{
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_easy_set_text(CURL *_Nonnull easy, CURLoption option, const char *_Nullable value)
{
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_easy_set_pointer(CURL *_Nonnull easy, CURLoption option, void *_Nullable value)
{
    return (curl_easy_setopt)(easy, option, value);
}

/// The bytes stay the caller's unless the blob says `CURL_BLOB_COPY`.
static inline CURLcode ccurl_easy_set_blob(
    CURL *_Nonnull easy, CURLoption option, struct curl_blob *_Nonnull value)
{
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_easy_set_list(
    CURL *_Nonnull easy, CURLoption option, struct curl_slist *_Nullable value)
{
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_easy_set_data_callback(
    CURL *_Nonnull easy, CURLoption option, ccurl_data_callback _Nullable value)
{
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_easy_set_tls_callback(CURL *_Nonnull easy, ccurl_tls_callback _Nullable value)
{
    return (curl_easy_setopt)(easy, CURLOPT_SSL_CTX_FUNCTION, value);
}

static inline CURLcode ccurl_easy_set_socket_callback(CURL *_Nonnull easy, ccurl_socket_callback _Nullable value)
{
    return (curl_easy_setopt)(easy, CURLOPT_SOCKOPTFUNCTION, value);
}

static inline CURLcode ccurl_easy_set_close_callback(CURL *_Nonnull easy, ccurl_close_callback _Nullable value)
{
    return (curl_easy_setopt)(easy, CURLOPT_CLOSESOCKETFUNCTION, value);
}

static inline CURLcode ccurl_easy_set_prerequest_callback(
    CURL *_Nonnull easy, ccurl_prerequest_callback _Nullable value)
{
    return (curl_easy_setopt)(easy, CURLOPT_PREREQFUNCTION, value);
}

static inline CURLcode ccurl_easy_get_long(CURL *_Nonnull easy, CURLINFO info, long *_Nonnull value)
{
    return (curl_easy_getinfo)(easy, info, value);
}

static inline CURLcode ccurl_easy_get_size(CURL *_Nonnull easy, CURLINFO info, curl_off_t *_Nonnull value)
{
    return (curl_easy_getinfo)(easy, info, value);
}

static inline CURLMcode ccurl_multi_set_long(CURLM *_Nonnull multi, CURLMoption option, long value)
{
    return (curl_multi_setopt)(multi, option, value);
}

static inline CURLSHcode ccurl_share_set_lock_data(CURLSH *_Nonnull share, curl_lock_data data)
{
    return (curl_share_setopt)(share, CURLSHOPT_SHARE, data);
}

/// The verdict of a finished transfer; the union it lies in is not imported.
static inline CURLcode ccurl_message_result(const CURLMsg *_Nonnull message)
{
    return message->data.result;
}
