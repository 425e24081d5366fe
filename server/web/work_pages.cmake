# The organisers' pages and the door.
set(KRUG_WEB_WORK confirm_pages.cpp device_words.cpp factor_pages.cpp passkey_pages.cpp
                  account_pages.cpp attendance_columns.cpp attendee_changes.cpp attendee_form.cpp attendee_list.cpp attendee_pages.cpp audit_pages.cpp board_pages.cpp certificate_pages.cpp door_pages.cpp
                  door_work_pages.cpp door_words.cpp
                  event_editor.cpp evidence_pack.cpp evidence_pages.cpp export_pages.cpp answer_pages.cpp form_pages.cpp overview_pages.cpp point_pages.cpp privacy_pages.cpp staff_pages.cpp letter_pages.cpp message_pages.cpp people_filter_form.cpp duplicate_pages.cpp
                  work_event_pages.cpp work_frame.cpp work_pages.cpp work_words.cpp written_moment.cpp seating_pages.cpp sheet_pages.cpp sign_up_pages.cpp time_pages.cpp time_words.cpp table_pages.cpp import_drafts.cpp import_pages.cpp import_words.cpp multipart.cpp
                  badge_faces.cpp badge_pages.cpp figure_pages.cpp figure_parts.cpp webhook_pages.cpp webhook_words.cpp attendee_sessions.cpp programme_pages.cpp programme_words.cpp creation_pages.cpp series_days.cpp series_pages.cpp)
