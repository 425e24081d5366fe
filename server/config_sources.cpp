#include "config_sources.hpp"

#include "config_file.hpp"

#include <fstream>
#include <iterator>

namespace krug {
namespace {

namespace fs = std::filesystem;

const std::string* find_variable(const settings_sources& sources, const std::string& name) {
    const auto found = sources.environment.find(name);
    return found == sources.environment.end() || found->second.empty() ? nullptr : &found->second;
}

std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> items;
    while (!text.empty()) {
        const auto comma = text.find(',');
        auto item = text.substr(0, comma);
        while (item.starts_with(' '))
            item.remove_prefix(1);
        while (item.ends_with(' '))
            item.remove_suffix(1);
        if (!item.empty())
            items.emplace_back(item);
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
    return items;
}

std::vector<std::string> values_of(const setting_key& key, const std::string& text) {
    return key.kind == key_kind::list ? split_list(text) : std::vector{text};
}

sentence unknown_key(const std::string& place, const std::string& name, std::string_view nearest) {
    return {place + ": неизвестная настройка " + name + "; возможно, " + std::string(nearest),
            place + ": unknown setting " + name + "; did you mean " + std::string(nearest) + "?"};
}

} // namespace

given_settings::given_settings(const settings_sources& sources) {
    choose_file(sources);
    take_file();
    take_credentials(sources);
    take_environment(sources);
    take_secret_files(sources);
    warn_of_unknown_variables(sources);
    take_flags(sources);
}

const given_setting* given_settings::find(std::string_view key) const {
    const auto found = given_.find(key);
    return found == given_.end() ? nullptr : &found->second;
}

void given_settings::choose_file(const settings_sources& sources) {
    if (sources.file) {
        file_ = sources.file;
    } else if (const auto* named = find_variable(sources, "KRUG_CONFIG")) {
        file_ = *named;
    } else {
        for (const auto& usual : sources.usual_files) {
            std::error_code ignored; // a folder that may not be entered holds no file for us
            if (!file_ && fs::exists(usual, ignored))
                file_ = usual;
        }
    }
}

void given_settings::take_file() {
    if (!file_)
        return;
    std::map<std::string, written_setting> written;
    try {
        written = read_settings_file(*file_);
    } catch (const unreadable_file& error) {
        const std::string place = error.what();
        problems_.push_back({place + ": файл настроек не читается или это не TOML",
                             place + ": the settings file cannot be read or is not TOML"});
        return;
    }
    const auto folder = fs::absolute(*file_).parent_path();
    for (const auto& [name, setting] : written) {
        const auto place = file_->string() + ":" + std::to_string(setting.line);
        const auto* key = find_setting_key(name);
        if (!key) {
            problems_.push_back(unknown_key(place, name, nearest_setting_key(name)));
        } else if (setting.values.empty() && !setting.is_list) {
            problems_.push_back({place + ": " + name + " должно быть строкой, целым числом или списком строк",
                                 place + ": " + name + " must be a text, a whole number or a list of texts"});
        } else if (setting.is_list && key->kind != key_kind::list) {
            problems_.push_back({place + ": " + name + " – одно значение, а не список",
                                 place + ": " + name + " is one value, not a list"});
        } else {
            given_[name] = {setting.values, place, folder};
            const auto others = fs::status(*file_).permissions() & fs::perms::others_read;
            if (key->kind == key_kind::secret && others != fs::perms::none)
                warnings_.push_back(
                    {place + ": " + name + " может прочитать любой на этом компьютере; chmod o-r",
                     place + ": " + name + " can be read by anyone on this computer; chmod o-r"});
        }
    }
}

void given_settings::take_secret_file(const setting_key& key, const fs::path& from,
                                      const std::string& place) {
    std::ifstream stream(from, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream) {
        problems_.push_back({place + ": файл " + from.string() + " не читается",
                             place + ": the file " + from.string() + " cannot be read"});
        return;
    }
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.pop_back();
    given_[std::string(key.name)] = {{std::move(text)}, place, {}};
}

void given_settings::take_credentials(const settings_sources& sources) {
    const auto* folder = find_variable(sources, "CREDENTIALS_DIRECTORY");
    if (!folder)
        return;
    for (const auto& key : setting_keys()) {
        const auto credential = fs::path(*folder) / key.name;
        std::error_code ignored;
        if (key.kind == key_kind::secret && fs::exists(credential, ignored))
            take_secret_file(key, credential, credential.string());
    }
}

void given_settings::take_environment(const settings_sources& sources) {
    for (const auto& key : setting_keys()) {
        const auto name = environment_name(key.name);
        if (const auto* text = find_variable(sources, name))
            given_[std::string(key.name)] = {values_of(key, *text), name, {}};
    }
}

void given_settings::take_secret_files(const settings_sources& sources) {
    for (const auto& key : setting_keys()) {
        if (key.kind != key_kind::secret)
            continue;
        const auto name = environment_name(key.name);
        const auto* file = find_variable(sources, name + "_FILE");
        if (!file)
            continue;
        if (find_variable(sources, name)) {
            problems_.push_back({name + " и " + name + "_FILE заданы одновременно",
                                 name + " and " + name + "_FILE are both set"});
        } else {
            take_secret_file(key, *file, name + "_FILE");
        }
    }
}

void given_settings::warn_of_unknown_variables(const settings_sources& sources) {
    // Only a warning: orchestrators set variables named after a service, KRUG_PORT for example.
    const auto known = [](const std::string& name) {
        for (const auto& key : setting_keys()) {
            const auto variable = environment_name(key.name);
            if (name == variable || (key.kind == key_kind::secret && name == variable + "_FILE"))
                return true;
        }
        return name == "KRUG_CONFIG" || name.starts_with("KRUG_TEST_");
    };
    for (const auto& [name, value] : sources.environment) {
        if (!name.starts_with("KRUG_") || known(name))
            continue;
        warnings_.push_back(
            {"переменная " + name + " ничего не настраивает", "the variable " + name + " sets nothing"});
    }
}

void given_settings::take_flags(const settings_sources& sources) {
    for (const auto& [name, text] : sources.flags)
        if (const auto* key = find_setting_key(name))
            given_[name] = {values_of(*key, text), "--" + name, {}};
}

} // namespace krug
