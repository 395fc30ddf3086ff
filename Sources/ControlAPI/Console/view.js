// Runs one page: loads its data, paints it, and does both again when time passes or something happens.

import { Problem } from "./api.js";
import { h, show } from "./dom.js";
import { loading, problemNote } from "./parts.js";

/** Without a stream a page asks so often; with one it hears what happens, and asks seldom. */
const pollSeconds = 4;
const liveSeconds = 10;
/** A server that is overloaded or away is not asked so often. */
const failedSeconds = 15;
/** Events come in crowds: one refresh does for all of this time. */
const gatherMilliseconds = 1_500;

/**
 * Opens a page. `page(context)` returns `{title, load(), render(data), wants(event)}`: `load` asks for its data, `render`
 * makes it elements, `wants` says whether an event may change it. A page without `load` is painted once, and on demand.
 * @returns what the frame tells the page: `hear(event)`, `refreshSoon()`.
 */
export function openView(page, { root, parameters, query, signal, isLive, setTitle }) {
  let data;
  let failure = null;
  let timer = null;
  let isLoading = false;
  let isOld = false;

  const context = { parameters, query, signal, paint, refresh, setTitle };
  const view = page(context);
  setTitle(view.title);

  function paint() {
    if (signal.aborted) return;
    if (data === undefined && view.load) {
      show(root, failure ? problemNote(failure) : h("div", { class: "first" }, loading()));
    } else {
      show(root, failure && !failure.isMissing ? h("div", { class: "stale" }, problemNote(failure)) : null, view.render(data));
    }
  }

  async function refresh() {
    if (!view.load || signal.aborted) return;
    if (isLoading) {
      isOld = true;
      return;
    }
    isLoading = true;
    isOld = false;
    try {
      data = await view.load();
      failure = null;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      failure = error;
    } finally {
      isLoading = false;
    }
    paint();
    plan(failure ? failedSeconds : isOld ? gatherMilliseconds / 1000 : isLive() ? liveSeconds : pollSeconds);
  }

  /** A page that nobody sees asks for nothing; it is refreshed when it is seen again. */
  function plan(seconds) {
    clearTimeout(timer);
    if (view.isStill || signal.aborted) return;
    timer = setTimeout(() => (document.hidden ? plan(seconds) : refresh()), seconds * 1000);
  }

  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  paint();
  refresh().then(() => !signal.aborted && view.whenOpen?.());

  let gathering = false;
  function refreshSoon() {
    if (gathering || view.isStill) return;
    gathering = true;
    setTimeout(() => {
      gathering = false;
      if (!document.hidden) refresh();
    }, gatherMilliseconds);
  }

  return {
    hear(event) {
      view.heard?.(event);
      if (view.wants?.(event)) refreshSoon();
    },
    refreshSoon,
  };
}
