/** Plain text and HTML in one field: which of them it is, and plain text as the paragraphs that the server makes of it. */

const LOOKS_LIKE_HTML = /<\/?[a-zA-Z][^>]*>/;

/** What was written as HTML; what looks like HTML is HTML. */
export function markupOf(written: string): string {
  const text = written.trim();
  if (text === "" || LOOKS_LIKE_HTML.test(text)) return text;
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const blocks = escaped.split(/\n\s*\n/).map((block) => block.trim()).filter(Boolean);
  return blocks.map((block) => `<p>${block.replace(/\n/g, "<br>")}</p>`).join("");
}
