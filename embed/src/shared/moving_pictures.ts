/** Animated pictures in a message: each can be paused, and stands still from the start for whoever wants less motion. */

/** What the button of a picture is called. */
export interface PictureWords {
  readonly pause: string;
  readonly play: string;
}

const OURS = /\/embed\/files\/[0-9a-f]{32}\.gif$/;

function isMoving(image: HTMLImageElement): boolean {
  try {
    return /\.gif$/i.test(new URL(image.src).pathname);
  } catch {
    return false;
  }
}

/** A picture of how a stranger's animation looks at this moment; ours has one on the server. */
function frozen(image: HTMLImageElement): HTMLCanvasElement {
  const still = image.ownerDocument.createElement("canvas");
  still.className = "still";
  still.setAttribute("role", "img");
  still.setAttribute("aria-label", image.alt);
  const draw = (): void => {
    still.width = image.naturalWidth || 1;
    still.height = image.naturalHeight || 1;
    const pen = still.getContext("2d");
    if (pen) pen.drawImage(image, 0, 0);
  };
  if (image.complete) draw();
  else image.addEventListener("load", draw, { once: true });
  return still;
}

function tame(image: HTMLImageElement, isStill: boolean, words: PictureWords): void {
  const document = image.ownerDocument;
  const place = document.createElement("span");
  place.className = "moving";
  image.replaceWith(place);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "motion";
  place.append(image, button);
  const moving = image.src;
  const isOurs = OURS.test(moving.split("?")[0] as string);
  let canvas: HTMLCanvasElement | null = null;
  let isPaused = false;
  const set = (paused: boolean): void => {
    isPaused = paused;
    if (isOurs) image.src = paused ? moving + "?still" : moving;
    else if (paused) {
      canvas = frozen(image);
      image.hidden = true;
      place.insertBefore(canvas, button);
    } else {
      if (canvas) canvas.remove();
      image.hidden = false;
    }
    button.setAttribute("aria-label", paused ? words.play : words.pause);
    button.title = paused ? words.play : words.pause;
    button.classList.toggle("is-paused", paused);
  };
  set(isStill);
  button.onclick = (event) => {
    event.stopPropagation();
    set(!isPaused);
  };
}

/** Gives every animation inside an element its button. */
export function tameMovingPictures(place: HTMLElement, view: Window, words: PictureWords): void {
  const images = Array.from(place.querySelectorAll("img")).filter(isMoving);
  if (images.length === 0) return;
  const isStill = typeof view.matchMedia === "function" && view.matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (const image of images) tame(image, isStill, words);
}
