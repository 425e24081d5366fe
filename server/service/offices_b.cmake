set(KRUG_OFFICES_B attendance_office.cpp bulletin.cpp erasure_ledger.cpp check_in_office.cpp failures.cpp feed_epoch.cpp gate_office.cpp key_office.cpp registration_office.cpp retention_office.cpp)
