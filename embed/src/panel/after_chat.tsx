/** When a chat has ended: how it was, and where a transcript may be sent. */

import type { ComponentChildren, VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { PanelText } from "../shared/panel_texts";
import type { Translate } from "../shared/texts";
import type { Chat } from "../shared/wire";

const RATINGS = ["great", "average", "poor"] as const;
const LONGEST_COMMENT = 1000;

/** One of the three answers. */
export type Rating = (typeof RATINGS)[number];

/** What this site asks when a chat has ended. */
export interface AfterChat {
  readonly survey: boolean;
  readonly transcript: boolean;
  /** Resolves with an empty text, or with why it could not be done. */
  readonly rate: (chat: string, rating: Rating, comment: string) => Promise<PanelText | "">;
  readonly mail: (chat: string, address: string) => Promise<PanelText | "">;
  /** Whether the visitor does not want to be asked about this chat any more. */
  readonly isDismissed: (chat: string) => boolean;
  readonly dismiss: (chat: string) => void;
}

interface Props {
  readonly chat: Chat;
  readonly asks: AfterChat;
  readonly translate: Translate<PanelText>;
}

const FACES: Readonly<Record<Rating, ComponentChildren>> = {
  great: <path d="M8 14.5s1.5 2 4 2 4-2 4-2" />,
  average: <path d="M8 15.5h8" />,
  poor: <path d="M16 16.5s-1.5-2-4-2-4 2-4 2" />,
};

/** Everything that is asked in the end. */
export function AfterChatView({ chat, asks, translate }: Props): VNode | null {
  if ((!asks.survey && !asks.transcript) || asks.isDismissed(chat.key)) return null;
  return (
    <section class="after" aria-label={translate("after_chat")}>
      <button type="button" class="dismiss" aria-label={translate("after_dismiss")} title={translate("after_dismiss")} onClick={() => asks.dismiss(chat.key)}>
        <svg viewBox="0 0 24 24" width="16" height="16" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><path d="M18 6 6 18" /><path d="m6 6 12 12" /></svg>
      </button>
      {asks.survey && <Survey key={chat.key} chat={chat} asks={asks} translate={translate} />}
      {asks.transcript && <Transcript key={`mail ${chat.key}`} chat={chat} asks={asks} translate={translate} />}
    </section>
  );
}

function Survey({ chat, asks, translate }: Props): VNode {
  const [rating, setRating] = useState<Rating | null>(null);
  const [comment, setComment] = useState("");
  const [problem, setProblem] = useState("");
  const [isDone, setDone] = useState(chat.rating !== null);
  const [isBusy, setBusy] = useState(false);
  if (isDone) return <p class="thanks" role="status">{translate("rating_thanks")}</p>;

  const send = async (): Promise<void> => {
    if (!rating || isBusy) return;
    setBusy(true);
    const found = await asks.rate(chat.key, rating, comment.trim());
    setBusy(false);
    setProblem(found ? translate(found) : "");
    setDone(found === "");
  };
  return (
    <form class="survey" onSubmit={(event) => { event.preventDefault(); void send(); }}>
      <fieldset class="ratings">
        <legend>{translate("rating_question")}</legend>
        {RATINGS.map((one) => (
          <label key={one} class={`rating ${one}`}>
            <input type="radio" name="rating" value={one} checked={rating === one} onChange={() => setRating(one)} />
            <svg viewBox="0 0 24 24" width="28" height="28" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" aria-hidden="true"><circle cx="12" cy="12" r="10" /><path d="M9 9h.01" stroke-width="2.5" /><path d="M15 9h.01" stroke-width="2.5" />{FACES[one]}</svg>
            <span>{translate(`rating_${one}`)}</span>
          </label>
        ))}
      </fieldset>
      {rating && (
        <>
          <label class="ask">
            <span>{translate("rating_comment")}</span>
            <textarea rows={2} maxLength={LONGEST_COMMENT} value={comment} dir="auto" onInput={(event) => setComment(event.currentTarget.value)} />
          </label>
          <button type="submit" class="answer" aria-disabled={isBusy}>{translate("rating_send")}</button>
        </>
      )}
      {problem && <p class="problem" role="alert">{problem}</p>}
    </form>
  );
}

/** The form that sends the conversation by e-mail; it opens with a button, so that it is in nobody's way. */
export function Transcript({ chat, asks, translate, isOpenAtOnce = false }: Props & { readonly isOpenAtOnce?: boolean }): VNode {
  const [isOpen, setOpen] = useState(isOpenAtOnce);
  const [address, setAddress] = useState("");
  const [problem, setProblem] = useState("");
  const [sentTo, setSentTo] = useState("");
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isOpen && field.current) field.current.focus();
  }, [isOpen]);
  if (sentTo) return <p class="thanks" role="status">{translate("transcript_sent", { address: sentTo })}</p>;
  if (!isOpen) return <button type="button" class="answer quiet" onClick={() => setOpen(true)}>{translate("transcript_ask")}</button>;

  const send = async (): Promise<void> => {
    const wanted = address.trim();
    if (!wanted || isBusy) return;
    setBusy(true);
    const found = await asks.mail(chat.key, wanted);
    setBusy(false);
    setProblem(found ? translate(found) : "");
    if (!found) setSentTo(wanted);
  };
  return (
    <form class="mailing" noValidate onSubmit={(event) => { event.preventDefault(); void send(); }}>
      <label class="ask">
        <span>{translate("transcript_address")}</span>
        <input
          type="email" autocomplete="email" inputMode="email" dir="ltr" maxLength={254} value={address} ref={field}
          aria-invalid={problem !== ""} aria-describedby={problem ? "beckon-mail-problem" : undefined}
          onInput={(event) => setAddress(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="answer" aria-disabled={isBusy}>{translate("transcript_send")}</button>
      {problem && <p id="beckon-mail-problem" class="problem" role="alert">{problem}</p>}
    </form>
  );
}
