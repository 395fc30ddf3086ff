// A certificate for provisioning comes in: it is looked at first, then kept.

import { attempt, call } from "../api.js";
import { certificateView } from "../certificate-view.js";
import { h } from "../dom.js";
import { bytes, counted } from "../format.js";
import { action, badge, field, notice, pageHead, panel, problemNote } from "../parts.js";

const filesMax = 24;
/** The API's limit for all files together. */
const bytesMax = 128 * 1024;

export default function importCertificate(context) {
  const device = context.query.get("device");
  let answer = null;
  let isKept = false;
  let files = [];

  const text = (id) => document.getElementById(id).value;

  async function chosen(event) {
    files = [...event.target.files].slice(0, filesMax);
    answer = null;
    context.paint();
  }

  /** The request's body; null, and said, when there is nothing or too much to send. */
  async function body() {
    const pasted = text("certificate-pem").trim();
    if (files.length === 0 && pasted === "") return notice("Choose files or paste PEM first", "bad");
    const size = files.reduce((total, file) => total + file.size, pasted.length);
    if (size > bytesMax) return notice(`Together they may have ${bytes(bytesMax)}, and have ${bytes(size)}`, "bad");
    const sent = await Promise.all(files.map(async (file) => ({ base64: base64(new Uint8Array(await file.arrayBuffer())) })));
    if (pasted !== "") sent.push({ pem: pasted });
    return {
      files: sent, passphrase: text("certificate-passphrase") || undefined, name: text("certificate-name").trim() || undefined,
      force: document.getElementById("certificate-force").checked || undefined,
    };
  }

  async function send(path) {
    const sent = await body();
    if (!sent) return;
    answer = await attempt(call("POST", path, { body: sent }));
    isKept = path === "/v1/certificates" && !answer.problem;
    if (isKept) {
      notice(answer.data.result === "known" ? "It was kept already" : "The certificate is kept");
      if (context.signal.aborted) return; // Somebody went on while it was kept.
      for (const id of ["certificate-passphrase", "certificate-pem"]) document.getElementById(id).value = "";
    }
    context.paint();
  }

  const render = () => [
    pageHead("Import or check a certificate", {
      trail: ["#/certificates", "Certificates"],
      note: "Leaf, chain and key together: PEM, DER, PKCS #12 or PKCS #7, in any order.",
    }),
    device ? h("p", { class: "note neutral" }, h("strong", null, "For a device that waits for it"),
      h("span", null, " Its roots are listed on ", h("a", { href: `#/certificates?device=${device}` }, "the page of certificates"), ".")) : null,
    panel("Files", null, h("form", { class: "stack", on: { submit: (event) => event.preventDefault() } },
      field("Choose files", h("input", { id: "certificate-files", type: "file", multiple: true, on: { change: chosen } }),
        files.length > 0 ? `${counted(files.length, "file")}: ${files.map((file) => file.name).join(", ")}` : "They go to the server by the API alone."),
      field("Or paste PEM", h("textarea", { id: "certificate-pem", class: "code", rows: "8", spellcheck: "false", autocomplete: "off",
        placeholder: "-----BEGIN CERTIFICATE-----" })),
      h("div", { class: "row" },
        field("Name", h("input", { id: "certificate-name", maxlength: "63", autocomplete: "off" }), "May be left out."),
        field("Passphrase", h("input", { id: "certificate-passphrase", type: "password", autocomplete: "off" }), "Of what is locked among them.")),
      h("label", { class: "check" }, h("input", { id: "certificate-force", type: "checkbox" }),
        h("span", null, "Keep it though no release takes it, as long as chain and key are whole")),
      h("div", { class: "tools" },
        action("Check", { roles: ["trust-admin"], run: () => send("/v1/certificates/lint") }),
        action("Import", { roles: ["trust-admin"], kind: "primary", run: () => send("/v1/certificates") })))),
    answer?.problem ? problemNote(answer.problem) : null,
    answer?.data ? [
      h("p", { class: `note ${isKept ? "good" : "neutral"}`, role: "status" },
        h("strong", null, isKept ? "Kept. " : "Checked, and not kept. "),
        isKept ? ["Devices that waited for it are taken up at once. ", h("a", { href: `#/certificates/${answer.data.id}` }, "Its page"),
          device ? [" · ", h("a", { href: `#/devices/${device}` }, "Back to the device")] : null]
          : [badge(counted(answer.data.findings.length, "finding"), "note")]),
      certificateView(answer.data),
    ] : null,
  ];

  return { title: "Import a certificate", render, isStill: true };
}

/** Bytes as base64; in pieces, because arguments of a call are limited. */
function base64(bytes) {
  let text = "";
  for (let place = 0; place < bytes.length; place += 8_192) text += String.fromCharCode(...bytes.subarray(place, place + 8_192));
  return btoa(text);
}
