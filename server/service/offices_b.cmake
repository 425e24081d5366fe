set(KRUG_OFFICES_B attendance_office.cpp bulletin.cpp check_in_office.cpp code_office.cpp failures.cpp gate_office.cpp key_office.cpp registration_office.cpp)
