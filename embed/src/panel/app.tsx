/** The panel as the visitor sees it: who is there, what was said, and a place to answer. */

import type { VNode } from "preact";
import { backWords } from "./back_at";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { PanelText } from "../shared/panel_texts";
import type { Translate } from "../shared/texts";
import type { InvitationButton, Message, QueuePlace } from "../shared/wire";
import { AfterChatView, type AfterChat } from "./after_chat";
import { ChatMenu } from "./chat_menu";
import { Composer } from "./composer";
import { AttachButton, DropArea, FilesOfPanel, FileTray, type PanelFiles } from "./files";
import { beginsGroup, DayLine, InvitationRow, MessageRow, PendingRow, type Showing } from "./message_view";
import { dayOf } from "./day";
import type { Leaving } from "./leaving";
import { OfflineFormView, showsForm } from "./offline_form";
import type { Refused } from "./api";
import type { State } from "./state";

/** What the panel needs. */
export interface AppProps {
  readonly state: State;
  readonly translate: Translate<PanelText>;
  readonly language: string;
  /** False in a window of its own, which the browser closes. */
  readonly canClose: boolean;
  readonly focusCount: number;
  readonly onClose: () => void;
  readonly onSend: (text: string) => void;
  readonly onTyping: (text: string) => void;
  /** The next words answer this message; null: none. */
  readonly onQuote: (message: Message | null) => void;
  /** A button of the invitation was pressed. */
  readonly onButton: (button: InvitationButton) => void;
  /** A link of the invitation was followed. */
  readonly onLink: (link: string) => void;
  readonly onRetry: (client_id: string) => void;
  readonly files: PanelFiles;
  readonly asks: AfterChat;
  readonly onEnd: () => void;
  readonly leaving: Leaving;
  readonly wordsFor: (problem: Refused) => string;
  readonly onLeave: () => void;
}

function Header({ state, translate, language, canClose, onClose, asks, onEnd }: AppProps): VNode {
  const operator = state.chat && state.chat.state !== "closed" ? state.chat.operator : null;
  const isCut = state.line === "lost" || state.line === "restarting"; // who is there now, nobody knows
  const isOnline = state.team_online === true;
  const back = state.team_back === null ? "" : backWords(state.team_back, new Date(), language, translate);
  const presence = isCut || state.team_online === null ? "" : isOnline ? translate("team_online") : back || translate("team_offline");
  return (
    <header>
      <div class="who">
        <h1>{operator ? <bdi>{operator.name}</bdi> : translate("panel_title")}</h1>
        <p class="presence">
          {presence && <span class={isOnline ? "dot online" : "dot"} aria-hidden="true" />}
          {presence || "\u00a0"}
        </p>
      </div>
      {state.chat !== null && state.chat.state !== "closed" && <ChatMenu chat={state.chat} asks={asks} translate={translate} onEnd={onEnd} />}
      {canClose && (
        <button type="button" class="close" aria-label={translate("close_chat")} title={translate("close_chat")} onClick={onClose}>
          <svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M18 6 6 18" /><path d="m6 6 12 12" /></svg>
        </button>
      )}
    </header>
  );
}

/** One line about the connection or the browser, when there is something to say. */
function noticeOf(state: State, translate: Translate<PanelText>): string {
  if (state.phase === "refused") return translate("cannot_start");
  if (state.line === "restarting") return translate("server_restarting");
  if (state.line === "lost") return translate("connection_lost");
  if (state.chat?.state === "active" && state.chat.held) return translate("on_hold");
  if (!state.can_keep) return translate("storage_note");
  return "";
}

/** Where in the queue the visitor stands and how long it takes, as far as the server knows; it changes in its place. */
function Waiting({ queue, isUnanswered, translate }: WaitingProps): VNode | null {
  if (queue === null) return isUnanswered ? <p class="system">{translate("waiting_for_operator")}</p> : null;
  const place = queue.place === 1 ? translate("queue_next") : translate("queue_place", { place: String(queue.place) });
  const minutes = queue.wait_seconds === null ? null : String(Math.max(1, Math.ceil(queue.wait_seconds / 60)));
  return <p class="system">{place}{minutes !== null && ` ${translate("queue_wait", { minutes })}`}</p>;
}

interface WaitingProps {
  readonly queue: QueuePlace | null;
  readonly isUnanswered: boolean;
  readonly translate: Translate<PanelText>;
}

function Typing({ name, translate }: { readonly name: string; readonly translate: Translate<PanelText> }): VNode {
  return (
    <div class="row theirs first typing">
      <span class="face empty" aria-hidden="true" />
      <div class="column">
        <div class="bubble dots"><i /><i /><i /><span class="unseen">{translate("is_typing", { name: name || translate("sender_team") })}</span></div>
      </div>
    </div>
  );
}

