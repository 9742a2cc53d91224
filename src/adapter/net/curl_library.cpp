// The macros of curl.h check the types of options at compile time and would name the functions themselves.
#define CURL_DISABLE_TYPECHECK
#include "adapter/net/curl_library.hpp"

#include <dlfcn.h>

#include <stdexcept>
#include <string>

namespace gotrue {
namespace {

template <class Function>
void resolve(void* library, const char* name, Function& function) {
  void* symbol = dlsym(library, name);
  if (!symbol) throw std::runtime_error(std::string("libcurl lacks ") + name);
  function = reinterpret_cast<Function>(symbol);
}

}  // namespace

CurlLibrary::CurlLibrary() {
  void* library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) throw std::runtime_error("libcurl.so.4 cannot be opened: install the package libcurl4");
  resolve(library, "curl_easy_init", easy_init);
  resolve(library, "curl_easy_cleanup", easy_cleanup);
  resolve(library, "curl_easy_reset", easy_reset);
  resolve(library, "curl_easy_perform", easy_perform);
  resolve(library, "curl_easy_strerror", easy_strerror);
  resolve(library, "curl_slist_append", slist_append);
  resolve(library, "curl_slist_free_all", slist_free_all);
  resolve(library, "curl_easy_setopt", setopt_);
  resolve(library, "curl_easy_getinfo", getinfo_);
  decltype(&curl_global_init) global_init = nullptr;
  resolve(library, "curl_global_init", global_init);
  if (global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::runtime_error("libcurl cannot be initialised");
}

const CurlLibrary& CurlLibrary::get() {
  static const CurlLibrary library;
  return library;
}

void CurlLibrary::check(CURLcode code) {
  if (code != CURLE_OK) throw std::runtime_error(std::string("libcurl: ") + get().easy_strerror(code));
}

CurlHandle::CurlHandle() : handle_(CurlLibrary::get().easy_init()) {
  if (!handle_) throw std::runtime_error("libcurl gives no handle");
}
CurlHandle::~CurlHandle() { CurlLibrary::get().easy_cleanup(handle_); }

CurlList::~CurlList() {
  if (list_) CurlLibrary::get().slist_free_all(list_);
}
void CurlList::add(const char* line) {
  curl_slist* longer = CurlLibrary::get().slist_append(list_, line);
  if (!longer) throw std::runtime_error("libcurl is out of memory");
  list_ = longer;
}

}  // namespace gotrue
