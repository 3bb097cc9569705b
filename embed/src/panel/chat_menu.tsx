/** What a visitor can do with a chat that goes on: have it sent by e-mail, and end it. */

import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { PanelText } from "../shared/panel_texts";
import type { Translate } from "../shared/texts";
import type { Chat } from "../shared/wire";
import { Transcript, type AfterChat } from "./after_chat";

interface Props {
  readonly chat: Chat;
  readonly asks: AfterChat;
  readonly translate: Translate<PanelText>;
  readonly onEnd: () => void;
}

/** The button in the head of the panel, and what opens below it. */
export function ChatMenu({ chat, asks, translate, onEnd }: Props): VNode {
  const [isOpen, setOpen] = useState(false);
  const [isMailing, setMailing] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    const away = (event: Event): void => {
      if (event.target instanceof Node && place.current && !place.current.contains(event.target)) setOpen(false);
    };
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      setOpen(false);
      if (button.current) button.current.focus();
    };
    document.addEventListener("pointerdown", away);
    document.addEventListener("focusin", away);
    document.addEventListener("keydown", escape, true);
    return () => {
      document.removeEventListener("pointerdown", away);
      document.removeEventListener("focusin", away);
      document.removeEventListener("keydown", escape, true);
    };
  }, [isOpen]);
  const toggle = (): void => {
    setMailing(false);
    setOpen(!isOpen);
  };
  return (
    <div class="menu" ref={place}>
      <button type="button" class="close" ref={button} aria-label={translate("chat_menu")} title={translate("chat_menu")} aria-expanded={isOpen} onClick={toggle}>
        <svg viewBox="0 0 24 24" width="20" height="20" fill="currentColor" aria-hidden="true"><circle cx="5" cy="12" r="1.75" /><circle cx="12" cy="12" r="1.75" /><circle cx="19" cy="12" r="1.75" /></svg>
      </button>
      {isOpen && (
        <div class="menu-sheet">
          {asks.transcript && (isMailing
            ? <Transcript chat={chat} asks={asks} translate={translate} isOpenAtOnce />
            : <button type="button" class="menu-item" onClick={() => setMailing(true)}>{translate("transcript_ask")}</button>)}
          {!isMailing && <button type="button" class="menu-item" onClick={() => { setOpen(false); onEnd(); }}>{translate("end_chat")}</button>}
        </div>
      )}
    </div>
  );
}
