// The way in: a token is pasted, tried, and kept for this tab.

import { h, show } from "./dom.js";
import { problemNote } from "./parts.js";

/** `enter(token)` returns a problem, or null when the way is open. */
export function signIn(message, enter) {
  const said = h("div", { class: "signin-said", role: "alert" }, message ? h("p", { class: "note warm" }, message) : null);
  const field = h("input", {
    id: "token", name: "token", type: "password", autocomplete: "off", spellcheck: "false", autocapitalize: "off",
    required: true, "aria-describedby": "token-hint",
  });
  const button = h("button", { type: "submit", class: "primary" }, "Sign in");
  const submit = async (event) => {
    event.preventDefault();
    const token = field.value.trim();
    if (token === "") return;
    button.disabled = true;
    const problem = await enter(token);
    button.disabled = false;
    if (problem) {
      show(said, problemNote(problem));
      field.select();
    }
  };
  return h("main", { class: "signin", id: "main", tabindex: "-1" },
    h("form", { on: { submit } },
      h("p", { class: "brand" }, "ProvisionServer"),
      h("h1", null, "Sign in"),
      h("label", { class: "field", for: "token" }, h("span", null, "API token"), field,
        h("small", { id: "token-hint" },
          "It is kept in this tab alone, and forgotten when the tab is closed.")),
      button, said,
      h("details", null, h("summary", null, "Where to get a token"),
        h("p", null, "Somebody with the role ", h("code", null, "trust-admin"), " makes one:"),
        h("pre", null, "provisionctl token make desk --role operator --role viewer"),
        h("p", null, "The first token of a cluster is in ", h("code", null, "bootstrap.api_token_file"),
          ", or was printed at its first start."))));
}
