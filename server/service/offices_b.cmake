set(KRUG_OFFICES_B attendance_office.cpp bulletin.cpp check_in_office.cpp conflict_office.cpp door_office.cpp double_entries.cpp
    failures.cpp gate_office.cpp key_office.cpp registration_office.cpp)
