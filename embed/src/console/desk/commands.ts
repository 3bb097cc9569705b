/** Everything that can be done at the desk by name: the one table that keys, palette and key sheet are made from. */

import { isSingle, isStroke, type Stroke } from "./strokes";

/** Where the sheet and the palette list a command. */
export type CommandGroup = "chats" | "chat" | "desk" | "presence";

export interface Command {
  /** Unique: `chat.accept`. */
  readonly id: string;
  readonly group: CommandGroup;
  /** What it does, as a short sentence with a verb, in the reader's language. */
  readonly name: () => string;
  /** "j", "?", "Alt+ArrowDown", "Mod+k"; one without Alt or Mod works outside of text fields only and can be switched off. */
  readonly keys?: readonly string[];
  /** Whether it can be done now; always, when missing. */
  readonly isPossible?: () => boolean;
  /** Further words that find it in the palette. */
  readonly words?: () => string;
  /** A name of the icon set. */
  readonly icon?: string;
  /** Does it; `false` says that there was nothing to do, and the key is left to the browser. */
  readonly run: () => boolean | void;
}

/** Keys that work in one place only (Enter in the box), so that the key sheet can tell of them. */
export interface KeyNote {
  readonly group: CommandGroup;
  readonly name: () => string;
  readonly keys: readonly string[];
}

export class Commands {
  private readonly found = new Map<string, Command>();
  private readonly told: KeyNote[] = [];

  /** Adds commands; the same id or the same key twice is a mistake of ours and says so. */
  add(...commands: readonly Command[]): void {
    for (const command of commands) {
      const taken = [...this.found.values()].find((one) => one.keys?.some((keys) => command.keys?.includes(keys)));
      if (this.found.has(command.id) || taken !== undefined) {
        throw new Error(`the desk has two commands ${command.id}${taken === undefined ? "" : `, or two for the key of ${taken.id}`}`);
      }
      this.found.set(command.id, command);
    }
  }

  /** Lets the key sheet tell of keys that somebody else listens to. */
  tell(...notes: readonly KeyNote[]): void {
    this.told.push(...notes);
  }

  /** The keys that somebody else listens to. */
  get notes(): readonly KeyNote[] {
    return this.told;
  }

  /** All commands in the order in which they were added. */
  get all(): readonly Command[] {
    return [...this.found.values()];
  }

  /** Those that can be done now. */
  get possible(): readonly Command[] {
    return this.all.filter((command) => command.isPossible?.() ?? true);
  }

  /** The command that a stroke asks for and that can be done now; `withSingle` says whether single keys count. */
  byStroke(stroke: Stroke, isMac: boolean, withSingle: boolean): Command | null {
    const isMeant = (keys: string): boolean => (withSingle || !isSingle(keys)) && isStroke(keys, stroke, isMac);
    return this.possible.find((command) => command.keys?.some(isMeant) ?? false) ?? null;
  }
}
