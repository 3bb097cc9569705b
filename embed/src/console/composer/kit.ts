/** What a message may hold, as the editor knows it: exactly what the server keeps, and nothing else. */

import { Blockquote } from "@tiptap/extension-blockquote";
import { Bold } from "@tiptap/extension-bold";
import { Code } from "@tiptap/extension-code";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Italic } from "@tiptap/extension-italic";
import { Link } from "@tiptap/extension-link";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Strike } from "@tiptap/extension-strike";
import { Text } from "@tiptap/extension-text";
import { Underline } from "@tiptap/extension-underline";
import { Dropcursor, Gapcursor, UndoRedo } from "@tiptap/extensions";
import type { Extensions } from "@tiptap/core";

import { Picture, type PictureMeans } from "./picture_node";
import { VariableMarks } from "./variable_marks";

const LINK_ADDRESS = /^(https?:\/\/[^/?#\s]|mailto:[^\s]|tel:[^\s])/i;

/** Whether a link may lead there; the server asks the same. */
export function isLinkAddress(address: string): boolean {
  const trimmed = address.trim();
  const variable = trimmed.indexOf("{");
  if (!LINK_ADDRESS.test(trimmed)) return false;
  return variable < 0 || /^(https?:\/\/[^{}/?#\\\s]+[/?#]|mailto:[^{}?]+\?)/i.test(trimmed);
}

const MessageLink = Link.extend({
  // What is typed behind a link is not part of it.
  inclusive: false,
  addAttributes() {
    return { href: { default: null }, title: { default: null } };
  },
}).configure({
  openOnClick: false,
  autolink: true,
  linkOnPaste: true,
  HTMLAttributes: { target: null, rel: null, class: null },
  isAllowedUri: (address) => isLinkAddress(address),
  shouldAutoLink: (address) => /^https?:\/\//i.test(address),
});

/** All parts of the editor. */
export function messageParts(means: PictureMeans): Extensions {
  return [
    Document, Paragraph, Text, HardBreak,
    Bold, Italic, Underline, Strike, Code, MessageLink,
    BulletList, OrderedList, ListItem, ListKeymap, Blockquote,
    UndoRedo, Gapcursor,
    Dropcursor.configure({ class: "composer-drop", color: false }),
    Picture.configure(means),
    VariableMarks,
  ];
}