function Conversation({ state, translate, language, asks, onButton, onLink, onQuote, onRetry, leaving }: AppProps): VNode {
  const canQuote = state.chat !== null && state.chat.state !== "closed";
  const showing: Showing = { translate, language, messages: state.messages, onQuote: canQuote ? onQuote : null };
  const { messages, pending, invitation, chat } = state;
  const isEmpty = messages.length === 0 && pending.length === 0;
  const lastMessage = messages[messages.length - 1];
  const isWaiting = chat !== null && chat.state === "waiting" && lastMessage !== undefined && lastMessage.from === "visitor";
  return (
    <>
      {isEmpty && !invitation && state.phase === "ready" && (
        <p class="welcome">{state.team_online === false ? leaving.form?.text || translate(leaving.form ? "welcome_form" : "welcome_offline") : translate("welcome")}</p>
      )}
      {messages.map((message, index) => {
        const before = messages[index - 1];
        const isNewDay = !before || dayOf(before.at) !== dayOf(message.at);
        return (
          <div key={message.id} id={`message-${message.id}`} class="entry">
            {isNewDay && <DayLine at={message.at} showing={showing} />}
            <MessageRow
              message={message}
              isFirst={beginsGroup(message, before)}
              isLastOfAll={message === lastMessage}
              showing={showing}
            />
          </div>
        );
      })}
      {invitation && (chat === null || chat.state === "closed") && (
        <InvitationRow invitation={invitation} showing={showing} hasAnswer={pending.length > 0} onButton={onButton} onLink={onLink} />
      )}
      {pending.map((one, index) => (
        <PendingRow
          key={one.client_id}
          pending={one}
          isFirst={index === 0 && (!lastMessage || lastMessage.from !== "visitor")}
          isLast={index === pending.length - 1}
          showing={showing}
          onRetry={onRetry}
        />
      ))}
      {chat?.state === "waiting" && pending.length === 0 && <Waiting queue={chat.queue} isUnanswered={isWaiting} translate={translate} />}
      {chat !== null && chat.state === "closed" && <AfterChatView chat={chat} asks={asks} translate={translate} />}
      {chat !== null && chat.state === "closed" && <p class="system">{translate("chat_closed")}</p>}
    </>
  );
}

/** The whole panel. */
export function App(props: AppProps): VNode {
  const { state, translate } = props;
  const log = useRef<HTMLDivElement>(null);
  const sticks = useRef(true);
  const notice = noticeOf(state, translate);
  const isLeaving = showsForm(state, props.leaving);
  const lastLength = state.messages.length + state.pending.length + (state.typing ? 1 : 0) + (state.invitation ? 1 : 0);
  const hasWritten = state.pending.length;

  useLayoutEffect(() => {
    if (log.current && (sticks.current || hasWritten > 0)) log.current.scrollTop = log.current.scrollHeight;
  }, [lastLength, hasWritten, state.is_open, state.phase, props.files.uploads.length]);

  useEffect(() => {
    const area = log.current;
    if (!area) return undefined;
    const follow = new ResizeObserver(() => {
      if (sticks.current) area.scrollTop = area.scrollHeight;
    });
    follow.observe(area);
    if (area.firstElementChild) follow.observe(area.firstElementChild);
    return () => follow.disconnect();
  }, []);

  return (
    <FilesOfPanel.Provider value={props.files}><DropArea translate={translate}>
    <div class="app" onKeyDown={(event) => { if (event.key === "Escape" && !event.isComposing) props.onClose(); }}>
      <Header {...props} />
      <p class={notice ? "notice" : "notice none"} role="status">{notice}</p>
      <div
        class="log"
        role="log"
        aria-label={translate("conversation")}
        aria-live="polite"
        tabIndex={0}
        ref={log}
        onScroll={(event) => {
          const area = event.currentTarget;
          sticks.current = area.scrollHeight - area.scrollTop - area.clientHeight < 60;
        }}
      >
        <div class="entries">
          <Conversation {...props} />
          {state.typing !== null && <Typing name={state.typing} translate={translate} />}
          {isLeaving && <OfflineFormView leaving={props.leaving} translate={translate} wordsFor={() => (props.leaving.problem ? props.wordsFor(props.leaving.problem) : "")} onSend={props.onLeave} />}
        </div>
      </div>
      {!isLeaving && <FileTray translate={translate} />}
      {!isLeaving && <Composer translate={translate} focusCount={props.focusCount} onSend={props.onSend} onTyping={props.onTyping} quoting={state.quoting} onUnquote={() => props.onQuote(null)} hasPreview={state.has_preview} attach={<AttachButton translate={translate} />} />}
    </div>
    </DropArea></FilesOfPanel.Provider>
  );
}
