set(KRUG_STORE_NOUNS_B category_store.cpp certificate_store.cpp conflict_store.cpp device_store.cpp evidence_store.cpp badge_store.cpp figures_store.cpp webhook_store.cpp feed_store.cpp form_store.cpp key_store.cpp listed_code_store.cpp network_store.cpp
    registration_store.cpp retention_store.cpp scan_store.cpp sheet_store.cpp sign_up_store.cpp table_store.cpp)
