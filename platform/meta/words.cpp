#include "platform/meta/words.h"

#include <array>

namespace tw::meta {
namespace {

constexpr std::array tones{
    Word<Tone>{"neutral", Tone::neutral}, Word<Tone>{"info", Tone::info},
    Word<Tone>{"good", Tone::good},       Word<Tone>{"warn", Tone::warn},
    Word<Tone>{"bad", Tone::bad},
};
constexpr std::array on_deletes{
    Word<OnDelete>{"restrict", OnDelete::restrict},
    Word<OnDelete>{"set_null", OnDelete::set_null},
    Word<OnDelete>{"cascade", OnDelete::cascade},
};
constexpr std::array scopes{
    Word<Scope>{"none", Scope::none}, Word<Scope>{"own", Scope::own},
    Word<Scope>{"team", Scope::team}, Word<Scope>{"department", Scope::department},
    Word<Scope>{"all", Scope::all},
};
constexpr std::array traits{
    Word<Trait>{"owned", Trait::owned},           Word<Trait>{"audited", Trait::audited},
    Word<Trait>{"timeline", Trait::timeline},     Word<Trait>{"taggable", Trait::taggable},
    Word<Trait>{"recyclable", Trait::recyclable}, Word<Trait>{"importable", Trait::importable},
    Word<Trait>{"approvable", Trait::approvable}, Word<Trait>{"pooled", Trait::pooled},
};
constexpr std::array storages{
    Word<Storage>{"none", Storage::none},       Word<Storage>{"text", Storage::text},
    Word<Storage>{"integer", Storage::integer}, Word<Storage>{"boolean", Storage::boolean},
    Word<Storage>{"scaled", Storage::scaled},   Word<Storage>{"id", Storage::id},
    Word<Storage>{"date", Storage::date},       Word<Storage>{"datetime", Storage::datetime},
    Word<Storage>{"json", Storage::json},
};

}  // namespace

std::span<const Word<Tone>> words_of(Tone) { return tones; }
std::span<const Word<OnDelete>> words_of(OnDelete) { return on_deletes; }
std::span<const Word<Scope>> words_of(Scope) { return scopes; }
std::span<const Word<Trait>> words_of(Trait) { return traits; }
std::span<const Word<Storage>> words_of(Storage) { return storages; }

}  // namespace tw::meta
