// Turns view structs into pages and letters: templates parsed once, escaped by context, in two
// languages. Made once by commands/serve; called by web and mail from many threads at once through the
// functions in pages/.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace krug::render {

enum class language { ru = 1, en = 2 };

/// "ru" or "en", as in the lang attribute.
std::string_view code(language lang);

/// Text that is already safe HTML. Only render makes it (Markdown, rings, charts, QR codes) or, for a QR
/// code, takes it from the documents half of the room. Everything else in a view is escaped by its place in
/// the page.
struct markup {
    std::string html;
    bool empty() const { return html.empty(); }
};

/// The Russian source text in the wanted language; the text itself where no translation stands in the
/// catalogue.
std::string tr(language lang, std::string_view text);

/// A name in braces inside a phrase and what stands there instead.
struct placed_text {
    std::string_view name;
    std::string_view value;
};

/// The translated phrase with its places filled: tr(lang, "Проходите, {name}", {{"name", name}}).
/// The values are not searched for places, so a person called "{x}" stays that.
std::string tr(language lang, std::string_view text, std::initializer_list<placed_text> places);

/// A counted phrase: `text` is the singular source form with the place "{n}", for example "{n} место".
/// The right plural form of the language with {n} replaced by the number (thousands parted by no-break
/// spaces).
std::string tr_n(language lang, std::string_view text, std::int64_t n);

/// Receives the fields of a view in turn. Implemented by the engine and by its checks; views never see it.
class field_sink {
public:
    virtual ~field_sink() = default;
    virtual void text(std::string_view name, std::string_view value) = 0;
    virtual void safe(std::string_view name, const markup& value) = 0;
    virtual void flag(std::string_view name, bool value) = 0;
    /// A group of `size` items follows, each between begin_item and end_item.
    /// Returns true when the sink wants to see the shape of one item even if there is none.
    virtual bool list(std::string_view name, std::size_t size) = 0;
    virtual void begin_item(std::string_view name) = 0;
    virtual void end_item() = 0;
};

/// Something whose fields can be written into a sink, without saying what it is.
class field_source {
public:
    virtual ~field_source() = default;
    virtual void write(field_sink& sink) const = 0;
};

class page_engine {
public:
    /// Pages and letters built into the program are parsed when first wanted: all together hold as much memory as a resting
    /// service. `templates` overrides them file by file (what is missing there is the program's), and then all are parsed
    /// at once. Throws std::runtime_error naming file and language if a template does not parse or names a field that its
    /// view does not have: a page that somebody changed must stop the start, not a visitor.
    explicit page_engine(const std::optional<std::filesystem::path>& templates = std::nullopt);
    ~page_engine();
    page_engine(const page_engine&) = delete;
    page_engine& operator=(const page_engine&) = delete;

    /// Fills the template `page` ("pages/event") with the fields of the frame and of the view.
    /// Thread-safe. Throws std::logic_error for a page that is not in the list of pages.
    std::string fill(std::string_view page, language lang, const field_source& frame,
                     const field_source& view) const;

private:
    class parsed;
    std::unique_ptr<const parsed> parsed_;
};

} // namespace krug::render
