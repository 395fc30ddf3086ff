// One profile: its document, its versions, and what it would do to a device.

import { attempt, get, part, post, put } from "../api.js";
import { h } from "../dom.js";
import { documentEditor, ifVersion, versionList } from "../editor.js";
import { answered, deviceField, field, pageHead, panel } from "../parts.js";
import { simulationView } from "../simulation.js";

export default function profile(context) {
  const { name } = context.parameters;
  const path = `/v1/profiles/${part(name)}`;
  let release = "";
  let simulated = null;
  let isAsked = false;
  let question = 0;

  const editor = documentEditor(context, {
    id: "profile-document", what: "Profile", validatePath: "/v1/profiles/validate", roles: ["profile-admin"],
    parameters: () => ({ release }),
    save: (text, version) => put(path, text, { headers: ifVersion(version) }),
    whenSaved: () => versions.load(),
  });
  const versions = versionList(context, {
    historyPath: `${path}/history`, versionPath: (number) => `${path}/versions/${number}`,
  });

  async function load() {
    const [kept] = await Promise.all([attempt(get(path, { signal: context.signal })), versions.load()]);
    if (kept.data) editor.take(kept.data.document, kept.data.version);
    else if (kept.problem.code === "profile-unknown") editor.take({ schema: 1, name }, 0);
    else throw kept.problem;
    return kept;
  }

  async function simulate(event) {
    event.preventDefault();
    isAsked = true;
    simulated = null;
    context.paint();
    const uuid = document.getElementById("simulated-device").value.trim();
    const asked = (question += 1);
    const answer = await attempt(post(`/v1/devices/${part(uuid)}/simulation`, editor.text, { signal: context.signal }));
    if (asked !== question) return;
    simulated = answer;
    context.paint();
  }

  const render = (kept) => [
    pageHead(name, {
      trail: ["#/profiles", "Profiles"],
      note: kept.data ? `Version ${kept.data.version}, by ${kept.data.author}. Devices that have an older one are given the newest within a minute, behind every device that says hello.`
        : "Not kept yet: this is where it begins.",
    }),
    editor.render(),
    panel("Judge it for a release", { note: "What no release takes is a fault in any case." },
      h("form", { class: "row", on: { submit: (event) => { event.preventDefault(); editor.judgeNow(); } } },
        field("Release of AMT", h("input", {
          placeholder: "such as 16.1", autocomplete: "off", pattern: "[0-9]+(\\.[0-9]+){0,3}", title: "such as 16.1",
          on: { input: (event) => { release = event.target.value.trim(); } },
        })), h("button", { type: "submit" }, "Judge"))),
    panel("Try it on a device", { note: "By what was last read of the device; it is not called." },
      h("form", { class: "row", on: { submit: simulate } }, deviceField("simulated-device"),
        h("button", { type: "submit" }, "Simulate")),
      isAsked ? answered(simulated, simulationView) : null),
    versions.render(),
  ];

  return { title: name, load, render, wants: (event) => event.type === "profile.changed" && event.subject === name };
}
