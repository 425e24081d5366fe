set(KRUG_WEB_API api_call.cpp api_routes.cpp attendance_api.cpp attendance_schemas.cpp check_in_api.cpp check_in_schemas.cpp
    door_api.cpp door_rule_api.cpp door_schemas.cpp event_api.cpp event_json.cpp event_schemas.cpp form_api.cpp form_schemas.cpp gate_api.cpp idempotency.cpp json_body.cpp
    json_schema.cpp openapi.cpp programme_api.cpp registration_api.cpp registration_schemas.cpp session_api.cpp
    series_api.cpp table_api.cpp table_schemas.cpp webhook_api.cpp)
