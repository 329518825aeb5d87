// Opens pages in Chromium as their readers do and tells what it finds, as JSON on standard output.
//
//   node judge.mjs CHROMIUM PAGE.html...
//
// Of each page: what axe-core finds at the width of a phone and of a desk, light and dark, with everything unfolded; what was
// asked for beyond the page; what the console says; its height on a phone; lines and names that are badly set, and tables that
// paper cuts off; what is read with scripts off, found by the keyboard, and printed.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [executablePath, ...pages] = process.argv.slice(2);
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });

async function opened(file, options, work) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, ...options });
  const page = await context.newPage();
  const seen = { requests: [], console: [] };
  const own = pathToFileURL(file).href;
  page.on("request", (request) => request.url() === own || seen.requests.push(request.url()));
  page.on("console", (message) => seen.console.push(message.text()));
  page.on("pageerror", (error) => seen.console.push(String(error)));
  await page.goto(own);
  const result = await work(page);
  await context.close();
  return { ...result, ...seen };
}

async function violations(page) {
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  await page.evaluate(axe);
  const found = await page.evaluate((values) => axe.run(document, { runOnly: { type: "tag", values } }), tags);
  return found.violations.map((one) => `${one.id} (${one.impact}): ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" ")}`);
}

// What a typesetter would not sign: characters that begin a line and must not, names that cover one another.
async function faults(page) {
  return page.evaluate(() => {
    const found = [];
    const range = document.createRange();
    const box = (node, at) => {
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      return range.getBoundingClientRect();
    };
    const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    let before = null;
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const text = node.data.trimEnd();
      for (const match of text.matchAll(/[、。，．）」』】]/g)) {
        const [of, at] = match.index > 0 ? [node, match.index - 1] : [before, (before?.data.trimEnd().length ?? 0) - 1];
        if (!of || at < 0 || of.parentElement.closest("p") !== node.parentElement.closest("p")) continue;
        const [left, right] = [box(of, at), box(node, match.index)];
        if (left.height && right.height && right.top >= left.bottom - 2) {
          found.push(`begins a line: ${text.slice(match.index, match.index + 12)}`);
        }
      }
      if (text.trim()) before = node;
    }
    for (const name of document.querySelectorAll(".name + .name")) {
      // Their text, which an indent may move out of its box.
      const [left, right] = [name.previousElementSibling, name].map((one) => {
        range.selectNodeContents(one);
        return range.getBoundingClientRect();
      });
      if (right.width && Math.abs(left.top - right.top) < 2 && right.left < left.right - 1) {
        found.push(`covers the name before: ${name.textContent}`);
      }
    }
    for (const cell of document.querySelectorAll("th, td")) {
      const text = cell.textContent.trim();
      if (!/^[A-Za-z0-9]+(-[A-Za-z0-9]+)+$/.test(text)) continue;
      const node = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT, (of) => of.data.includes(text) ? 1 : 2).nextNode();
      const from = node?.data.indexOf(text);
      const [first, last] = node ? [from, from + text.length - 1].map((at) => box(node, at)) : [];
      if (first?.height && Math.abs(first.top - last.top) > 2) found.push(`breaks a number: ${text}`);
    }
    return found;
  });
}

// Tables that a sheet of A4 upright cuts off: its text is 180 mm wide. Badges whose upper edge is above the block that holds them:
// at a page's head it would be printed at the foot of the page before.
async function cut(page) {
  await page.emulateMedia({ media: "print" });
  return page.evaluate(() => {
    const block = (badge) => badge.closest("summary") ?? badge.closest("h2, h3, h4, h5, h6, dl > div");
    return [
      ...[...document.querySelectorAll("table")]
        .filter((table) => !table.closest(".landscape") && table.getBoundingClientRect().right > window.innerWidth + 1)
        .map((table) => `cut off: ${table.textContent.trim().slice(0, 40)}`),
      ...[...document.querySelectorAll(".badge, .number")]
        .filter((badge) => badge.getClientRects().length && badge.getClientRects()[0].top < block(badge)?.getBoundingClientRect().top)
        .map((badge) => `above its block: ${badge.textContent}`),
    ];
  });
}

const told = {};
for (const file of pages) {
  const of = { axe: {} };
  for (const width of [390, 1280]) {
    for (const colorScheme of ["light", "dark"]) {
      const seen = await opened(file, { viewport: { width, height: 844 }, colorScheme }, async (page) => ({
        size: await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]),
        violations: await violations(page),
      }));
      of.axe[`${width} ${colorScheme}`] = seen.violations;
      of.requests = [...(of.requests || []), ...seen.requests];
      of.console = [...(of.console || []), ...seen.console];
      of[`size${width}`] = seen.size;
    }
  }
  of.faults = [];
  for (const width of [360, 800, 1280]) {
    const seen = await opened(file, { viewport: { width, height: 844 } }, async (page) => ({ faults: await faults(page) }));
    of.faults.push(...seen.faults.map((fault) => `${width} px: ${fault}`));
  }
  const paper = { viewport: { width: Math.floor((180 / 25.4) * 96), height: 1000 } };
  of.faults.push(...(await opened(file, paper, async (page) => ({ faults: await cut(page) }))).faults);
  const plain = await opened(file, { javaScriptEnabled: false }, async (page) => ({
    finder: await page.locator("#finder").isVisible().catch(() => false),
    text: (await page.locator("main").textContent()).length,
  }));
  of.scriptless = { finder: plain.finder, text: plain.text };
  of.found = await opened(file, {}, async (page) => {
    if (!(await page.locator("#finder").count())) return { shown: [], text: (await page.locator("main").textContent()).length };
    const text = (await page.locator("main").textContent()).length;
    const word = (await page.locator("details.sheet h3").nth(1).textContent()).trim().split(/\s+/).pop();
    await page.locator("#find-words").focus();
    await page.keyboard.type(word);
    const shown = await page.locator("details.sheet:not([hidden])").count();
    const cards = await page.locator("table.cards tr.rec:not([hidden])").count();
    const status = await page.locator("#found").textContent();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    const open = await page.locator("details.sheet[open] h3").allTextContents();
    return { word, shown, cards, status, open, text };
  });
  of.led = await opened(file, { javaScriptEnabled: false }, async (page) => {
    const link = page.locator("table.cards a").first();
    if (!(await link.count())) return { open: null };
    await link.click();
    return { open: await page.locator("details.sheet[open]").count() };
  });
  const printed = await opened(file, {}, async (page) => {
    const pdf = await page.pdf({ preferCSSPageSize: true });
    writeFileSync(`${file}.pdf`, pdf);
    return {};
  });
  of.console = [...of.console, ...printed.console];
  told[file] = of;
}
await browser.close();
console.log(JSON.stringify(told));
