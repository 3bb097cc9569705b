/** The page of one visitor: the person beside the tables, as in the desk's context pane. */

import type { ContextDocument } from "../context/documents";
import { Person } from "../context/person";
import { pageData } from "../data";

interface VisitorData {
  readonly document: ContextDocument;
  readonly tags: readonly string[];
  readonly name: string;
}

function browserStorage(): globalThis.Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

const { document: shown, tags, name } = pageData<VisitorData>("visitor");
const root = document.getElementById("content");
if (root !== null) {
  new Person(root, browserStorage(), () => location.assign("/visitors")).begin(shown, { chat: null, tags, name, stamp: "" });
}
