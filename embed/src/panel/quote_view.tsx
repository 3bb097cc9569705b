/** The message that another one answers, as a small block above its words. */

import type { VNode } from "preact";
import type { PanelText } from "../shared/panel_texts";
import type { Translate } from "../shared/texts";
import type { Message, Quote } from "../shared/wire";

/** Who wrote what is quoted. */
export function quotedName(quoted: Pick<Quote, "from" | "name">, translate: Translate<PanelText>): string {
  return quoted.from === "visitor" ? translate("sender_you") : quoted.name || translate("sender_team");
}

/** The block by itself. */
export function QuoteBlock({ name, text }: { readonly name: string; readonly text: string }): VNode {
  return (
    <span class="quote">
      <bdi class="quote-name">{name}</bdi>
      <span class="quote-text" dir="auto">{text.replace(/`+/g, "")}</span>
    </span>
  );
}

interface QuoteLinkProps {
  readonly quote: Quote;
  /** All messages of the chat: what the quoted one says now counts. */
  readonly messages: readonly Message[];
  readonly translate: Translate<PanelText>;
}

/** The block as a button that leads to the original; it says what the original says now. */
export function QuoteLink({ quote, messages, translate }: QuoteLinkProps): VNode {
  const present = messages.find((one) => one.id === quote.id);
  const text = present ? (present.is_deleted ? "" : present.text) : quote.text;
  const jump = (): void => {
    const place = document.getElementById(`message-${quote.id}`);
    if (!place) return;
    place.scrollIntoView({ block: "center" });
    place.classList.add("marked");
    setTimeout(() => place.classList.remove("marked"), 1600);
  };
  return (
    <button type="button" class="quote-link" title={translate("go_to_message")} onClick={jump}>
      <QuoteBlock name={quotedName(quote, translate)} text={text || translate("message_deleted")} />
    </button>
  );
}
