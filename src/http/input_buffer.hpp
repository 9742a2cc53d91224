// The bytes of a request that is not complete yet. Holds memory only while it holds bytes, so that an idle
// connection costs none. For Connection.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>

namespace gotrue::http {

class InputBuffer {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t capacity() const { return capacity_; }
  std::span<char> bytes() { return {bytes_.get(), size_}; }

  // Room for at least `size` more bytes behind those that are there; commit() says how many were written.
  std::span<char> prepare(std::size_t size) {
    if (capacity_ - size_ < size) grow(std::max(size_ + size, 2 * capacity_));
    return {bytes_.get() + size_, capacity_ - size_};
  }
  void commit(std::size_t size) { size_ += size; }
  void append(std::span<const char> bytes) {
    std::memcpy(prepare(bytes.size()).data(), bytes.data(), bytes.size());
    commit(bytes.size());
  }
  // Takes bytes from the front; the memory goes with the last of them.
  void consume(std::size_t size) {
    if (size == 0) return;
    if (size == size_) return clear();
    std::memmove(bytes_.get(), bytes_.get() + size, size_ - size);
    size_ -= size;
  }
  void clear() {
    bytes_.reset();
    size_ = capacity_ = 0;
  }

 private:
  void grow(std::size_t capacity) {
    std::unique_ptr<char[]> bytes(new char[capacity]);
    if (size_ > 0) std::memcpy(bytes.get(), bytes_.get(), size_);
    bytes_ = std::move(bytes);
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace gotrue::http
