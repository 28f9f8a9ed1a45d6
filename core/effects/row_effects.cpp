#include "core/effects/row_effects.h"

#include <algorithm>
#include <array>

namespace hyb {
namespace {

struct TraitEffect {
  Trait trait;
  EffectKind kind;
};
// In this order: a row may have several traits, the first tells the kind.
constexpr std::array kTraitEffects = {
    TraitEffect{Trait::Print, EffectKind::Print},
    TraitEffect{Trait::Input, EffectKind::Input},
    TraitEffect{Trait::Warns, EffectKind::Warning},
    TraitEffect{Trait::Progress, EffectKind::Progress},
    TraitEffect{Trait::Log, EffectKind::Logging},
    TraitEffect{Trait::File, EffectKind::File},
    TraitEffect{Trait::Network, EffectKind::Network},
    TraitEffect{Trait::Time, EffectKind::Time},
    TraitEffect{Trait::NumpyRandom, EffectKind::RandomNumpy},
    TraitEffect{Trait::Random, EffectKind::RandomPython},
    TraitEffect{Trait::Process, EffectKind::Process},
    TraitEffect{Trait::Plot, EffectKind::Plot},
    TraitEffect{Trait::Configuration, EffectKind::Environment},
    TraitEffect{Trait::RunsModel, EffectKind::Progress},  // prints, calls callbacks
};

}  // namespace

EffectKind effect_of(const ApiRow& row) {
  for (const TraitEffect& each : kTraitEffects)
    if (row.has(each.trait)) return each.kind;
  return EffectKind::Unknown;
}

bool changes_nothing(const ApiRow& row) {
  return effect_of(row) == EffectKind::Unknown && row.callbacks.empty() &&
         (row.has(Trait::Pure) || row.has(Trait::Op) || row.has(Trait::StaticRead) ||
          row.has(Trait::Host)) &&
         !row.has(Trait::Mutates) && !row.has(Trait::Sets) && !row.has(Trait::Compiles) &&
         !row.has(Trait::Consumes) && !row.has(Trait::Advances);
}

bool changes_receiver(const ApiRow& row) {
  return row.has(Trait::Mutates) && effect_of(row) == EffectKind::Unknown &&
         row.callbacks.empty() && !row.has(Trait::Sets) && !row.has(Trait::Compiles) &&
         !row.has(Trait::Acts) && !row.has(Trait::Waits);
}

}  // namespace hyb
