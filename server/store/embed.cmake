# krug_embed(NAME ROOT folder FILES path…): puts files into the program as bytes.
#
# NAME is the C++ name; the paths are relative to ROOT and become the names by which the program finds them.
# A room adds ${KRUG_EMBEDDED_NAME} (here ${KRUG_EMBEDDED_sql} for NAME sql) to its SOURCES and gets
#   #include "embedded/NAME.hpp"
#   std::span<const krug::embedded::file> krug::embedded::NAME();   // name, bytes, sha256 (hexadecimal)
# in the order given. Run as a script (-P) this file does the work at build time.
if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(KRUG_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE} CACHE INTERNAL "")

  function(krug_embed name)
    cmake_parse_arguments(EMBED "" "ROOT" "FILES" ${ARGN})
    set(folder ${PROJECT_BINARY_DIR}/generated/embedded)
    file(MAKE_DIRECTORY ${folder})
    set(inputs ${EMBED_FILES})
    list(TRANSFORM inputs PREPEND ${EMBED_ROOT}/)
    # The list is a file of its own, so that a longer or shorter list builds anew and no command line grows too long.
    list(JOIN EMBED_FILES "\n" listed)
    file(CONFIGURE OUTPUT ${folder}/${name}.list CONTENT "${listed}\n" @ONLY)
    add_custom_command(
      OUTPUT ${folder}/${name}.cpp ${folder}/${name}.hpp
      COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DROOT=${EMBED_ROOT} -DFOLDER=${folder} -P ${KRUG_EMBED_SCRIPT}
      DEPENDS ${inputs} ${folder}/${name}.list ${KRUG_EMBED_SCRIPT}
      COMMENT "Embedding ${name}" VERBATIM)
    set(KRUG_EMBEDDED_${name} ${folder}/${name}.cpp ${folder}/${name}.hpp PARENT_SCOPE)
  endfunction()
  return()
endif()

file(WRITE ${FOLDER}/${NAME}.file.new "// Generated: a file that was put into the program.
#pragma once
#include <span>
#include <string_view>
namespace krug::embedded {
struct file {
    std::string_view name;
    std::string_view bytes;
    std::string_view sha256;
};
} // namespace krug::embedded
")
# Only when it differs, or every user of any embedded files would be built again.
file(COPY_FILE ${FOLDER}/${NAME}.file.new ${FOLDER}/file.hpp ONLY_IF_DIFFERENT)
file(WRITE ${FOLDER}/${NAME}.hpp "// Generated.
#pragma once
#include \"embedded/file.hpp\"
namespace krug::embedded {
std::span<const file> ${NAME}();
} // namespace krug::embedded
")
set(source "// Generated.\n#include \"embedded/${NAME}.hpp\"\nnamespace krug::embedded {\nnamespace {\n")
set(table "")
set(number 0)
file(STRINGS ${FOLDER}/${NAME}.list files)
foreach(path IN LISTS files)
  file(READ ${ROOT}/${path} bytes HEX)
  file(SHA256 ${ROOT}/${path} checksum)
  string(LENGTH "${bytes}" digits)
  math(EXPR size "${digits} / 2")
  # Every byte is escaped, so no escape can swallow the next one; lines keep compilers and people able to read.
  string(REGEX REPLACE "(..)" "\\\\x\\1" bytes "${bytes}")
  string(REGEX REPLACE "((\\\\x..)(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?)" "\"\\1\"\n" bytes "${bytes}")
  string(APPEND source "constexpr char bytes_${number}[] =\n\"\"${bytes};\n")
  string(APPEND table "    {\"${path}\", std::string_view(bytes_${number}, ${size}), \"${checksum}\"},\n")
  math(EXPR number "${number} + 1")
endforeach()
string(APPEND source "constexpr file files[] = {\n${table}};\n} // namespace\n"
       "std::span<const file> ${NAME}() { return files; }\n} // namespace krug::embedded\n")
file(WRITE ${FOLDER}/${NAME}.cpp "${source}")
