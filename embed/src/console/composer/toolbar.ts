/** The row of tools above a message: one stop for the Tab key, arrows within it, and every tool says whether it is on. */

import type { Editor } from "@tiptap/core";

import { element, icon, setAttribute, type Child } from "../safe_dom";
import { text } from "../texts";
import { emojiGrid } from "./emoji";
import { variableMenu } from "./variables";

/** What the tools need of the field they stand above. */
export interface ToolbarNeeds {
  readonly editor: Editor;
  readonly editLink: () => void;
  readonly editPicture: () => void;
  readonly showSource: () => void;
}

export interface Toolbar {
  readonly element: HTMLElement;
  /** Shows which tools are on; to be called after every change. */
  refresh(isSource: boolean): void;
}

interface Tool {
  readonly name: string;
  readonly icon: string;
  readonly isOn?: (editor: Editor) => boolean;
  readonly run: (needs: ToolbarNeeds) => void;
}

const MARKS: Tool[] = [
  { name: "bold", icon: "bold", isOn: (editor) => editor.isActive("bold"), run: ({ editor }) => editor.chain().focus().toggleBold().run() },
  { name: "italic", icon: "italic", isOn: (editor) => editor.isActive("italic"), run: ({ editor }) => editor.chain().focus().toggleItalic().run() },
  { name: "strike", icon: "strikethrough", isOn: (editor) => editor.isActive("strike"), run: ({ editor }) => editor.chain().focus().toggleStrike().run() },
  { name: "link", icon: "link", isOn: (editor) => editor.isActive("link"), run: (needs) => needs.editLink() },
];
const BLOCKS: Tool[] = [
  { name: "bullets", icon: "list", isOn: (editor) => editor.isActive("bulletList"), run: ({ editor }) => editor.chain().focus().toggleBulletList().run() },
  { name: "numbers", icon: "list-ordered", isOn: (editor) => editor.isActive("orderedList"), run: ({ editor }) => editor.chain().focus().toggleOrderedList().run() },
  { name: "quote", icon: "text-quote", isOn: (editor) => editor.isActive("blockquote"), run: ({ editor }) => editor.chain().focus().toggleBlockquote().run() },
];
const PICTURE: Tool = { name: "picture", icon: "image", isOn: (editor) => editor.isActive("picture"), run: (needs) => needs.editPicture() };
const HISTORY: Tool[] = [
  { name: "undo", icon: "undo-2", run: ({ editor }) => editor.chain().focus().undo().run() },
  { name: "redo", icon: "redo-2", run: ({ editor }) => editor.chain().focus().redo().run() },
];
const SOURCE: Tool = { name: "source", icon: "code-xml", run: (needs) => needs.showSource() };

function toolButton(tool: Tool, needs: ToolbarNeeds): HTMLButtonElement {
  return element("button", {
    class: "button button-quiet button-icon composer-tool",
    attributes: { type: "button", "aria-label": text(`tool_${tool.name}`), "data-tooltip": text(`tool_${tool.name}`), tabindex: -1 },
    on: { click: () => tool.run(needs), mousedown: (event) => event.preventDefault() },
  }, icon(tool.icon));
}

/** A tool that opens something below it. */
function dropTool(name: string, picture: string, fill: (close: () => void) => HTMLElement): HTMLDetailsElement {
  const summary = element("summary", {
    class: "button button-quiet button-icon composer-tool",
    attributes: { "aria-label": text(`tool_${name}`), "data-tooltip": text(`tool_${name}`), tabindex: -1 },
  }, icon(picture));
  const drop = element("details", { class: "drop composer-drop-tool", data: { menu: "" } }, summary);
  const close = (): void => {
    drop.open = false;
  };
  drop.append(element("div", { class: "menu drop-menu composer-menu" }, fill(close)));
  drop.addEventListener("toggle", () => {
    if (drop.open) drop.querySelector<HTMLElement>(".composer-menu button, .composer-menu input")?.focus();
  });
  return drop;
}

/** One stop for Tab; the arrows lead from tool to tool. */
function rove(bar: HTMLElement): void {
  const stops = (): HTMLElement[] => Array.from(bar.querySelectorAll<HTMLElement>(".composer-tool")).filter((each) => each.getClientRects().length > 0);
  const first = bar.querySelector<HTMLElement>(".composer-tool");
  if (first) first.tabIndex = 0;
  bar.addEventListener("keydown", (event) => {
    const found = stops();
    const at = found.indexOf(document.activeElement as HTMLElement);
    if (at < 0) return;
    const forward = getComputedStyle(bar).direction === "rtl" ? -1 : 1;
    const steps: Record<string, number> = { ArrowRight: at + forward, ArrowLeft: at - forward, Home: 0, End: found.length - 1 };
    const next = steps[event.key] === undefined ? undefined : found[((steps[event.key] as number) + found.length) % found.length];
    if (!next) return;
    event.preventDefault();
    for (const stop of found) stop.tabIndex = stop === next ? 0 : -1;
    next.focus();
  });
}

/** Builds the tools of one field. */
export function makeToolbar(needs: ToolbarNeeds, label: string, controls: string): Toolbar {
  const insert = (words: string): void => {
    needs.editor.chain().focus().insertContent({ type: "text", text: words }).run();
  };
  const buttons = new Map<Tool, HTMLButtonElement>();
  const made = (tools: Tool[]): Child[] => tools.map((tool) => {
    const button = toolButton(tool, needs);
    buttons.set(tool, button);
    return button;
  });
  const emoji = dropTool("emoji", "smile", (close) => emojiGrid(text("tool_emoji"), (chosen) => {
    close();
    insert(chosen);
  }));
  const variables = dropTool("variable", "braces", (close) => variableMenu((chosen) => {
    close();
    insert(chosen);
  }));
  const rich = element("div", { class: "composer-tools" },
    element("span", { class: "composer-group" }, ...made(MARKS)),
    element("span", { class: "composer-group" }, ...made(BLOCKS)),
    element("span", { class: "composer-group" }, ...made([PICTURE]), emoji, variables),
    element("span", { class: "composer-group" }, ...made(HISTORY)));
  const bar = element("div", { class: "composer-bar", attributes: { role: "toolbar", "aria-controls": controls, "aria-label": label } },
    rich, element("span", { class: "composer-group" }, ...made([SOURCE])));
  rove(bar);
  return {
    element: bar,
    refresh(isSource) {
      rich.hidden = isSource;
      for (const [tool, button] of buttons) {
        const isOn = tool === SOURCE ? isSource : tool.isOn?.(needs.editor);
        if (isOn !== undefined) setAttribute(button, "aria-pressed", isOn ? "true" : "false");
      }
      for (const [tool, able] of [[HISTORY[0], needs.editor.can().undo()], [HISTORY[1], needs.editor.can().redo()]] as const) {
        const button = tool && buttons.get(tool);
        if (button) setAttribute(button, "aria-disabled", able ? null : "true");
      }
      if (isSource || !bar.querySelector("[tabindex='0']")?.getClientRects().length) {
        for (const button of buttons.values()) button.tabIndex = -1;
        const start = isSource ? buttons.get(SOURCE) : bar.querySelector<HTMLElement>(".composer-tool");
        if (start) start.tabIndex = 0;
      }
    },
  };
}
