/** Shows the invitation beside the editor, drawn by the widget itself, while it is typed: on each device, in each light. */

import { hearLooks, NO_LOOKS, sheetOfLooks, type Looks } from "./preview/looks";
import { natives, quietly, still } from "./preview/stillness";
import { previewSheets } from "./preview/sheets";
import { previewWords, type Reader } from "./preview/words";
import { WORDS_CHOSEN } from "./composer/words_chosen";
import { makeBubble } from "../widget/bubble";
import { makeLauncher } from "../widget/launcher";
import { LOADER_TEXTS, translator } from "../shared/texts";
import { readInvitation } from "../shared/wire";

interface PreviewData {
  readonly variables: Readonly<Record<string, string>>;
  readonly texts: Readonly<Record<string, string>>;
}

function dataOf(id: string): PreviewData {
  return JSON.parse(document.getElementById(id)?.textContent || '{"variables": {}, "texts": {}}') as PreviewData;
}

/** As the server has it. */
const DEFAULT_WIDTH = 200;

function looksOf(id: string): Looks {
  const given = document.getElementById(id)?.textContent;
  return given ? (JSON.parse(given) as Looks) : NO_LOOKS;
}

const nothing = (): void => undefined;

/** Keeps the preview in step with the form. */
export function startBubblePreview(form: HTMLFormElement): void {
  const frame = document.getElementById("preview");
  const choices = document.getElementById("preview-choices");
  if (frame === null) return;
  const { variables, texts } = dataOf("preview-data");
  const translate = translator(LOADER_TEXTS, texts);
  const host = document.createElement("beckon-widget");
  host.dataset["side"] = "right";
  for (const [name, value] of Object.entries(variables)) host.style.setProperty(name, value);
  const root = host.attachShadow({ mode: "open" });
  const bubble = makeBubble(root, { view: still(window), natives, guard: quietly }, translate, document.baseURI, {
    reply: nothing, dismiss: nothing, link: nothing, seen: nothing, chat: nothing, say: nothing,
  });
  const launcher = makeLauncher(root, translate, () => undefined);
  launcher.button.tabIndex = -1;
  launcher.button.setAttribute("aria-hidden", "true");
  bubble.element.setAttribute("aria-live", "off");
  bubble.element.setAttribute("aria-label", frame.dataset["label"] ?? "");
  // Nothing in the preview leads away, and Enter in it must not save the invitation.
  root.addEventListener("click", (event) => event.preventDefault(), { capture: true });

  let looks = looksOf("preview-looks");
  const reader: { device: string; scheme: string; visitor: Reader } = { device: "desktop", scheme: "light", visitor: "first" };
  const control = (name: string): HTMLInputElement | null => form.querySelector<HTMLInputElement>(`input[name="${name}"]`);
  const show = (): void => {
    const words = previewWords(form, reader.visitor, { ...texts, unnamed: looks.sender || (texts["unnamed"] ?? "") });
    const invitation = readInvitation("preview", {
      ...words,
      key: "preview",
      design: { width: Number(control("design_width")?.value) || DEFAULT_WIDTH, minimised: reader.visitor === "returning" && control("design_minimised_next")?.checked === true },
      expires_after: 0,
    });
    if (invitation) bubble.show(invitation, true);
  };
  const dress = (): void => {
    frame.dataset["device"] = reader.device;
    frame.dataset["scheme"] = reader.scheme;
    root.adoptedStyleSheets = [...previewSheets(reader.scheme === "dark", reader.device === "phone"), sheetOfLooks(looks)];
  };

  choices?.addEventListener("change", (event) => {
    if (!(event.target instanceof HTMLInputElement)) return;
    if (event.target.name === "device") reader.device = event.target.value;
    if (event.target.name === "scheme") reader.scheme = event.target.value;
    if (event.target.name === "visitor") reader.visitor = event.target.value as Reader;
    dress();
    show();
  });
  hearLooks(form, (said) => {
    looks = said;
    dress();
    show();
  });
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  form.addEventListener(WORDS_CHOSEN, show);
  for (const drawn of frame.querySelectorAll(".preview-bubble, .preview-launcher")) drawn.remove();
  frame.append(host);
  dress();
  show();
}
