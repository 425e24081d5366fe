// Questions that depend on an answer or on the category are shown and hidden at once. Without this the server asks again.
const questions = [...document.querySelectorAll("[data-question]")];

/** What is chosen now for a question that stands on the page and is shown. */
function answers_of(name) {
  const at = questions.find((each) => each.dataset.question === name);
  if (!at || at.hidden) return [];
  return [...at.querySelectorAll("input:checked")].map((each) => each.value);
}

function category() {
  const chosen = document.querySelector('input[name="category"]:checked, select[name="category"]');
  return chosen ? chosen.value : "0";
}

/** Each looks back only, so one pass in the order of the page settles all. */
function settle() {
  for (const each of questions) {
    const { if: other, ifValues, categories } = each.dataset;
    const of_category = categories === "" || categories.split(",").includes(category() || "0");
    const wanted = ifValues.split(",");
    const asked = of_category && (other === "" || answers_of(other).some((value) => wanted.includes(value)));
    each.hidden = !asked;
    each.querySelector('input[name="asked"]').disabled = !asked;
  }
}

if (questions.length > 0) {
  document.addEventListener("change", settle);
  settle();
}
