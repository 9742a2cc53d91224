# Compiler flags, build kinds and the third-party parts, all of them Debian packages.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

# GOTRUE_SANITIZE: empty, "address" (ASan and UBSan) or "thread".
set(GOTRUE_SANITIZE "" CACHE STRING "Sanitizer: empty, address or thread")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")
add_compile_options(-Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wconversion -Wno-sign-conversion
                    -Werror=return-type -ffunction-sections -fdata-sections
                    -fstack-protector-strong -fpch-preprocess -D_FORTIFY_SOURCE=2 -fno-plt)
# g++ 12 warns of concatenated strings that it took apart wrongly itself.
add_compile_options(-Wno-array-bounds -Wno-restrict)
add_link_options(-Wl,--gc-sections -Wl,-z,relro -Wl,-z,now -Wl,--exclude-libs,ALL)
if(GOTRUE_SANITIZE STREQUAL "address")
  add_compile_options(-O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -U_FORTIFY_SOURCE)
  add_link_options(-fsanitize=address,undefined)
elseif(GOTRUE_SANITIZE STREQUAL "thread")
  add_compile_options(-O1 -fsanitize=thread -fno-omit-frame-pointer -U_FORTIFY_SOURCE)
  add_link_options(-fsanitize=thread)
else()
  # libstdc++ and libgcc in the binary: fewer shared objects to map, a faster start.
  add_link_options(-static-libstdc++ -static-libgcc)
endif()

include_directories(${CMAKE_SOURCE_DIR}/src)

find_package(Threads REQUIRED)
link_libraries(Threads::Threads ${CMAKE_DL_LIBS})

# Third-party archives are linked statically where Debian ships them, so that only what is used is
# mapped (docs/adr/0001-static-archives.md).
set(OPENSSL_USE_STATIC_LIBS ON)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)

function(gotrue_static_part name)
  add_library(gotrue_${name} INTERFACE)
  add_library(gotrue::${name} ALIAS gotrue_${name})
  foreach(archive IN LISTS ARGN)
    find_library(ARCHIVE_${archive} NAMES lib${archive}.a REQUIRED)
    target_link_libraries(gotrue_${name} INTERFACE ${ARCHIVE_${archive}})
  endforeach()
endfunction()
gotrue_static_part(idn idn2 unistring)
gotrue_static_part(crypt crypt)
gotrue_static_part(argon2 argon2)
gotrue_static_part(pcre2 pcre2-8)
gotrue_static_part(sqlite sqlite3)
gotrue_static_part(hiredis hiredis)
target_link_libraries(gotrue_sqlite INTERFACE m)

# libcurl maps some thirty libraries: it is opened at run time, when the configuration needs it, and
# only its headers are used here.
add_library(gotrue_curl_headers INTERFACE)
add_library(gotrue::curl_headers ALIAS gotrue_curl_headers)
find_path(CURL_INCLUDE curl/curl.h REQUIRED)
target_include_directories(gotrue_curl_headers SYSTEM INTERFACE ${CURL_INCLUDE})

# The client library of MySQL and MariaDB, likewise.
add_library(gotrue_mariadb_headers INTERFACE)
add_library(gotrue::mariadb_headers ALIAS gotrue_mariadb_headers)
find_path(MARIADB_INCLUDE mysql.h PATH_SUFFIXES mariadb REQUIRED)
target_include_directories(gotrue_mariadb_headers SYSTEM INTERFACE ${MARIADB_INCLUDE})

# libpq likewise: it is opened when the database is PostgreSQL. Debian keeps its headers in a folder of their own.
add_library(gotrue_pq_headers INTERFACE)
add_library(gotrue::pq_headers ALIAS gotrue_pq_headers)
find_path(PQ_INCLUDE libpq-fe.h PATH_SUFFIXES postgresql REQUIRED)
target_include_directories(gotrue_pq_headers SYSTEM INTERFACE ${PQ_INCLUDE})

# libxml2 and libxmlsec1 likewise, when SAML is configured (docs/adr/0007-saml-libraries.md). The definitions are those of
# `pkg-config --cflags xmlsec1-openssl`.
option(GOTRUE_SAML "Sign-in with SAML" ON)
if(GOTRUE_SAML)
  add_library(gotrue_xmlsec_headers INTERFACE)
  add_library(gotrue::xmlsec_headers ALIAS gotrue_xmlsec_headers)
  find_path(XML_INCLUDE libxml/parser.h PATH_SUFFIXES libxml2 REQUIRED)
  find_path(XMLSEC_INCLUDE xmlsec/xmldsig.h PATH_SUFFIXES xmlsec1 REQUIRED)
  target_include_directories(gotrue_xmlsec_headers SYSTEM INTERFACE ${XML_INCLUDE} ${XMLSEC_INCLUDE})
  target_compile_definitions(gotrue_xmlsec_headers INTERFACE XMLSEC_NO_SIZE_T XMLSEC_NO_CRYPTO_DYNAMIC_LOADING)
endif()

find_package(GTest REQUIRED)
