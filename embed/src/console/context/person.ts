/** The person behind a visitor, in the context pane of the desk and on the visitor's own page. */

import { getJson, HttpError } from "../http";
import { InTurn } from "../in_turn";
import { setAttribute, setText } from "../safe_dom";
import { text } from "../texts";
import { exact, setTime } from "../time";
import { toast } from "../toast";
import { Actions } from "./actions";
import { ContactForm } from "./contact_form";
import type { Card, ContextDocument, OpenChat } from "./documents";
import { startFolding } from "./folding";
import { drawCards, drawChats, drawFacts, drawInvitations, drawVisits } from "./lists";
import { Notes } from "./notes";
import { TagsField } from "./tags_field";

const AGAIN_MILLISECONDS = 800;

/** What is shown beside the person. */
export interface Beside {
  readonly chat: OpenChat | null;
  readonly tags: readonly string[];
  readonly name: string;
  /** Whatever changes when the person's document may have changed. */
  readonly stamp: string;
}

export class Person {
  private key: string | null = null;
  private beside: Beside = { chat: null, tags: [], name: "", stamp: "" };
  private shown: ContextDocument | null = null;
  private writes = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly contact: ContactForm;
  private readonly notes: Notes;
  private readonly actions: Actions;
  private readonly chatTags: TagsField;
  private readonly visitorTags: TagsField;

  /**
   * @param gone called when the visitor was erased
   * @param heard called when more is known
   */
  constructor(
    private readonly root: HTMLElement,
    storage: Storage | null,
    gone: () => void = () => undefined,
    private readonly heard: () => void = () => undefined,
  ) {
    const take = (fresh: ContextDocument): void => {
      this.touch();
      this.take(fresh);
    };
    const writes = new InTurn();
    this.contact = new ContactForm(this.part("contact", HTMLFormElement), writes, take);
    this.notes = new Notes(this.part("notes", HTMLElement), this.part("note-form", HTMLFormElement), writes, take, () => this.touch());
    this.actions = new Actions(root, take, gone, () => void this.read());
    const suggestions = root.querySelector<HTMLElement>("[data-person='suggestions']");
    this.chatTags = new TagsField(this.part("chat-tags", HTMLElement), this.part("chat-tag", HTMLInputElement), suggestions, writes, complain);
    this.visitorTags = new TagsField(this.part("visitor-tags", HTMLElement), this.part("visitor-tag", HTMLInputElement), suggestions, writes, complain);
    startFolding(root, storage);
  }

  /** Whether the visitor was on the site when the server was asked last. */
  get wasHere(): boolean {
    return this.shown?.is_here === true;
  }

  /** Shows somebody; what is known already is drawn at once, the rest as soon as it is read. */
  show(key: string, beside: Beside): void {
    const isOther = key !== this.key;
    const isStale = isOther || beside.stamp !== this.beside.stamp;
    this.turnTo(key, beside);
    if (this.shown !== null) this.draw(this.shown);
    if (isOther) void this.read();
    else if (isStale) this.timer ??= setTimeout(() => void this.read(), AGAIN_MILLISECONDS);
  }

  /** Shows what the page brought along. */
  begin(document: ContextDocument, beside: Beside): void {
    this.turnTo(document.key, beside);
    this.take(document);
    void this.readCards();
  }

  /** Nothing of somebody else stays, so that nothing is done to them by mistake. */
  private turnTo(key: string, beside: Beside): void {
    this.beside = beside;
    if (key !== this.key) {
      this.key = key;
      this.shown = null;
      this.contact.begin(key);
      this.notes.begin(key);
      this.actions.begin();
      for (const name of ["signed", "blocked", "colleague", "cards"]) this.part(name, HTMLElement).hidden = true;
      for (const name of ["chats", "visits", "invitations", "attributes"]) this.section(name, 0);
    }
    this.drawTags();
  }

  /** Something was written: an answer that was asked for before knows nothing of it. */
  private touch(): void {
    this.writes += 1;
  }

