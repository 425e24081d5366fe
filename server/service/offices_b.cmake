set(KRUG_OFFICES_B attendance_office.cpp bulletin.cpp check_in_office.cpp failures.cpp gate_office.cpp key_change.cpp key_office.cpp registration_office.cpp)
