// Every text of the kiosk's page in both languages: [Russian, English].
export const words = {
  title: ["Круг: киоск у входа", "Krug: entrance kiosk"],
  brand: ["Круг", "Krug"],
  hold_code: ["Поднесите QR‑код билета к сканеру", "Hold your ticket QR code to the scanner"],
  hold_code_out: ["На выходе поднесите QR‑код билета к сканеру", "On your way out, hold your ticket QR code to the scanner"],
  other_language: ["English", "Русский"],
  more: ["Другие действия", "More"],
  type_number: ["Ввести номер", "Type the number"],
  call_staff: ["Позвать сотрудника", "Call staff"],
  calling: ["Здесь ждут сотрудника", "Somebody here waits for staff"],
  call_done: ["Уже помогли", "We are helped"],
  large_text: ["Крупный текст", "Larger text"],
  contrast: ["Высокая контрастность", "High contrast"],
  voice: ["Читать вслух", "Read aloud"],
  lower: ["Кнопки ниже", "Lower controls"],
  staff_corner: ["Для сотрудника", "For staff"],
  no_link: ["Без связи", "Offline"],
  no_link_long: ["Связи нет, но вход работает", "Offline, entry works"],
  no_link_later: ["Отметку передадим позже", "Check-ins are sent later"],
  unsent: ["Ещё не передано отметок: ", "Check-ins not sent yet: "],
  lost: ["Киоск перезапускается", "The kiosk is restarting"],
  lost_note: ["Подождите, пожалуйста, несколько секунд", "Please wait a few seconds"],
  done: ["Готово", "Done"],
  hold: ["Подержать экран", "Hold this screen"],
  show_more: ["Показать ещё", "Show longer"],
  again: ["Ещё раз", "Try again"],
  stays: ["Экран сменится через {n} с", "This screen changes in {n} s"],
  table: ["Стол", "Table"],
  code_for_staff: ["Код для сотрудника: ", "Code for staff: "],
  number_title: ["Номер участника", "Attendee number"],
  number_note: ["Девять цифр под QR‑кодом билета", "Nine digits below your ticket QR code"],
  erase: ["Стереть цифру", "Erase a digit"],
  find: ["Проверить", "Check"],
  back: ["Назад", "Back"],
  number_wrong: ["Такого номера не бывает: проверьте цифры", "There is no such number: check the digits"],
  number_too_often: ["Слишком много номеров подряд. Подождите минуту", "Too many numbers in a row. Wait a minute"],
  voice_on: ["Голос включён. Поднесите QR-код билета к сканеру.", "Voice is on. Hold your ticket QR code to the scanner."],
  voice_none: ["На этом киоске нет голоса", "This kiosk has no voice"],
  scan_in_form: ["Сканер подождёт: сначала закройте форму", "The scanner waits: close the form first"],
  no_script: ["Этой странице нужен JavaScript", "This page needs JavaScript"],
};

/** The text for a key in a language; {n} is filled in. */
export function say(key, lang, n = "") {
  const row = words[key];
  return (row ? row[lang === "en" ? 1 : 0] : key).replace("{n}", n);
}
