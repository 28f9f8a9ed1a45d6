#pragma once

// What a function demands of its parameters, seen from how its body uses them: the operand of a
// TensorFlow op is a tensor, what is called or asked for fields of its own is none. For parameters
// whose arguments nobody knows. Made once from the frozen Facts; read by FunctionFactsMaker, which
// calls such answers speculative.
//
// A use may hand the parameter on to another function of the project: then that function's demand
// counts. Worked out by passing "tensor" and "cannot tell" back along such uses until nothing
// changes.

#include <cstdint>
#include <vector>

#include "core/base/tri.h"
#include "core/facts/facts.h"

namespace hyb {

class Demand {
 public:
  explicit Demand(const Facts& facts);

  /// Yes: used as a tensor. No: every use is understood, and none needs a tensor.
  Tri tensor(FunctionId function, std::size_t parameter) const {
    return demands_[first_[function.index()] + parameter];
  }
  /// It is called, or asked for what neither numbers, strings nor builtin containers have.
  bool object(FunctionId function, std::size_t parameter) const {
    return objects_[first_[function.index()] + parameter];
  }
  /// The uses that `tensor` rests on, in source order, and what each says: Yes or Unknown. `way`:
  /// the use, and where it hands the parameter on, the use there, and so on. Read anew at each
  /// call.
  struct DecidingUse {
    std::vector<NodeRef> way;
    Tri tensor;
  };
  std::vector<DecidingUse> uses(FunctionId function, std::size_t parameter) const;

 private:
  enum class Use : std::uint8_t { Tensor, Other, Unknown, Handed };
  void read(FunctionId id);
  void add_uses(std::uint32_t entry, std::vector<NodeRef>& way, std::vector<bool>& seen,
                std::vector<DecidingUse>& out) const;
  template <class Each>
  void each_use(FunctionId id, Each&& each) const;
  /// `handed`: the parameters that a use hands it on to.
  Use classify(FileId file, NodeId name, std::vector<std::uint32_t>& handed) const;
  Use as_argument(FileId file, NodeId argument, NodeId call,
                  std::vector<std::uint32_t>& handed) const;
  bool stands_for_none(FileId file, NodeId statement, NodeId name) const;
  bool is_tensor_method(FileId file, NodeId callee, NodeId argument) const;
  Use tested(FileId file, NodeId call) const;
  bool used_as_object(FileId file, NodeId name) const;
  Use handed_on(NodeRef call, NodeId argument, std::vector<std::uint32_t>& handed) const;
  void spread(Tri demand);

  const Facts& facts_;
  std::vector<std::uint32_t> first_;               // by function: its first entry
  std::vector<Tri> demands_;                       // by parameter
  std::vector<bool> objects_;                      // by parameter
  std::vector<std::vector<std::uint32_t>> users_;  // by parameter: parameters handed on to it
};

}  // namespace hyb