  private async read(): Promise<void> {
    this.timer = null;
    const [key, writes] = [this.key, this.writes];
    if (key === null) return;
    try {
      const fresh = await getJson<ContextDocument>(`${addressOf(key)}/context`);
      if (writes !== this.writes) {
        this.timer ??= setTimeout(() => void this.read(), AGAIN_MILLISECONDS);
        return;
      }
      this.take(fresh);
      if (fresh.key === this.key) await this.readCards();
    } catch (problem) {
      if (key === this.key && problem instanceof HttpError && problem.status === 404) this.shown = null;
    }
  }

  private async readCards(): Promise<void> {
    const key = this.key;
    if (key === null) return;
    const cards = await getJson<{ cards: readonly Card[] }>(`${addressOf(key)}/cards`).catch(() => ({ cards: [] }));
    if (key !== this.key) return;
    drawCards(this.part("cards", HTMLElement), cards.cards);
    this.part("cards", HTMLElement).hidden = cards.cards.length === 0;
  }

  private take(fresh: ContextDocument): void {
    if (fresh.key !== this.key) return;
    this.shown = fresh;
    this.draw(fresh);
    this.heard();
  }

  private draw(document: ContextDocument): void {
    const open = this.beside.chat?.key ?? null;
    this.contact.show(document.contact);
    this.notes.show(document.notes);
    this.actions.show(document, this.beside.name);
    const signed = this.part("signed", HTMLElement);
    signed.hidden = document.signed_id === null;
    setText(signed.querySelector("span") ?? signed, document.signed_id ?? "");
    if (document.signed_id !== null) setAttribute(signed, "title", text("context.signed", { id: document.signed_id }));
    const blocked = this.part("blocked", HTMLElement);
    blocked.hidden = document.block === null;
    const until = document.block?.until ?? null;
    setText(blocked.querySelector("span") ?? blocked, until === null ? text("context.blocked_for_good") : text("context.blocked_until", { time: exact(new Date(until)) }));
    const colleague = this.part("colleague", HTMLElement);
    colleague.hidden = !document.is_colleague;
    const first = this.root.querySelector<HTMLTimeElement>("[data-person='first-seen']");
    if (first) setTime(first, document.first_seen_at);
    this.section("notes", document.notes.length, true);
    this.section("chats", document.chats.filter((chat) => chat.key !== open).length);
    this.section("visits", Math.max(0, document.visits.length - 1));
    this.section("invitations", document.invitations.length);
    this.section("attributes", document.attributes.length);
    drawChats(this.part("chats", HTMLElement), document.chats, open);
    drawVisits(this.part("visits", HTMLElement), document.visits.slice(1));
    drawInvitations(this.part("invitations", HTMLElement), document.invitations, document.key);
    drawFacts(this.part("attributes", HTMLElement), document.attributes);
  }

  /** A section without anything in it is left out, unless something can be written in it. */
  private section(name: string, count: number, isKept = false): void {
    const section = this.root.querySelector<HTMLElement>(`[data-fold="${name}"]`);
    if (section === null) return;
    section.hidden = count === 0 && !isKept;
    const number = section.querySelector("[data-count]");
    if (number) setText(number, count === 0 ? "" : String(count));
  }

  private drawTags(): void {
    const { chat, tags } = this.beside;
    const key = this.key;
    this.part("chat-tags-row", HTMLElement).hidden = chat === null;
    this.chatTags.show(chat === null ? null : `/desk/chats/${encodeURIComponent(chat.key)}/tags`, chat?.tags ?? []);
    this.visitorTags.show(key === null ? null : `${addressOf(key)}/tags`, tags);
  }

  private part<Kind extends HTMLElement>(name: string, kind: abstract new () => Kind): Kind {
    const found = this.root.querySelector(`[data-person="${name}"]`);
    if (!(found instanceof kind)) throw new Error(`the context has no part "${name}"`);
    return found;
  }
}

function addressOf(key: string): string {
  return `/desk/visitors/${encodeURIComponent(key)}`;
}

function complain(problem: unknown): void {
  const isRefusal = problem instanceof HttpError && problem.status >= 400 && problem.status < 500;
  toast((isRefusal && problem.message) || text("context.not_saved"), { tone: "error" });
}
