// One certificate with all that is said of it.

import { get, part, attempt, remove } from "../api.js";
import { certificateView } from "../certificate-view.js";
import { action, confirmed, daysLeft, facts, moment, notice, pageHead, panel } from "../parts.js";

export default function certificate(context) {
  const path = `/v1/certificates/${part(context.parameters.id)}`;

  async function load() {
    const data = await get(path, { signal: context.signal });
    context.setTitle(data.name ?? data.subject);
    return data;
  }

  async function takeAway() {
    if (!(await confirmed("It is taken out of use, and its key is deleted. Devices that hang on it cannot be set up any more.", "Remove it"))) return;
    const { problem } = await attempt(remove(path));
    if (problem) return notice(problem.message, "bad");
    notice("The certificate is removed");
    location.hash = "#/certificates";
  }

  const render = (data) => [
    pageHead(data.name ?? data.commonName ?? data.subject, {
      trail: ["#/certificates", "Certificates"], note: data.subject,
      tools: action("Remove", { roles: ["trust-admin"], kind: "danger", run: takeAway }),
    }),
    panel("Facts", null, facts([
      ["Ends", [moment(data.notAfter), " ", daysLeft(data.daysLeft)]], ["Imported", moment(data.importedAt)],
      ["Root", data.rootName ?? "unknown"],
      ["Compared by newer firmware", data.counted ? `${data.counted.text} (${data.counted.kind})` : "nothing"],
    ])),
    certificateView(data),
  ];

  return { title: "Certificate", load, render };
}
