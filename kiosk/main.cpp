// krug-kiosk: the door client. Reads the command line and picks a verb.
#include "commands.hpp"

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <iostream>

namespace {

std::string default_folder() {
    if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data != 0)
        return std::string(data) + "/krug-kiosk";
    const char* home = std::getenv("HOME");
    return std::string(home != nullptr ? home : ".") + "/.local/share/krug-kiosk";
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app{"Krug kiosk: tickets at the door, with or without a network", "krug-kiosk"};
    app.set_version_flag("--version", "krug-kiosk " KRUG_VERSION);
    app.require_subcommand(1);
    std::string folder = default_folder();
    std::string code, file;
    bool plain_http = false;
    bool export_all = false;
    krug::kiosk::run_options options;

    const auto with_folder = [&folder](CLI::App* verb) {
        verb->add_option("--data", folder, "folder of this device")->envname("KRUG_KIOSK_DATA")->capture_default_str();
        return verb;
    };
    auto* enrol = with_folder(app.add_subcommand("enrol", "make this device known with a code from staff"));
    enrol->add_option("code", code, "text of the enrolment QR code, beginning with EN1:")->required();
    enrol->add_flag("--plain-http", plain_http, "accept a server without encryption that is not on this computer");
    auto* run = with_folder(app.add_subcommand("run", "answer codes at the door"));
    run->add_option("--scanner", options.scanner,
                    "none, stdin, serial:DEV, evdev:DEV, camera[:DEV] or frames:PICTURES-OR-FILM; stdin when not said, none with the browser");
    run->add_option("--display", options.display, "terminal, none (one JSON verdict a line) or browser")
        ->check(CLI::IsMember({"terminal", "none", "browser"}))
        ->capture_default_str();
    run->add_option("--point", options.point, "number of the admission point")->check(CLI::Range(1, 65535));
    run->add_flag("--leaving", options.leaving, "codes mean exits");
    run->add_option("--listen", options.listen, "browser: loopback address and port of the page")->capture_default_str();
    run->add_option("--screen-file", options.screen_file, "browser: file that gets the page's one-time address");
    run->add_option("--hub", options.hub, "be the hub of this hall: ADDR:PORT where its other kiosks reach this one");
    auto* hub_code = with_folder(app.add_subcommand("hub-code", "print a code that pairs another kiosk with this hub"));
    hub_code->add_option("url", code, "how the others reach this kiosk: https://HOST:PORT")->required();
    auto* pair = with_folder(app.add_subcommand("pair", "take another kiosk as the hub, with its code"));
    pair->add_option("code", code, "text beginning with HB1:")->required();
    auto* unpair = with_folder(app.add_subcommand("unpair", "stand alone again"));
    run->add_option("--pin-file", options.pin_file, "browser: file with the staff's PIN, 6 to 12 digits");
    auto* pin = with_folder(app.add_subcommand("pin", "set the PIN of the staff corner, read from standard input"));
    auto* status = with_folder(app.add_subcommand("status", "print how this device is doing, as JSON"));
    auto* rehearse = with_folder(app.add_subcommand("rehearse", "check everything before the doors open"));
    rehearse->add_option("--scanner", options.scanner, "try this scanner or camera too, named as for run; no kiosk may be running it");
    auto* export_verb = with_folder(app.add_subcommand("export", "write the records that were not sent to a file"));
    export_verb->add_option("file", file, "where to")->required();
    export_verb->add_flag("--all", export_all, "every record, also those that the server has");

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& stop) {
        return app.exit(stop) == 0 ? 0 : 2;
    }
    if (*enrol) return krug::kiosk::enrol(folder, code, plain_http);
    if (*hub_code) return krug::kiosk::make_hub_code(folder, code);
    if (*pair) return krug::kiosk::pair(folder, code);
    if (*unpair) return krug::kiosk::unpair(folder);
    if (*pin) return krug::kiosk::set_pin(folder);
    if (*status) return krug::kiosk::status(folder);
    if (*rehearse) return krug::kiosk::rehearse(folder, options.scanner);
    if (*export_verb) return krug::kiosk::write_export(folder, file, export_all);
    return krug::kiosk::run(folder, options);
}
