#pragma once

// Memory for tree-sitter while it works on one file. Parser and tree are made and dropped inside a
// Scope; the next file starts over in the same memory. Cheaper than malloc, and the tree need not
// be taken apart. Freed blocks are reused by size, so error recovery cannot pile up garbage.
// Private to core/syntax; one per Parser, used by one thread at a time. Switched off under
// sanitizers, which are to see every block.

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HYB_PARSE_ARENA 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define HYB_PARSE_ARENA 0
#endif
#endif
#ifndef HYB_PARSE_ARENA
#define HYB_PARSE_ARENA 1
#endif

namespace hyb {

class ParseArena {
 public:
  static constexpr bool kEnabled = HYB_PARSE_ARENA != 0;

  /// While it lives, whatever tree-sitter allocates on this thread comes from the arena and must be
  /// freed or forgotten before it ends; nothing made outside may be freed inside.
  class Scope {
   public:
    explicit Scope(ParseArena& arena);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    ParseArena& arena_;
  };

  void* allocate(std::size_t size);
  void release(void* block);
  void* reallocate(void* block, std::size_t size);

 private:
  static constexpr std::size_t kAlign = 8;      // tree-sitter stores nothing wider than a pointer
  static constexpr std::size_t kClasses = 128;  // blocks of up to 128 * 8 bytes are reused

  struct Chunk {
    std::unique_ptr<std::byte[]> memory;
    std::size_t size = 0;
  };

  void grow(std::size_t size);
  void reset();

  std::vector<Chunk> chunks_;
  std::byte* next_ = nullptr;
  std::byte* end_ = nullptr;
  std::array<void*, kClasses + 1> free_{};
};

}  // namespace hyb
