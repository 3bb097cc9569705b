/** Holds what the desk knows, and tells those who show it. */

import { reduce } from "./reducer";
import { EMPTY, type DeskEvent, type State } from "./state";

export type Listener = (state: State, before: State) => void;

export class Store {
  private current: State = EMPTY;
  private readonly listeners: Listener[] = [];

  /** What the desk knows now. */
  get state(): State {
    return this.current;
  }

  /** Lets something happen. */
  dispatch(event: DeskEvent): void {
    const before = this.current;
    this.current = reduce(before, event);
    if (this.current !== before) {
      for (const listener of this.listeners) {
        listener(this.current, before);
      }
    }
  }

  /** Hears every change, at once. */
  subscribe(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Hears that something changed, once per frame; a hidden page is drawn too, only less often. */
  onFrame(draw: () => void): () => void {
    let isPlanned = false;
    const run = (): void => {
      isPlanned = false;
      draw();
    };
    const plan = (): void => {
      if (isPlanned) {
        return;
      }
      isPlanned = true;
      if (document.hidden) {
        setTimeout(run, 200);
      } else {
        requestAnimationFrame(run);
      }
    };
    this.subscribe(plan);
    return plan;
  }
}
