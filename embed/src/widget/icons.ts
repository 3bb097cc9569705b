/** The few drawings of the widget (outlines of the Lucide set, ISC licence), built without parsing markup. */

const SHAPES = {
  chat: ["M2.992 16.342a2 2 0 0 1 .094 1.167l-1.065 3.29a1 1 0 0 0 1.236 1.168l3.413-.998a2 2 0 0 1 1.099.092 10 10 0 1 0-4.777-4.719"],
  close: ["M18 6 6 18", "m6 6 12 12"],
} as const;

/** An outline icon that takes the colour of the text around it and is silent for screen readers. */
export function icon(document: Document, name: keyof typeof SHAPES, size: number): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  const attributes: Record<string, string> = {
    viewBox: "0 0 24 24", width: String(size), height: String(size), fill: "none", stroke: "currentColor",
    "stroke-width": "2", "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true", focusable: "false",
  };
  for (const key of Object.keys(attributes)) drawing.setAttribute(key, attributes[key] as string);
  for (const line of SHAPES[name]) {
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", line);
    drawing.appendChild(path);
  }
  return drawing;
}
