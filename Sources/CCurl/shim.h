#ifndef CANOPY_CCURL_SHIM_H
#define CANOPY_CCURL_SHIM_H

#include <curl/curl.h>

// libcurl takes and gives options by functions of any number of arguments, which Swift does not call.

static inline CURLcode canopy_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode canopy_curl_set_number(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode canopy_curl_set_size(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, (curl_off_t)value);
}

static inline CURLcode canopy_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode canopy_curl_set_copied(CURL *handle, CURLoption option, const void *bytes) {
    return curl_easy_setopt(handle, option, bytes);
}

typedef size_t (*canopy_curl_write)(char *, size_t, size_t, void *);

static inline CURLcode canopy_curl_set_write(CURL *handle, canopy_curl_write function) {
    return curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, function);
}

static inline long canopy_curl_status(CURL *handle) {
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

// Bytes of the body that have been sent.
static inline long canopy_curl_sent(CURL *handle) {
    curl_off_t count = 0;
    curl_easy_getinfo(handle, CURLINFO_SIZE_UPLOAD_T, &count);
    return count;
}

// Why the system did not connect, as an errno.
static inline long canopy_curl_system_error(CURL *handle) {
    long number = 0;
    curl_easy_getinfo(handle, CURLINFO_OS_ERRNO, &number);
    return number;
}

// What a handle that is done was for, and what came of it.
static inline CURL *canopy_curl_done(CURLM *multi, CURLcode *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left))) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}

static inline const char *canopy_curl_version(void) { return curl_version_info(CURLVERSION_NOW)->version; }

#endif
