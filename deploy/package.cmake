# Debian packages krug-server and krug-kiosk by `cpack --config build/release/CPackConfig.cmake`.
# Included once by the top-level CMakeLists.txt, after the rooms.
include(GNUInstallDirs)

set(KRUG_DEPLOY ${PROJECT_SOURCE_DIR}/deploy)
set(KRUG_PACKAGE ${PROJECT_BINARY_DIR}/package)

# krug_install_papers(COMPONENT): copyright, changelog and manuals where Debian expects them.
function(krug_install_papers component)
  set(folder ${CMAKE_INSTALL_DATAROOTDIR}/doc/krug-${component})
  install(FILES ${KRUG_DEPLOY}/debian/copyright ${KRUG_DEPLOY}/manual.ru.md ${KRUG_DEPLOY}/manual.en.md
          DESTINATION ${folder} COMPONENT ${component})
  install(FILES ${KRUG_PACKAGE}/changelog.gz DESTINATION ${folder} COMPONENT ${component})
endfunction()

file(MAKE_DIRECTORY ${KRUG_PACKAGE})
execute_process(COMMAND gzip -9nc ${PROJECT_SOURCE_DIR}/CHANGELOG.md OUTPUT_FILE ${KRUG_PACKAGE}/changelog.gz)

install(TARGETS krug RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT server)
install(FILES ${KRUG_DEPLOY}/systemd/krug.service ${KRUG_DEPLOY}/systemd/krug.socket
        DESTINATION lib/systemd/system COMPONENT server)
install(FILES ${KRUG_DEPLOY}/krug.toml DESTINATION /etc/krug COMPONENT server)
install(FILES ${KRUG_DEPLOY}/proxy/nginx.conf ${KRUG_DEPLOY}/proxy/Caddyfile
        DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/krug-server/examples COMPONENT server)
krug_install_papers(server)
if(TARGET krug-kiosk)
  install(TARGETS krug-kiosk RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT kiosk)
  install(FILES ${KRUG_DEPLOY}/systemd/krug-kiosk.service ${KRUG_DEPLOY}/systemd/krug-kiosk-page.service
                ${KRUG_DEPLOY}/systemd/krug-kiosk-screen.service DESTINATION lib/systemd/system COMPONENT kiosk)
  install(PROGRAMS ${KRUG_DEPLOY}/kiosk/show-screen ${KRUG_DEPLOY}/kiosk/setup DESTINATION lib/krug-kiosk COMPONENT kiosk)
  install(FILES ${KRUG_DEPLOY}/kiosk/browser-policy.json ${KRUG_DEPLOY}/kiosk/logind.conf DESTINATION lib/krug-kiosk COMPONENT kiosk)
  install(FILES ${KRUG_DEPLOY}/kiosk/60-krug-kiosk.rules DESTINATION lib/udev/rules.d COMPONENT kiosk)
  install(FILES ${KRUG_DEPLOY}/debian/krug-kiosk.sysusers RENAME krug-kiosk.conf DESTINATION lib/sysusers.d COMPONENT kiosk)
  krug_install_papers(kiosk)
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME krug)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "Krug maintainers <maintainers@krug.example>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL server)
if(TARGET krug-kiosk)
  list(APPEND CPACK_COMPONENTS_ALL kiosk)
endif()
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)

# What the linker cannot see is asked for by name, from the one list of packages.
file(STRINGS ${KRUG_DEPLOY}/packages run_packages REGEX "^run ")
list(TRANSFORM run_packages REPLACE "^run " "")
list(JOIN run_packages ", " CPACK_DEBIAN_SERVER_PACKAGE_DEPENDS)

set(CPACK_DEBIAN_SERVER_PACKAGE_NAME krug-server)
set(CPACK_DEBIAN_SERVER_DESCRIPTION "registration and check-in for sessions and round tables
Event pages, registration without an account, tickets with a code, waitlist,
check-in at the door and attendance sheets. SQLite or PostgreSQL, Russian and
English.")
set(CPACK_DEBIAN_SERVER_PACKAGE_CONTROL_EXTRA
    ${KRUG_PACKAGE}/server/postinst ${KRUG_PACKAGE}/server/prerm ${KRUG_PACKAGE}/server/postrm ${KRUG_PACKAGE}/server/conffiles)

set(CPACK_DEBIAN_KIOSK_PACKAGE_NAME krug-kiosk)
set(CPACK_DEBIAN_KIOSK_PACKAGE_DEPENDS "tzdata, ca-certificates")
set(CPACK_DEBIAN_KIOSK_DESCRIPTION "door client of the Krug registration service
Reads tickets at the door, decides by itself without a network and sends what
happened to the server when it can.")
set(CPACK_DEBIAN_KIOSK_PACKAGE_CONTROL_EXTRA
    ${KRUG_PACKAGE}/kiosk/postinst ${KRUG_PACKAGE}/kiosk/prerm ${KRUG_PACKAGE}/kiosk/postrm)

# The same three scripts for both packages; only the units differ.
function(krug_package_scripts component units)
  set(UNITS ${units})
  foreach(script postinst prerm postrm)
    configure_file(${KRUG_DEPLOY}/debian/${script}.in ${KRUG_PACKAGE}/${component}/${script} @ONLY
                   FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
  endforeach()
endfunction()
krug_package_scripts(server "krug.socket krug.service")
krug_package_scripts(kiosk "krug-kiosk.service krug-kiosk-page.service krug-kiosk-screen.service")
file(WRITE ${KRUG_PACKAGE}/server/conffiles "/etc/krug/krug.toml\n")

include(CPack)
