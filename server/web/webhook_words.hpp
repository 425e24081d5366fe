// Messages to webhooks in words: what happened, and what came of telling it.
// webhook_pages only.
#pragma once

#include "domain/webhook.hpp"
#include "render/page_engine.hpp"

#include <string>
#include <string_view>

namespace krug::web {

/// «новая заявка»; a word that is none of ours stays as it is.
std::string webhook_kind_words(std::string_view kind, render::language lang);
/// «доставлено · 200 · 45 мс», «ждёт · попытка 3 · нет ответа за 5 секунд».
std::string delivery_words(const domain::webhook_delivery& delivery, render::language lang);

} // namespace krug::web
