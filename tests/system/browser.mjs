// If this is wrong, pages are judged in a browser that is not the one people have, or its complaints are not heard.
import { chromium } from "playwright-core";

const words = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export class browser {
  static async open() {
    const made = new browser();
    made.program = await chromium.launch({ executablePath: process.env.KRUG_CHROMIUM ?? "/usr/bin/chromium", args: words, headless: true });
    return made;
  }

  /**
   * One person's window on a house. `complaints` gathers what the browser says against our pages: script errors,
   * violations of the content security policy, requests that failed or went to another host.
   */
  async window(house, { lang = "ru", theme = "light", script = true, width = 1280, height = 900 } = {}) {
    const context = await this.program.newContext({ javaScriptEnabled: script, viewport: { width, height }, colorScheme: theme, locale: lang });
    await context.addCookies([{ name: "lang", value: lang, url: house.base }, { name: "theme", value: theme, url: house.base }]);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.complaints = [];
    page.on("console", (said) => {
      if (["error", "warning"].includes(said.type()) && !/status of (404|409|422|429)/.test(said.text())) page.complaints.push(`${page.url()}: ${said.text()}`);
    });
    page.on("pageerror", (failure) => page.complaints.push(`${page.url()}: ${failure.message}`));
    page.on("request", (asked) => {
      if (!asked.url().startsWith(house.base) && !asked.url().startsWith("data:")) page.complaints.push(`${page.url()}: asks ${asked.url()}`);
    });
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (seen) => console.error(`policy: ${seen.violatedDirective} ${seen.blockedURI}`));
    });
    page.finish = () => context.close();
    return page;
  }

  async sign_in(page, house) {
    await page.goto(`${house.base}/sign-in`);
    await page.fill("#email", house.demo.staff.email);
    await page.fill("#password", house.demo.staff.password);
    await Promise.all([page.waitForURL(/\/work/), page.click("main form button")]);
  }

  close() {
    return this.program.close();
  }
}
