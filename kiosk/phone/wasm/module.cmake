# The door of the phone page: the rooms that judge, and kiosk/phone, compiled once more to WebAssembly.
# Sets KRUG_DOOR_MODULE to the file, or to nothing where Debian's clang for wasm32 is not installed: then the page says
# that it cannot decide without the network. Included by the room that embeds it.
find_program(KRUG_WASM_COMPILER clang++-16)
find_program(KRUG_WASM_LINKER wasm-ld-16)
find_path(KRUG_WASM_LIBCXX NAMES vector PATHS /usr/lib/llvm-16/include/wasm32-wasi/c++/v1 NO_DEFAULT_PATH)
find_path(KRUG_WASM_LIBC NAMES wasi/api.h PATHS /usr/include/wasm32-wasi NO_DEFAULT_PATH)
find_file(KRUG_WASM_BUILTINS NAMES libclang_rt.builtins-wasm32.a
          PATHS /usr/lib/llvm-16/lib/clang/16/lib/wasi /usr/lib/clang/16/lib/wasi NO_DEFAULT_PATH)
set(KRUG_DOOR_MODULE "")
if(NOT (KRUG_WASM_COMPILER AND KRUG_WASM_LINKER AND KRUG_WASM_LIBCXX AND KRUG_WASM_LIBC AND KRUG_WASM_BUILTINS))
  message(WARNING "No WebAssembly compiler (clang-16, lld-16 and the wasm32 libraries of deploy/packages): "
                  "the phone page will not decide by itself.")
  return()
endif()

set(door_folder ${PROJECT_BINARY_DIR}/phone)
# Boost's headers alone: the rest of /usr/include belongs to another C library.
file(MAKE_DIRECTORY ${door_folder}/include)
file(CREATE_LINK ${Boost_INCLUDE_DIRS}/boost ${door_folder}/include/boost SYMBOLIC)
set(door_flags --target=wasm32-wasi -std=c++20 -Os -fvisibility=hidden -ffunction-sections -fdata-sections
    -nostdlibinc -isystem ${KRUG_WASM_LIBCXX} -isystem ${KRUG_WASM_LIBC} -isystem ${door_folder}/include
    # A throw becomes a trap, a catch nothing: the page loads the module anew after a trap.
    -Xclang -fexceptions -Xclang -fcxx-exceptions -Xclang -fignore-exceptions
    -DBOOST_NO_EXCEPTIONS -DBOOST_SYSTEM_DISABLE_THREADS
    -ffile-prefix-map=${PROJECT_SOURCE_DIR}/= -I${PROJECT_SOURCE_DIR}/server -I${PROJECT_SOURCE_DIR}/kiosk
    -Wall -Wextra -Werror)
set(door_sources
    server/domain/admission.cpp server/domain/admission_words.cpp server/domain/result.cpp server/domain/scan.cpp
    server/domain/search_key.cpp server/domain/transliteration.cpp server/domain/utf8.cpp
    server/domain/verdict_words.cpp server/domain/winner.cpp
    server/ticket/check_digits.cpp server/ticket/public_key.cpp server/ticket/short_code.cpp server/ticket/ticket.cpp
    server/ticket/written_bytes.cpp
    server/gate_protocol/code_reader.cpp server/gate_protocol/device_report.cpp server/gate_protocol/enrolment.cpp server/gate_protocol/feed.cpp
    server/gate_protocol/feed_items.cpp server/gate_protocol/json_members.cpp server/gate_protocol/sync.cpp
    server/gate_protocol/verdict_line.cpp
    kiosk/gatekeeper/clock_watch.cpp kiosk/gatekeeper/gatekeeper.cpp kiosk/sync/round.cpp
    kiosk/phone/kept_state.cpp kiosk/phone/memory_journal.cpp kiosk/phone/phone_door.cpp kiosk/phone/question_text.cpp
    kiosk/phone/wasm/exports.cpp kiosk/phone/wasm/library.cpp kiosk/phone/wasm/plain_sha256.cpp
    kiosk/phone/wasm/told_signatures.cpp)
set(door_objects "")
foreach(source IN LISTS door_sources)
  string(REPLACE "/" "_" object ${source})
  set(object ${door_folder}/${object}.o)
  add_custom_command(OUTPUT ${object}
    COMMAND ${CMAKE_CXX_COMPILER_LAUNCHER} ${KRUG_WASM_COMPILER} ${door_flags} -MD -MF ${object}.d
            -c ${PROJECT_SOURCE_DIR}/${source} -o ${object}
    DEPENDS ${PROJECT_SOURCE_DIR}/${source} DEPFILE ${object}.d
    COMMENT "Compiling ${source} to WebAssembly" VERBATIM)
  list(APPEND door_objects ${object})
endforeach()
set(KRUG_DOOR_MODULE ${door_folder}/assets/door.wasm)
file(MAKE_DIRECTORY ${door_folder}/assets)
add_custom_command(OUTPUT ${KRUG_DOOR_MODULE}
  COMMAND ${KRUG_WASM_COMPILER} --target=wasm32-wasi -fuse-ld=lld -mexec-model=reactor
          -L/usr/lib/llvm-16/lib/wasm32-wasi ${door_objects} -o ${KRUG_DOOR_MODULE} -nodefaultlibs -lc++ -lc++abi -lc
          ${KRUG_WASM_BUILTINS} -Wl,--gc-sections,--strip-all,-z,stack-size=1048576
  DEPENDS ${door_objects} COMMENT "Linking door.wasm" VERBATIM)
