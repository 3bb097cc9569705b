/** Shows variables such as {nick} and {visitor.name|there} as chips; in the message they stay plain text. */

import { Extension } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { Plugin } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";

const VARIABLE = /\{(?:nick|operator|proactive_img_[1-5]|visitor\.name|lhc\.(?:var|add)\.[^{}|<>"\s]+)(?:\|[^{}<>"]*)?\}/g;

function chips(document: Node): DecorationSet {
  const found: Decoration[] = [];
  document.descendants((node, at) => {
    for (const match of node.text?.matchAll(VARIABLE) ?? []) {
      found.push(Decoration.inline(at + match.index, at + match.index + match[0].length, { class: "variable-chip" }));
    }
  });
  return DecorationSet.create(document, found);
}

export const VariableMarks = Extension.create({
  name: "variableMarks",
  addProseMirrorPlugins() {
    return [
      new Plugin({
        state: {
          init: (_options, state) => chips(state.doc),
          apply: (change, marks) => (change.docChanged ? chips(change.doc) : marks),
        },
        props: {
          decorations(state) {
            return this.getState(state) as DecorationSet;
          },
        },
      }),
    ];
  },
});
