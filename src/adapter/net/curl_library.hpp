// libcurl, opened at its first use: the thirty libraries that it brings are not mapped before (ADR 1).
#pragma once
#include <curl/curl.h>

namespace gotrue {

// Lives as long as the process. Thread-safe once opened.
struct CurlLibrary {
  // Throws std::runtime_error when libcurl.so.4 is not there or lacks a function.
  static const CurlLibrary& get();

  decltype(&curl_easy_init) easy_init;
  decltype(&curl_easy_cleanup) easy_cleanup;
  decltype(&curl_easy_reset) easy_reset;
  decltype(&curl_easy_perform) easy_perform;
  decltype(&curl_easy_strerror) easy_strerror;
  decltype(&curl_slist_append) slist_append;
  decltype(&curl_slist_free_all) slist_free_all;

  // Throws std::runtime_error when libcurl refuses the option.
  template <class T>
  void set(CURL* handle, CURLoption option, T value) const {
    check(setopt_(handle, option, value));
  }
  template <class T>
  void get_info(CURL* handle, CURLINFO name, T* value) const {
    check(getinfo_(handle, name, value));
  }

 private:
  CurlLibrary();
  static void check(CURLcode code);
  CURLcode (*setopt_)(CURL*, CURLoption, ...);
  CURLcode (*getinfo_)(CURL*, CURLINFO, ...);
};

// One handle.
class CurlHandle {
 public:
  CurlHandle();
  ~CurlHandle();
  CurlHandle(const CurlHandle&) = delete;
  CurlHandle& operator=(const CurlHandle&) = delete;
  CURL* get() const { return handle_; }

 private:
  CURL* handle_;
};

// A list of header lines or recipients.
class CurlList {
 public:
  CurlList() = default;
  ~CurlList();
  CurlList(const CurlList&) = delete;
  CurlList& operator=(const CurlList&) = delete;
  void add(const char* line);
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

}  // namespace gotrue
