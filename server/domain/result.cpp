#include "domain/result.hpp"

#include <stdexcept>

namespace boost::system {

void throw_exception_from_error(const krug::domain::refusal&, const boost::source_location&) {
    throw std::logic_error("a refused result was read as if it had been granted");
}

} // namespace boost::system
