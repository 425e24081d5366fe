# The page half of the room: templates, translations and assets are built into the program.

# krug_embed_files(OUT table root file…): writes OUT, a C++ file that carries the bytes of every file under its path
# below root, and the function `table` that embedded_files.hpp declares. The assembler reads the files, so size costs no time.
function(krug_embed_files out table root)
  set(blobs "")
  set(declarations "")
  set(rows "")
  set(number 0)
  foreach(file IN LISTS ARGN)
    cmake_path(RELATIVE_PATH file BASE_DIRECTORY ${root} OUTPUT_VARIABLE name)
    string(APPEND blobs "${table}_${number}:\n.incbin \"${file}\"\n${table}_${number}_end:\n.byte 0\n")
    string(APPEND declarations "extern const char ${table}_${number}[];\nextern const char ${table}_${number}_end[];\n")
    string(APPEND rows "        {\"${name}\", {${table}_${number}, ${table}_${number}_end}},\n")
    math(EXPR number "${number} + 1")
  endforeach()
  file(CONFIGURE OUTPUT ${out} @ONLY CONTENT [[
// Written by the build.
#include "render/embedded_files.hpp"

asm(R"(.pushsection .rodata
@blobs@.popsection)");

extern "C" {
@declarations@}

namespace krug::render {
std::span<const embedded_file> @table@() {
    static const embedded_file files[] = {
@rows@    };
    return files;
}
} // namespace krug::render
]])
  set_source_files_properties(${out} PROPERTIES OBJECT_DEPENDS "${ARGN}")
endfunction()

find_program(KRUG_MSGFMT msgfmt REQUIRED)
set(templates ${PROJECT_SOURCE_DIR}/templates)
file(GLOB template_files CONFIGURE_DEPENDS ${templates}/pages/*.html ${templates}/work/*.html
     ${templates}/layouts/*.html ${templates}/layouts/*.txt ${templates}/partials/*.html
     ${templates}/partials/icons.tsv ${templates}/mail/*.html ${templates}/mail/*.txt ${templates}/assets/* ${templates}/events/*.json)
set(catalogues "")
foreach(lang ru en)
  set(catalogue ${PROJECT_BINARY_DIR}/templates/translations/${lang}.mo)
  add_custom_command(OUTPUT ${catalogue}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/templates/translations
    COMMAND ${KRUG_MSGFMT} --check-domain --check-format -o ${catalogue} ${templates}/translations/${lang}.po
    DEPENDS ${templates}/translations/${lang}.po VERBATIM)
  list(APPEND catalogues ${catalogue})
endforeach()
krug_embed_files(${PROJECT_BINARY_DIR}/generated/embedded_templates.cpp embedded_templates ${templates} ${template_files})
krug_embed_files(${PROJECT_BINARY_DIR}/generated/embedded_catalogues.cpp embedded_catalogues
                 ${PROJECT_BINARY_DIR}/templates ${catalogues})
# What is published is the very file that the tests read.
krug_embed_files(${PROJECT_BINARY_DIR}/generated/embedded_documents.cpp embedded_documents ${PROJECT_SOURCE_DIR}
                 ${templates}/documents/tickets.ru.md ${templates}/documents/tickets.en.md
                 ${PROJECT_SOURCE_DIR}/tests/vectors/tickets.tsv ${PROJECT_SOURCE_DIR}/tests/vectors/ed25519_edges.tsv
                 ${PROJECT_SOURCE_DIR}/tests/vectors/gate_protocol.tsv)

# The phone page: our own door as WebAssembly, and the decoder that its lock file names. Both are pressed here, because
# the strongest compression of a megabyte takes seconds, and the first phone of the evening should not wait for it.
include(${PROJECT_SOURCE_DIR}/kiosk/phone/wasm/module.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/scanner_assets.cmake)
add_executable(krug_press ${CMAKE_CURRENT_LIST_DIR}/press.cpp)
krug_flags(krug_press)
target_link_libraries(krug_press PRIVATE PkgConfig::BROTLI)
set(phone_files "")
foreach(file IN LISTS KRUG_DOOR_MODULE KRUG_SCANNER_ASSETS)
  get_filename_component(name ${file} NAME)
  set(pressed ${PROJECT_BINARY_DIR}/phone/assets/${name}.br)
  add_custom_command(OUTPUT ${pressed} COMMAND krug_press ${file} ${pressed} DEPENDS krug_press ${file}
                     COMMENT "Pressing ${name}" VERBATIM)
  list(APPEND phone_files ${file} ${pressed})
endforeach()
krug_embed_files(${PROJECT_BINARY_DIR}/generated/embedded_phone_assets.cpp embedded_phone_assets
                 ${PROJECT_BINARY_DIR}/phone ${phone_files})

set(KRUG_RENDER_PAGE_SOURCES
    ${PROJECT_BINARY_DIR}/generated/embedded_documents.cpp
    published_files.cpp
    ${PROJECT_BINARY_DIR}/generated/embedded_templates.cpp
    ${PROJECT_BINARY_DIR}/generated/embedded_catalogues.cpp
    ${PROJECT_BINARY_DIR}/generated/embedded_phone_assets.cpp
    assets.cpp
    country_names.cpp
    markdown.cpp
    message_body.cpp
    page_engine.cpp
    template_compiler.cpp
    translations.cpp
    pages/event_json_ld.cpp
    pages/figures.cpp
    pages/plots.cpp
    pages/page_list.cpp)
set(KRUG_RENDER_PAGE_LIBRARIES PkgConfig::CTEMPLATE PkgConfig::ICU PkgConfig::CMARK PkgConfig::FMT Boost::json Boost::locale)
