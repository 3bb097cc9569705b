/** Where the visitor's files are found: an address needs a pass, which runs out and is asked for again. */

/** A pass as the server gives it. */
export interface Pass {
  readonly token: string;
  readonly seconds: number;
}

/** Asks for a new pass when less than this part of its time is left. */
const WORN_OUT = 0.4;

/** The passes of one panel. */
export class FileDoor {
  private readonly passes = new Map<string, { readonly token: string; readonly until: number; readonly renew_at: number }>();
  private readonly asking = new Map<string, Promise<string>>();

  constructor(
    private readonly base: string,
    private readonly ask: (chat: string) => Promise<Pass>,
    private readonly now: () => number,
  ) {}

  /** The address of a file as far as a good pass is known. */
  known(chat: string, key: string): string | null {
    const pass = this.passes.get(chat);
    return pass && pass.until > this.now() ? this.addressOf(key, pass.token) : null;
  }

  /** Whether the pass of a chat should be renewed. */
  isWorn(chat: string): boolean {
    const pass = this.passes.get(chat);
    return !pass || pass.renew_at <= this.now();
  }

  /** The address of a file with a pass that lasts a while; rejects where there is none to be had. */
  async address(chat: string, key: string): Promise<string> {
    const pass = this.passes.get(chat);
    const token = pass && !this.isWorn(chat) ? pass.token : await this.renewed(chat);
    return this.addressOf(key, token);
  }

  /** However many files ask at once, one pass is asked for. */
  private renewed(chat: string): Promise<string> {
    const known = this.asking.get(chat);
    if (known) return known;
    const asked = this.ask(chat).then((pass) => {
      const lasts = pass.seconds * 1000;
      this.passes.set(chat, { token: pass.token, until: this.now() + lasts, renew_at: this.now() + lasts * (1 - WORN_OUT) });
      return pass.token;
    }).finally(() => this.asking.delete(chat));
    this.asking.set(chat, asked);
    return asked;
  }

  private addressOf(key: string, token: string): string {
    return `${this.base}/widget/v1/files/${encodeURIComponent(key)}?pass=${encodeURIComponent(token)}`;
  }
}
