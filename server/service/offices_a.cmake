set(KRUG_OFFICES_A
  audit_trail.cpp cbor_reader.cpp factor_office.cpp invitation_office.cpp one_time_code.cpp passkey.cpp passkey_office.cpp
  event_check.cpp event_lists.cpp event_office.cpp event_places.cpp event_sessions.cpp idempotency_office.cpp
  mailings.cpp message_office.cpp people_office.cpp outbox_office.cpp password.cpp programme_office.cpp request_trace.cpp series_office.cpp sign_in_throttle.cpp staff_office.cpp)
