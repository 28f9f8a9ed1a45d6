#include <algorithm>

#include "core/staging/variable_flow.h"

namespace hyb {
namespace {

constexpr std::size_t kBits = 64;

}  // namespace

void PlaceSet::add(PlaceId place) {
  const std::size_t word = place.index() / kBits;
  if (word >= words_.size()) words_.resize(word + 1);
  words_[word] |= std::uint64_t{1} << (place.index() % kBits);
}

bool PlaceSet::has(PlaceId place) const {
  const std::size_t word = place.index() / kBits;
  return word < words_.size() && (words_[word] >> (place.index() % kBits) & 1U) != 0;
}

PlaceSet& PlaceSet::operator|=(const PlaceSet& other) {
  if (other.words_.size() > words_.size()) words_.resize(other.words_.size());
  for (std::size_t i = 0; i < other.words_.size(); ++i) words_[i] |= other.words_[i];
  return *this;
}

PlaceSet& PlaceSet::operator-=(const PlaceSet& other) {
  const std::size_t common = std::min(words_.size(), other.words_.size());
  for (std::size_t i = 0; i < common; ++i) words_[i] &= ~other.words_[i];
  while (!words_.empty() && words_.back() == 0) words_.pop_back();
  return *this;
}

std::vector<PlaceId> PlaceSet::members() const {
  std::vector<PlaceId> out;
  for (std::size_t word = 0; word < words_.size(); ++word)
    for (std::size_t bit = 0; bit < kBits; ++bit)
      if ((words_[word] >> bit & 1U) != 0) out.push_back(PlaceId::from_index(word * kBits + bit));
  return out;
}

}  // namespace hyb
