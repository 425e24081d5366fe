// Idempotency-Key around a handler: a POST that is sent again gets the first answer and has no second effect.
// Every POST of /api/v1 goes through it.
#pragma once

#include "web/api_call.hpp"

namespace krug::web {

/// Without the header the handler simply runs. With it (1..255 visible ASCII characters) the same key of the same
/// token answers for 48 hours with the first status and body and `Idempotency-Replayed: true`; with another method,
/// address or body 422, while the first still runs 409. Answers of 429 and from 500 on free the key, since nothing was
/// done, unless nobody can tell whether it was: then the key stays taken for a minute. Kept answers hold tickets and
/// links, so they are sealed with a key of the instance.
handler once(handler inner);

} // namespace krug::web
