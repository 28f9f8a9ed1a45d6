#include "core/syntax/parse_arena.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <cstring>

#include "core/syntax/grammar.h"

namespace hyb {

namespace {

constexpr std::size_t kFirstChunk = std::size_t{1} << 20;
constexpr std::size_t kLargestChunk = std::size_t{1} << 25;

thread_local ParseArena* active_arena = nullptr;

// noexcept: an exception must not pass through C; without memory there is nothing to go on with.
void* hook_malloc(std::size_t size) noexcept {
  if (active_arena != nullptr) return active_arena->allocate(size);
  void* block = std::malloc(size);
  if (block == nullptr && size != 0) std::abort();
  return block;
}

void* hook_calloc(std::size_t count, std::size_t size) noexcept {
  if (active_arena == nullptr) {
    void* block = std::calloc(count, size);
    if (block == nullptr && count != 0 && size != 0) std::abort();
    return block;
  }
  void* block = active_arena->allocate(count * size);
  std::memset(block, 0, count * size);
  return block;
}

void* hook_realloc(void* block, std::size_t size) noexcept {
  if (active_arena != nullptr) return active_arena->reallocate(block, size);
  void* moved = std::realloc(block, size);
  if (moved == nullptr && size != 0) std::abort();
  return moved;
}

void hook_free(void* block) noexcept {
  if (active_arena != nullptr) {
    active_arena->release(block);
  } else {
    std::free(block);
  }
}

/// The allocator of tree-sitter is one for the whole process; ours acts like malloc outside scopes.
void install_hooks_once() {
  static const bool installed = [] {
    ts_set_allocator(hook_malloc, hook_calloc, hook_realloc, hook_free);
    return true;
  }();
  assert(installed);
  static_cast<void>(installed);
}

// In front of each block stands its size, a multiple of kAlign.
std::size_t& size_of(void* block) {
  return *(static_cast<std::size_t*>(block) - 1);
}

}  // namespace

ParseArena::Scope::Scope(ParseArena& arena) : arena_(arena) {
  if (!kEnabled) return;
  install_hooks_once();
  assert(active_arena == nullptr);
  active_arena = &arena_;
}

ParseArena::Scope::~Scope() {
  if (!kEnabled) return;
  active_arena = nullptr;
  arena_.reset();
}

void* ParseArena::allocate(std::size_t size) {
  const std::size_t rounded = std::max((size + kAlign - 1) / kAlign * kAlign, kAlign);
  const std::size_t size_class = rounded / kAlign;
  if (size_class <= kClasses && free_[size_class] != nullptr) {
    void* block = free_[size_class];
    std::memcpy(&free_[size_class], block, sizeof(void*));
    return block;
  }
  if (static_cast<std::size_t>(end_ - next_) < rounded + kAlign) grow(rounded + kAlign);
  void* block = next_ + kAlign;
  next_ += rounded + kAlign;
  size_of(block) = rounded;
  return block;
}

void ParseArena::release(void* block) {
  if (block == nullptr) return;
  const std::size_t size_class = size_of(block) / kAlign;
  if (size_class > kClasses) return;  // an array that was outgrown; there are few
  std::memcpy(block, &free_[size_class], sizeof(void*));
  free_[size_class] = block;
}

void* ParseArena::reallocate(void* block, std::size_t size) {
  if (block == nullptr) return allocate(size);
  const std::size_t old_size = size_of(block);
  if (size <= old_size) return block;
  void* moved = allocate(size);
  std::memcpy(moved, block, old_size);
  release(block);
  return moved;
}

void ParseArena::grow(std::size_t size) {
  const std::size_t usual =
      chunks_.empty() ? kFirstChunk : std::min(chunks_.back().size * 2, kLargestChunk);
  const std::size_t chunk_size = std::max(usual, size);
  chunks_.push_back({std::make_unique_for_overwrite<std::byte[]>(chunk_size), chunk_size});
  next_ = chunks_.back().memory.get();
  end_ = next_ + chunk_size;
}

/// Keeps the first chunk, enough for nearly every file.
void ParseArena::reset() {
  free_.fill(nullptr);
  if (chunks_.empty()) return;
  chunks_.resize(1);
  next_ = chunks_.front().memory.get();
  end_ = next_ + chunks_.front().size;
}

}  // namespace hyb
