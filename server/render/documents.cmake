# Documents other than pages: QR, PDF, tables, mail messages.
set(KRUG_RENDER_DOCUMENT_SOURCES attendance_sheet_pdf.cpp attendance_table.cpp badge_pdf.cpp badge_zpl.cpp certificate_pdf.cpp event_report_pdf.cpp file_name.cpp mail_message.cpp
    paper.cpp plain_text.cpp qr.cpp spreadsheet_text.cpp ticket_pdf.cpp workbook.cpp
    zip_archive.cpp)
set(KRUG_RENDER_DOCUMENT_LIBRARIES PkgConfig::PANGOCAIRO PkgConfig::QRENCODE PkgConfig::LIBZIP xlsxwriter)
