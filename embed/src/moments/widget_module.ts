/** What a plugin's browser module (`plugins/<id>/widget/<name>.js`) exports, and what it may use. */

/** A page as a moment sees it. Times are monotonic milliseconds: hidden tabs and sleeping laptops do not disturb them. */
export interface MomentPage {
  readonly view: Window & typeof globalThis;
  /** Listens passively; everything is undone when the page ends, and an error never reaches the page. */
  listen(target: EventTarget, type: string, run: (event: Event) => void): void;
  /** Runs once after some milliseconds, unless the page ends before. */
  later(run: () => void, milliseconds: number): void;
  /** Runs each time the visitor is about to leave through the top of the window. */
  leaving(run: (seconds_on_page: number) => void): void;
  /** Runs with each pointer, key, touch or scroll of the visitor. */
  active(run: () => void): void;
  /** Runs when something changed that rules look at: scrolled deeper, the tab is in front again, the panel opened. */
  changed(run: () => void): void;
  now(): number;
  /** Monotonic milliseconds when this page began. */
  readonly began_at: number;
  /** Monotonic milliseconds of the visitor's last activity. */
  activity_at(): number;
  /** The deepest scroll of this page in percent. */
  scroll_percent(): number;
}

/** How a moment reports. */
export interface MomentReport {
  /** It happened just now; `facts` hold for this instant only. */
  happened(facts?: Readonly<Record<string, unknown>>): void;
  /** It is so from now on, until `ended`. */
  began(): void;
  /** It is no longer so. */
  ended(): void;
}

/** One kind of moment: begins to watch on a page, with the settings written in the invitation. */
export interface MomentKind {
  watch(settings: Readonly<Record<string, unknown>>, page: MomentPage, report: MomentReport): void;
}

/** A plugin's browser module: the default export of a file that the plugin names when it registers a moment. */
export interface WidgetModule {
  /** Moments by the name that stands in `moment: {on: <name>}`. */
  readonly moments?: Readonly<Record<string, MomentKind>>;
}
