(() => {
  "use strict";
  const sheets = [...document.querySelectorAll("details.sheet")];
  const form = document.getElementById("finder");
  const opened = new Set();
  addEventListener("beforeprint", () => sheets.filter((s) => !s.open).forEach((s) => { opened.add(s); s.open = true; }));
  addEventListener("afterprint", () => { opened.forEach((s) => { s.open = false; }); opened.clear(); });
  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const sheet = target && target.closest("details.sheet");
    if (sheet) { sheet.hidden = false; sheet.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", reveal);
  reveal();
  if (!form) return;
  const words = document.getElementById("find-words");
  const found = document.getElementById("found");
  const unfold = document.getElementById("unfold");
  const choices = [...form.querySelectorAll("select")];
  const folded = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  const texts = new Map(sheets.map((s) => [s, folded(s.textContent)]));
  const rows = new Map();
  document.querySelectorAll("table.cards tr.rec").forEach((row) => {
    const link = row.querySelector('a[href^="#"]');
    const sheet = link && document.getElementById(link.hash.slice(1));
    const owner = sheet && sheet.closest("details.sheet");
    if (!owner) return;
    const record = rows.get(owner) || [];
    for (let next = row; next && (next === row || !next.classList.contains("rec")); next = next.nextElementSibling) record.push(next);
    rows.set(owner, record);
  });
  const find = () => {
    const wanted = words.value.split(/[\s　]+/).map(folded).filter(Boolean);
    let count = 0;
    for (const sheet of sheets) {
      const fits = wanted.every((word) => texts.get(sheet).includes(word)) && choices.every((choice) =>
        !choice.value || sheet.getAttribute("data-property-" + choice.dataset.property).includes("｜" + choice.value + "｜"));
      sheet.hidden = !fits;
      (rows.get(sheet) || []).forEach((row) => { row.hidden = !fits; });
      count += fits ? 1 : 0;
    }
    const all = !wanted.length && choices.every((choice) => !choice.value);
    found.textContent = all ? "" : sheets.length + "項目のうち" + count + "項目が当てはまります。";
  };
  form.addEventListener("input", find);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = sheets.find((sheet) => !sheet.hidden);
    if (first) first.querySelector("summary").focus();
  });
  form.addEventListener("reset", () => setTimeout(find));
  unfold.addEventListener("click", () => {
    const open = unfold.getAttribute("aria-pressed") !== "true";
    unfold.setAttribute("aria-pressed", String(open));
    sheets.forEach((sheet) => { sheet.open = open; });
  });
  form.hidden = false;
})();
