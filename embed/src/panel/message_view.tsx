/** How messages look: people's words in bubbles, grouped by sender, with days between them. */

import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { isEmojiOnly } from "../shared/emoji_only";
import { tameMovingPictures } from "../shared/moving_pictures";
import { linkAddress, safeFragment } from "../shared/safe_html";
import type { PanelText } from "../shared/panel_texts";
import type { Translate } from "../shared/texts";
import type { PanelInvitation } from "../shared/window_messages";
import type { InvitationButton, Message } from "../shared/wire";
import { dayName, dayOf, timeName } from "./day";
import { FileView } from "./files";
import { textPieces } from "./code_pieces";
import { QuoteLink } from "./quote_view";
import type { Pending } from "./state";

/** What every message needs to be shown. */
export interface Showing {
  /** All messages of the chat, where quotes look for what they quote. */
  readonly messages: readonly Message[];
  /** Begins an answer to a message; null where nothing can be answered. */
  readonly onQuote: ((message: Message) => void) | null;
  readonly translate: Translate<PanelText>;
  readonly language: string;
}

/** Plain text with its web addresses as links. */
export function PlainText({ text }: { readonly text: string }): VNode {
  return (
    <>
      {textPieces(text).map((piece) =>
        piece.code !== null ? <code class={piece.code === "lines" ? "lines" : ""} dir="ltr">{piece.text}</code> : piece.href === null ? piece.text : (
          <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow">{piece.text}</a>
        ),
      )}
    </>
  );
}

/** Formatted text that the server has sanitised; it is copied once more through our own list. */
function FormattedText({ html, text, translate }: WordsProps & { readonly html: string }): VNode {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!place.current) return;
    const fragment = safeFragment(document, html, location.href);
    place.current.textContent = "";
    if (fragment) place.current.appendChild(fragment);
    else place.current.textContent = text;
    tameMovingPictures(place.current, window, { pause: translate("pause_picture"), play: translate("play_picture") });
  }, [html, text]);
  return <div class="formatted" ref={place} />;
}

interface WordsProps {
  readonly html: string | null;
  readonly text: string;
  readonly translate: Translate<PanelText>;
}

function Words({ html, text, translate }: WordsProps): VNode {
  return <div class={`words${isEmojiOnly(text) ? " is-emoji" : ""}`} dir="auto">{html ? <FormattedText html={html} text={text} translate={translate} /> : <PlainText text={text} />}</div>;
}

function Face({ name }: { readonly name: string }): VNode {
  const found = /[\p{L}\p{N}]/u.exec(name);
  return <span class="face" aria-hidden="true">{found ? found[0] : "•"}</span>;
}

interface RowProps {
  readonly side: "theirs" | "ours";
  readonly name: string;
  readonly isFirst: boolean;
  readonly children: ComponentChildren;
}

function Row({ side, name, isFirst, children }: RowProps): VNode {
  return (
    <div class={`row ${side}${isFirst ? " first" : ""}`}>
      {side === "theirs" && (isFirst ? <Face name={name} /> : <span class="face empty" aria-hidden="true" />)}
      <div class="column">
        {isFirst && side === "theirs" ? <bdi class="name">{name}</bdi> : <span class="unseen"><bdi>{name}</bdi></span>}
        {children}
      </div>
    </div>
  );
}

interface InvitationRowProps {
  readonly invitation: PanelInvitation;
  readonly showing: Showing;
  /** The visitor has answered already. */
  readonly hasAnswer: boolean;
  readonly onButton: (button: InvitationButton) => void;
  readonly onLink: (link: string) => void;
}

/** An invitation that waits above the first message, with its buttons until there is an answer. */
export function InvitationRow({ invitation, showing, hasAnswer, onButton, onLink }: InvitationRowProps): VNode {
  const follow = (event: Event): void => {
    const link = (event.target as Element).closest("a");
    if (link) onLink(link.href);
  };
  return (
    <Row side="theirs" isFirst name={invitation.sender ? invitation.sender.name : showing.translate("sender_team")}>
      <div class="bubble" lang={invitation.language || undefined} onClick={follow}>
        <Words html={invitation.html} text={invitation.text} translate={showing.translate} />
      </div>
      {!hasAnswer && invitation.buttons.length > 0 && (
        <div class="answers" lang={invitation.language || undefined}>
          {invitation.buttons.map((button) => <Answer button={button} onButton={onButton} onLink={onLink} />)}
        </div>
      )}
    </Row>
  );
}

function Answer({ button, onButton, onLink }: Pick<InvitationRowProps, "onButton" | "onLink"> & { readonly button: InvitationButton }): VNode {
  const address = button.does === "link" ? linkAddress(button.url) : null;
  if (!address) return <button type="button" class="answer" onClick={() => onButton(button)}>{button.label}</button>;
  return <a class="answer" href={address.href} target="_blank" rel="noopener noreferrer nofollow" onClick={() => onLink(address.href)}>{button.label}</a>;
}

