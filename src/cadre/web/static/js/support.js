// Who is chosen says what it is: an id may stand for a provider and a nation.
for (const who of document.querySelectorAll("select[data-kinds]")) {
  const what = document.getElementById(who.dataset.kinds);
  who.addEventListener("change", () => {
    what.value = who.selectedOptions[0]?.dataset.what ?? "";
  });
}
