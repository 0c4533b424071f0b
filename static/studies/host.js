/** Where the open study stands: its heading, the way back, and its component once it is loaded. */
import { study } from "../state/study.js";
import { run } from "../state/store.js";
import { html, useEffect, useState } from "../vendor/ui.js";
import { useRead } from "../widgets/pace.js";
import { About, StudyHead } from "./head.js";
import { studyOf } from "./studies.js";

export function StudyHost() {
  const key = useRead(() => study.value?.key ?? "");
  const entry = key ? studyOf(key) : null;
  const ready = useRead(() => run.value !== null);
  const images = useRead(() => run.value?.network.family === "images");
  useEffect(() => {
    document.body.toggleAttribute("data-study", Boolean(key));
  }, [key]);
  if (!key) return null;
  return html`<main class="study" aria-label=${entry?.title ?? "A closer look"}>
    ${images ? html`<${Elsewhere} title=${entry?.title ?? "Not here"} />` : entry ? ready && html`<${Loaded} key=${key} entry=${entry} />` : html`<${Unknown} name=${key} />`}
    <${About} key=${`about ${key}`} />
  </main>`;
}

/** @param {{ entry: import("./studies.js").StudyEntry }} props */
function Loaded({ entry }) {
  const [component, setComponent] = useState(/** @type {{ of: any } | { error: string } | null} */ (null));
  useEffect(() => {
    entry.load().then((of) => setComponent({ of }), () => setComponent({ error: "This study could not be loaded." }));
  }, [entry]);
  if (!component) return html`<${StudyHead} title=${entry.title} /><p class="study-note" role="status"><span class="spinner"
    aria-hidden="true"></span>Opening…</p>`;
  if ("error" in component) return html`<${StudyHead} title=${entry.title} /><p class="study-note" role="alert">${component.error}</p>`;
  return html`<${component.of} />`;
}

/** @param {{ title: string }} props */
function Elsewhere({ title }) {
  return html`<${StudyHead} title=${title} /><p class="study-note" role="status">This study looks at networks on points; this run learns to read images.</p>`;
}

/** @param {{ name: string }} props */
function Unknown({ name }) {
  return html`<${StudyHead} title="Not here" /><p class="study-note" role="alert">The address asks for “${name}”, and there is no such study.</p>`;
}