interface MessageRowProps {
  readonly message: Message;
  readonly isFirst: boolean;
  readonly isLastOfAll: boolean;
  readonly showing: Showing;
}

const SYSTEM_CODES: readonly string[] = [
  "joined", "assigned", "handed_over", "taken_over", "held", "resumed", "reopened", "requeued", "idle_warning",
  "ended_by_visitor", "ended_by_operator", "ended_idle", "ended_abandoned", "ended_unanswered",
] satisfies PanelText[];

/** What a system message says in the visitor's language; one that we do not know keeps the server's words. */
export function systemWords(message: Message, translate: Translate<PanelText>): string {
  if (message.code === null || !SYSTEM_CODES.includes(message.code)) return message.text;
  return translate(message.code as PanelText, { name: message.name || translate("sender_team"), about: message.about ?? "" });
}

/** A stored message. */
export function MessageRow({ message, isFirst, isLastOfAll, showing }: MessageRowProps): VNode {
  const { translate, language } = showing;
  if (message.from === "system") return <p class="system"><bdi>{systemWords(message, translate)}</bdi></p>;
  const isOurs = message.from === "visitor";
  const name = isOurs ? translate("sender_you") : message.name || translate("sender_team");
  if (message.is_deleted) {
    return <Row side={isOurs ? "ours" : "theirs"} isFirst={isFirst} name={name}><div class="bubble deleted">{translate("message_deleted")}</div></Row>;
  }
  const states = [message.is_edited ? translate("edited") : "", isOurs && isLastOfAll ? `${translate("status_sent")} · ${timeName(message.at, language)}` : ""].filter(Boolean);
  return (
    <Row side={isOurs ? "ours" : "theirs"} isFirst={isFirst} name={name}>
      {message.file ? <FileView chat={message.chat} file={message.file} translate={translate} language={language} /> : <div class="bubble" title={timeName(message.at, language)}>
        {message.quote && <QuoteLink quote={message.quote} messages={showing.messages} translate={translate} />}
        <Words html={isOurs ? null : message.html} text={message.text} translate={translate} />
      </div>}
      {showing.onQuote && message.text !== "" && <QuoteButton message={message} onQuote={showing.onQuote} translate={translate} />}
      {states.length > 0 && <p class="status">{states.join(" · ")}</p>}
    </Row>
  );
}

interface QuoteButtonProps {
  readonly message: Message;
  readonly onQuote: (message: Message) => void;
  readonly translate: Translate<PanelText>;
}

function QuoteButton({ message, onQuote, translate }: QuoteButtonProps): VNode {
  return (
    <button type="button" class="answer-this" aria-label={translate("quote")} title={translate("quote")} onClick={() => onQuote(message)}>
      <svg viewBox="0 0 24 24" width="16" height="16" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="m9 17-5-5 5-5" /><path d="M20 18v-2a4 4 0 0 0-4-4H4" /></svg>
    </button>
  );
}

interface PendingRowProps {
  readonly pending: Pending;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly showing: Showing;
  readonly onRetry: (client_id: string) => void;
}

/** A message that is on its way, or could not go. */
export function PendingRow({ pending, isFirst, isLast, showing, onRetry }: PendingRowProps): VNode {
  const { translate } = showing;
  return (
    <Row side="ours" isFirst={isFirst} name={translate("sender_you")}>
      <div class={`bubble ${pending.state}`}><Words html={null} text={pending.text} translate={translate} /></div>
      {pending.state === "failed" ? (
        <p class="status failed">
          {translate("status_failed")}. {pending.problem}{" "}
          <button type="button" class="retry" onClick={() => onRetry(pending.client_id)}>{translate("retry")}</button>
        </p>
      ) : isLast && (
        <p class="status">{translate(pending.state === "sending" ? "status_sending" : "status_waiting")}</p>
      )}
    </Row>
  );
}

/** The line between two days. */
export function DayLine({ at, showing }: { readonly at: string; readonly showing: Showing }): VNode | null {
  const words = { today: showing.translate("today"), yesterday: showing.translate("yesterday") };
  const name = dayName(at, new Date(), showing.language, words);
  return name ? <p class="day"><span>{name}</span></p> : null;
}

/** True when a message begins a new group: another sender than the one before, or another day. */
export function beginsGroup(message: Message, before: Message | undefined): boolean {
  if (!before || before.from === "system") return true;
  const side = (one: Message): string => (one.from === "visitor" ? "visitor" : "team:" + (one.name || ""));
  return side(message) !== side(before) || dayOf(message.at) !== dayOf(before.at);
}
