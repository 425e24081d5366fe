set(KRUG_OFFICES_B attendance_office.cpp attendance_rows.cpp bulletin.cpp certificate_office.cpp check_in_office.cpp code_office.cpp conflict_office.cpp door_office.cpp double_entries.cpp
    erasure_ledger.cpp enclosure_intake.cpp event_desk.cpp failures.cpp feed_epoch.cpp form_office.cpp gate_office.cpp key_change.cpp key_office.cpp merging.cpp registration_office.cpp badge_office.cpp figures_office.cpp webhook_office.cpp evidence_office.cpp
    retention_office.cpp seating_office.cpp session_choice.cpp sheet_office.cpp sign_up_office.cpp table_office.cpp table_places.cpp)
