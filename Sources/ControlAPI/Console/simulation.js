// What a profile would do to a device, as /v1/devices/{uuid}/simulation tells it.

import { h } from "./dom.js";
import { counted } from "./format.js";
import { empty, faultList, moment } from "./parts.js";

export function simulationView(data) {
  return h("div", { class: "simulation" },
    h("p", null, "Profile ", h("strong", null, data.profile), data.profileVersion ? ` version ${data.profileVersion}` : "",
      data.release ? `, AMT ${data.release}` : "", ". ",
      data.readAt ? ["By what was read of it ", moment(data.readAt), "."] : "Nothing was read of it yet: every value counts as unknown."),
    data.setup.length > 0 ? h("p", null, h("strong", null, "Setup first: "), data.setup.join(" → ")) : null,
    data.steps.length === 0 ? empty("Nothing would be changed.") : [
      h("h3", null, counted(data.steps.length, "step")),
      h("ol", { class: "lines" }, data.steps.map((step) => h("li", { class: "column" },
        h("p", null, h("code", null, step.step), step.subject ? ` ${step.subject}` : "", h("span", { class: "quiet" }, ` in ${step.section}`)),
        h("ul", { class: "changes" }, step.changes.map((change) => h("li", null, h("code", null, change.field), " ",
          h("del", null, change.from ?? "nothing"), " → ", h("ins", null, change.to))))))),
    ],
    sectionList("The firmware lacks", data.notApplicable), sectionList("It would fail in", data.problems),
    data.warnings.length > 0 ? h("div", { class: "note warm" }, h("strong", null, "The release takes less"), faultList(data.warnings)) : null);
}

function sectionList(title, list) {
  if (list.length === 0) return null;
  return h("div", { class: "note warm" }, h("strong", null, title), h("ul", null, list.map((one) => h("li", null,
    h("strong", null, one.section), " ", Object.entries(one.evidence).map(([name, value]) => `${name}: ${value}`).join(", ")))));
}
