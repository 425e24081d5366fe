set(KRUG_STORE_NOUNS_A
  account_link_store.cpp audit_store.cpp event_store.cpp factor_store.cpp idempotency_store.cpp login_store.cpp mailing_store.cpp message_store.cpp people_condition.cpp people_store.cpp outbox_store.cpp programme_store.cpp session_store.cpp
  staff_store.cpp venue_store.cpp)
