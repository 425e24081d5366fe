# The pages that anybody may open, the sign-in, and the letters.
set(KRUG_WEB_PUBLIC consent_texts.cpp event_feed.cpp event_pages.cpp event_views.cpp event_words.cpp letters.cpp message_words.cpp feedback_pages.cpp
                    login_pages.cpp own_registration.cpp registration_form.cpp registration_pages.cpp scan_pages.cpp
                    host_pages.cpp table_words.cpp)
