#pragma once

// A value that is made when somebody first asks for it, once, whichever thread asks; then it is
// frozen. For results that only few checks read. Making it must not ask for itself.

#include <memory>
#include <mutex>

namespace hyb {

template <class T>
class Lazy {
 public:
  /// `make` gives a std::unique_ptr<T>; only the first caller's runs.
  template <class Make>
  const T& get(Make&& make) const {
    std::call_once(once_, [&] { value_ = make(); });
    return *value_;
  }

 private:
  mutable std::once_flag once_;
  mutable std::unique_ptr<T> value_;
};

}  // namespace hyb
