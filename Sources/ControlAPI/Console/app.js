// The start: the frame around the pages, which page an address means, and who is signed in.

import { attempt, get, onRefusedToken } from "./api.js";
import { h, show } from "./dom.js";
import { followEvents, recentEvents } from "./events.js";
import { frame, lineWords } from "./frame.js";
import { relative, exact } from "./format.js";
import { match } from "./routes.js";
import { session } from "./session.js";
import { signIn } from "./signin.js";
import { openView } from "./view.js";

const app = document.getElementById("app");
/** Ends with the page that is shown. */
let leaving = new AbortController();
/** Ends when somebody signs out. */
let stay = new AbortController();
let view = null;
let line = "connecting";

async function start() {
  document.querySelector(".skip").addEventListener("click", focusMain);
  window.addEventListener("hashchange", () => {
    if (!session.account) return;
    openPage();
    document.getElementById("main").focus({ preventScroll: true }); // Readers of the screen learn that it is another page.
  });
  document.addEventListener("visibilitychange", () => document.hidden || view?.refreshSoon());
  setInterval(keepMomentsTrue, 1_000);
  onRefusedToken(() => signOut("The token was withdrawn, or it is over."));
  if (!session.token) return showSignIn();
  const { data, problem } = await whoAmI(session.token);
  if (!problem) return enter(session.token, data);
  if (problem.status === 401 || problem.status === 403) return signOut(problem.message);
  showSignIn(problem.message);
}

/** The account of a token. A server without /v1/me still says whether it knows the token. */
async function whoAmI(token) {
  const answer = await attempt(get("/v1/me", { token }));
  if (!answer.problem?.isMissing) return answer;
  const counts = await attempt(get("/v1/queue", { token }));
  return counts.problem ? counts : { data: { name: "token", roles: null } };
}

function showSignIn(message) {
  leaving.abort();
  document.title = "Sign in · ProvisionServer";
  show(app, signIn(message, async (token) => {
    const { data, problem } = await whoAmI(token);
    if (problem) return problem;
    enter(token, data);
    return null;
  }));
  document.getElementById("token").focus();
}

function enter(token, account) {
  session.begin(token, account);
  stay = new AbortController();
  show(app, frame({ signOut: () => signOut(null) }));
  followEvents(stay.signal, (event) => view?.hear(event), (word) => {
    line = word;
    showLine();
  });
  openPage();
}

function signOut(message) {
  stay.abort();
  recentEvents.length = 0;
  session.end();
  showSignIn(message);
}

function openPage() {
  leaving.abort();
  leaving = new AbortController();
  const { page, parameters, query, path } = match(location.hash);
  for (const link of document.querySelectorAll("nav a")) {
    const isHere = path === link.dataset.path || (link.dataset.path !== "/" && path.startsWith(`${link.dataset.path}/`));
    if (isHere) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.querySelector(".menu")?.removeAttribute("open");
  const main = document.getElementById("main");
  main.replaceChildren();
  window.scrollTo(0, 0);
  view = openView(page, {
    root: main, parameters, query, signal: leaving.signal, isLive: () => line === "live",
    setTitle: (title) => { document.title = `${title} · ProvisionServer`; },
  });
  showLine();
}

function showLine() {
  const place = document.getElementById("line");
  if (!place) return;
  const [text, kind, hint] = lineWords[line];
  show(place, h("span", { class: `line ${kind}`, title: hint }, text));
}

function focusMain(event) {
  event.preventDefault(); // The hash names the page; the main part is reached by focus alone.
  document.getElementById("main")?.focus();
}

function keepMomentsTrue() {
  const now = Date.now();
  for (const element of document.querySelectorAll("time[data-relative]")) {
    const text = relative(element.dateTime, now);
    if (element.textContent !== text) element.firstChild.data = text;
    if (!element.title) element.title = exact(element.dateTime);
  }
}

start();
