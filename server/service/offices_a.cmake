set(KRUG_OFFICES_A
  event_check.cpp event_lists.cpp event_office.cpp event_places.cpp event_sessions.cpp idempotency_office.cpp
  mailings.cpp message_office.cpp people_office.cpp outbox_office.cpp password.cpp request_trace.cpp sign_in_throttle.cpp staff_office.cpp)
