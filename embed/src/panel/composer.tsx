/** The box for writing: Enter sends, Shift and Enter breaks the line, and a text that is too long is told before it is sent. */

import type { ComponentChildren, VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { PanelText } from "../shared/panel_texts";
import type { Translate } from "../shared/texts";
import type { Message } from "../shared/wire";
import { LONGEST_MESSAGE } from "./conversation";
import { QuoteBlock, quotedName } from "./quote_view";

const WARN_BELOW = 200;

interface ComposerProps {
  readonly translate: Translate<PanelText>;
  /** Counts up each time the focus should come here. */
  readonly focusCount: number;
  readonly onSend: (text: string) => void;
  readonly onTyping: (text: string) => void;
  /** The message that the next words answer. */
  readonly quoting: Message | null;
  readonly onUnquote: () => void;
  /** Operators may see what is typed before it is sent; the visitor is told. */
  readonly hasPreview: boolean;
  /** Stands before the box. */
  readonly attach?: ComponentChildren;
}

/** The composer at the foot of the panel. */
export function Composer({ translate, focusCount, onSend, onTyping, quoting, onUnquote, hasPreview, attach }: ComposerProps): VNode {
  const [text, setText] = useState("");
  const box = useRef<HTMLTextAreaElement>(null);
  const left = LONGEST_MESSAGE - text.trim().length;
  const canSend = text.trim() !== "" && left >= 0;

  useEffect(() => {
    if (quoting && box.current) box.current.focus({ preventScroll: true });
  }, [quoting]);

  useEffect(() => {
    if (focusCount > 0 && box.current) box.current.focus({ preventScroll: true });
  }, [focusCount]);

  useLayoutEffect(() => {
    const area = box.current;
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 140)}px`;
  }, [text]);

  const send = (): void => {
    if (!canSend) return;
    onSend(text);
    setText("");
    if (box.current) box.current.focus({ preventScroll: true });
  };

  /** What is pasted arrives as plain text, whatever the clipboard holds besides. */
  const paste = (event: ClipboardEvent): void => {
    const plain = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    const area = box.current;
    if (!plain || !area) return;
    event.preventDefault();
    area.setRangeText(plain, area.selectionStart, area.selectionEnd, "end");
    setText(area.value);
    onTyping(area.value);
  };

  return (
    <form class="composer" onSubmit={(event) => { event.preventDefault(); send(); }}>
      {quoting && (
        <div class="quoting">
          <QuoteBlock name={quotedName(quoting, translate)} text={quoting.text} />
          <button type="button" class="unquote" aria-label={translate("unquote")} title={translate("unquote")} onClick={onUnquote}>×</button>
        </div>
      )}
      <div class="field">
        {attach}
        <textarea
          ref={box}
          rows={1}
          value={text}
          dir="auto"
          aria-label={translate("message")}
          aria-invalid={left < 0}
          aria-describedby="beckon-length"
          placeholder={translate("message_placeholder")}
          enterkeyhint="send"
          onInput={(event) => { setText(event.currentTarget.value); onTyping(event.currentTarget.value); }}
          onPaste={paste}
          onKeyDown={(event) => {
            if (event.key === "Escape" && quoting) {
              event.stopPropagation();
              onUnquote();
            }
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <button type="submit" class="send" aria-label={translate("send")} title={translate("send")} disabled={!canSend}>
          <svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2.25" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="m5 12 7-7 7 7" /><path d="M12 19V5" /></svg>
        </button>
      </div>
      {hasPreview && <p class="disclosure">{translate("typing_seen")}</p>}
      <p id="beckon-length" class={left < 0 ? "length over" : "length"} role={left < 0 ? "alert" : undefined}>
        {left < 0 ? translate("too_long", { over: -left }) : left < WARN_BELOW ? translate("characters_left", { count: left }) : ""}
      </p>
    </form>
  );
}
