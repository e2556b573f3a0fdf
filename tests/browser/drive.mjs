// `sayso try` in a real browser, as a newcomer uses it. Started by ./run beside this file, which says what it needs.
//
//   node drive.mjs SAYSO CHROMIUM [PICTURE]
//
// Prints a line a step with the seconds since the program was started; ends with status 1 at the first step that fails.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const [sayso, executablePath, picture] = process.argv.slice(2);
const LINK = "https://saltmarsh-courier.example/news/tide-gate-memo";
const FEED = "https://saltmarsh-courier.example/feed";
/** What the machine may take for one step, far beyond what it does take. */
const PATIENCE = 120_000;

const begin = Date.now();
const told = step => console.log(`${((Date.now() - begin) / 1000).toFixed(1).padStart(6)} s  ${step}`);
function must(holds, what) {
  if (!holds) throw new Error(what);
}

const program = spawn(sayso, ["try", "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
let log = "";
program.stderr.on("data", piece => { log += piece; });
const ended = new Promise(done => program.on("exit", done));

/** The address that the program prints. */
async function address() {
  for await (const line of createInterface({ input: program.stdout })) {
    const found = line.match(/http:\/\/[^ /]+\//);
    if (found) return found[0];
  }
  throw new Error(`sayso try ended before it printed an address:\n${log}`);
}

/** The person at the page. */
class Newcomer {
  constructor(page) { this.page = page; }

  /** The last message that the bot sent and that is finished, once it has `words`. */
  async sees(words) {
    const last = this.page.locator(".message", { has: this.page.locator(".face.bot") }).filter({ hasText: words }).last();
    await last.waitFor();
    return last;
  }

  /** The finished answer to a command. */
  async answered(command) {
    const answer = this.page.locator(".message", { has: this.page.locator(".used", { hasText: command }) }).last();
    await answer.waitFor();
    await answer.locator(".thinking").waitFor({ state: "detached" });
    return answer;
  }

  /** Types a command as one does: `/`, letters, Tab at the entry, then each option. */
  async types(command, options = {}) {
    await this.page.locator("#line").fill("");
    await this.page.locator("#line").pressSequentially(command);
    const entry = this.page.locator("#list button", { hasText: command }).first();
    await entry.waitFor();
    await this.page.keyboard.press("Tab");
    for (const [name, value] of Object.entries(options)) {
      let field = this.page.locator(`#form [data-name="${name}"]`);
      if (await field.count() === 0) await this.page.locator("#form select").last().selectOption({ label: name });
      field = this.page.locator(`#form [data-name="${name}"]`);
      if (await field.evaluate(it => it.tagName) === "SELECT") await field.selectOption({ label: value });
      else await field.fill(value);
    }
    // Completions that are still open would lie over nothing that is needed.
    await this.page.locator("#form button", { hasText: "Send" }).click();
  }

  async is(name) {
    await this.page.locator("#people button", { hasText: name }).click();
    await this.page.locator("#line").waitFor();
  }

  async opens(channel) { await this.page.locator("#channels button", { hasText: channel }).click(); }

  /** An entry of the menu of the message with these words. */
  async chooses(entry, words) {
    const message = this.page.locator(".message").filter({ hasText: words }).first();
    await message.hover();
    await message.locator(".open").click();
    await this.page.locator(".menu button", { hasText: entry }).click();
  }
}

/** The time in a minute and a half at most, as one types it. */
function soon() {
  const at = new Date(Date.now() + 60_000 + 20_000);
  return `${String(at.getUTCHours()).padStart(2, "0")}:${String(at.getUTCMinutes()).padStart(2, "0")}`;
}

async function drive(page) {
  const faults = [];
  page.on("pageerror", error => faults.push(String(error)));
  page.on("console", message => { if (message.type() === "error") faults.push(message.text()); });
  page.on("dialog", dialog => { faults.push(dialog.message()); dialog.dismiss(); });
  page.setDefaultTimeout(PATIENCE);
  await page.goto(await address());
  await page.waitForFunction(() => document.documentElement.dataset.ready === "true");
  told("the page stands and knows the commands");
  const mia = new Newcomer(page);
  await mia.is("mia");

  await page.locator("#line").pressSequentially("/");
  const offered = await page.locator("#list button").count();
  must(offered >= 20, `only ${offered} commands are offered`);
  told(`typing / offers ${offered} commands`);

  await mia.types("/brief", { link: LINK });
  const card = await mia.sees("Nobody brought it to me, not once");
  must(await card.locator("a", { hasText: "↗" }).count() > 1, "the card has no links to places");
  told("the first brief: a card with quotations and links to their places");

  await card.locator(".row button").last().waitFor();
  const labels = await card.locator(".row button").allTextContents();
  const next = card.locator(".row button:not([disabled])").first();
  const before = [await card.getAttribute("data-id"), await card.innerText()];
  await next.click();
  await page.waitForFunction(([id, text]) => document.querySelector(`[data-id="${id}"]`)?.innerText !== text, before);
  told(`a button under the card is pressed (${labels.join(", ")}), and the card changes`);

  await page.locator("#line").fill("");
  await page.locator("#line").pressSequentially("/said");
  await page.keyboard.press("Tab");
  await page.locator('#form [data-name="speaker"]').pressSequentially("egel");
  await page.locator("#list button", { hasText: "Tomas Egelund" }).first().waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await mia.sees("Egelund");
  told("three letters of a name are completed, and /said answers");

  await mia.types("/whosaid", { topic: "tide gate" });
  const found = await mia.sees("tide gate");
  told("/whosaid answers from five pages");
  const menus = found.locator(".row select");
  if (await menus.count() > 0) {
    const options = menus.first().locator("option:not([disabled])");
    await menus.first().selectOption({ index: await options.count() });
    told("a select menu under it is used");
  }

  await mia.types("/verify", { quotation: "I was told, and I did understand what I was told", speaker: "Tomas Egelund" });
  const verdict = await mia.answered("/verify");
  must((await verdict.innerText()).includes("not"), "the missing word is not shown");
  must(await verdict.locator("u, ins, em, strong, b").count() > 0, "nothing is marked in the real words");
  told("/verify answers with the real words");

  await mia.types("/timeline", {});
  await page.waitForFunction(() => [...document.querySelectorAll(".message img")].some(it => it.naturalWidth > 300));
  told("/timeline shows its picture");

  await mia.chooses("Brief this link", "Who actually said that?");
  await mia.sees("Only you can see this");
  told("the menu of a message answers, seen by the asker alone");
  await mia.is("ada");
  await page.locator(".message.private").first().waitFor({ state: "detached" });
  await mia.is("oles");
  await page.locator("#line").pressSequentially("/");
  await page.locator("#list button", { hasText: /[а-яіїєґ]{4}/ }).first().waitFor();
  told("others do not see it; one who reads Ukrainian is offered the commands in Ukrainian");

  await mia.is("mia");
  const when = soon();
  await mia.types("/schedule add", { when, channel: "#news" });
  const scheduled = await mia.answered("/schedule add");
  await mia.types("/source add", { address: FEED });
  const added = await mia.answered("/source add");
  for (const answer of [scheduled, added]) told(`  ${(await answer.innerText()).split("\n").slice(2, 4).join(" · ").slice(0, 110)}`);
  await mia.opens("news");
  // The cards of the channel before may still be drawn.
  await page.locator(".message .embed").first().waitFor({ state: "detached" });
  told(`a digest is scheduled for ${when} UTC, and a feed is followed`);
  const digest = page.locator(".message", { has: page.locator(".embed") }).last();
  // Digests of many servers are spread over five minutes.
  await digest.waitFor({ timeout: 6 * 60_000 });
  told(`the digest has come by itself: ${(await digest.innerText()).split("\n").slice(1, 3).join(" · ").slice(0, 100)}`);
  if (picture) await page.screenshot({ path: picture });
  must(faults.length === 0, `the page had faults:\n${faults.join("\n")}`);
  must(!/ERROR|panicked/.test(log), `the bot had faults:\n${log}`);
}

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
let failed = null;
const page = await (await browser.newContext({ viewport: { width: 1100, height: 900 } })).newPage();
try {
  await drive(page);
} catch (error) {
  failed = error;
  if (picture) await page.screenshot({ path: picture });
}
await browser.close();
program.kill("SIGTERM");
const asked = Date.now();
const status = await ended;
console.log(`       SIGTERM: status ${status} after ${((Date.now() - asked) / 1000).toFixed(1)} s`);
if (failed || status !== 0) {
  console.error(failed ? failed.stack : `sayso try ended with ${status}:\n${log}`);
  process.exit(1);
}
console.log("all steps done");
