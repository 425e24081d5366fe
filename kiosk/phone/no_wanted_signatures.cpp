// Where the real verifier is linked in: it asks nobody.
#include "phone/signatures.hpp"

namespace krug::phone {

std::vector<wanted_signature> take_wanted_signatures() { return {}; }
bool signatures_wanted() { return false; }
void tell_signature(const wanted_signature&, bool) {}
void forget_signatures() {}

} // namespace krug::phone
