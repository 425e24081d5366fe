#include "gate_protocol/abilities.hpp"

namespace krug::gate_protocol {

abilities abilities_in(std::string_view offered) {
    abilities found;
    while (!offered.empty()) {
        const auto comma = offered.find(',');
        auto word = offered.substr(0, comma);
        while (word.starts_with(' ')) word.remove_prefix(1);
        while (word.ends_with(' ')) word.remove_suffix(1);
        found.report = found.report || word == "report";
        found.feed_chain = found.feed_chain || word == "feed_chain";
        offered.remove_prefix(comma == std::string_view::npos ? offered.size() : comma + 1);
    }
    return found;
}

} // namespace krug::gate_protocol
