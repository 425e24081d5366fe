set(KRUG_STORE_NOUNS_B key_store.cpp registration_store.cpp scan_store.cpp)
