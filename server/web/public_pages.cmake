# The pages that anybody may open, the sign-in, and the letters.
set(KRUG_WEB_PUBLIC account_letters.cpp account_link_pages.cpp consent_texts.cpp event_feed.cpp feed_pages.cpp event_pages.cpp event_views.cpp event_words.cpp form_words.cpp group_pages.cpp letters.cpp message_words.cpp feedback_pages.cpp
                    login_pages.cpp own_answers.cpp own_registration.cpp registration_form.cpp registration_pages.cpp session_choice_form.cpp scan_pages.cpp
                    host_pages.cpp table_words.cpp widget_pages.cpp)
