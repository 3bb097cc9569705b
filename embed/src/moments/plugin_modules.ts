/** Loads the browser modules of plugins when an invitation first needs one; one that fails is off for the rest of the page. */

import { isRecord } from "../shared/json_text";
import type { MomentKind } from "./widget_module";

/** How long a module may take to arrive and to run. */
export const PATIENCE_MS = 10000;

const ADDRESS = /^\/embed\/plugins\/\w+\/\w+\.js\?v=\w+$/;

/** What loading needs of its surroundings. */
export interface ModuleNeeds {
  /** Beckon's own address: modules come from nowhere else. */
  readonly base: string;
  readonly load: (address: string) => Promise<unknown>;
  readonly setTimer: (run: () => void, milliseconds: number) => number;
  readonly clearTimer: (timer: number) => void;
  /** Told once for each moment that cannot be watched any more on this page. */
  readonly failed: (moment: string, problem: string) => void;
}

/** An error in a line of text, whatever was thrown. */
export function inWords(problem: unknown): string {
  try {
    return String(problem).slice(0, 300);
  } catch {
    return "something that has no words";
  }
}

interface Coming {
  exported: unknown;
  problem: unknown;
  isHere: boolean;
  readonly waiting: (() => void)[];
}

/** The modules of one page, the present one and those after it without a load. */
export class PluginModules {
  private readonly coming = new Map<string, Coming>();
  private readonly broken = new Set<string>();

  constructor(private readonly needs: ModuleNeeds) {}

  /** Hands over the moment of that name: at once where its module is here, as soon as it comes, or never. */
  use(moment: string, address: unknown, ready: (kind: MomentKind) => void): void {
    if (this.broken.has(moment)) return;
    const module = this.load(address);
    const hand = (): void => {
      if (this.broken.has(moment)) return;
      try {
        if (module.problem !== null) throw module.problem;
        ready(kindIn(module.exported, moment));
      } catch (problem) {
        this.fail(moment, problem);
      }
    };
    if (module.isHere) hand();
    else module.waiting.push(hand);
  }

  /** The moment is off from now on; this is said once. */
  fail(moment: string, problem: unknown): void {
    if (this.broken.has(moment)) return;
    this.broken.add(moment);
    this.needs.failed(moment, inWords(problem));
  }

  private load(address: unknown): Coming {
    if (typeof address !== "string" || !ADDRESS.test(address)) {
      return { exported: null, problem: new Error("the server names no module for it"), isHere: true, waiting: [] };
    }
    const known = this.coming.get(address);
    if (known) return known;
    const module: Coming = { exported: null, problem: null, isHere: false, waiting: [] };
    this.coming.set(address, module);
    void this.bring(this.needs.base + address, module);
    return module;
  }

  /** The first to come counts: the module, what it throws, or the end of our patience. */
  private async bring(address: string, module: Coming): Promise<void> {
    const arrive = (exported: unknown, problem: unknown): void => {
      if (module.isHere) return;
      Object.assign(module, { exported, problem, isHere: true });
      this.needs.clearTimer(timer);
      for (const hand of module.waiting.splice(0)) hand();
    };
    const timer = this.needs.setTimer(() => arrive(null, new Error("its module did not arrive in time")), PATIENCE_MS);
    try {
      arrive(await this.needs.load(address), null);
    } catch (problem) {
      arrive(null, problem ?? new Error("its module threw nothing at all"));
    }
  }
}

/** The moment in what a module exports; raises where there is none. */
function kindIn(exported: unknown, moment: string): MomentKind {
  const module = isRecord(exported) ? exported.default : null;
  const moments = isRecord(module) ? module.moments : null;
  const kind = isRecord(moments) && Object.prototype.hasOwnProperty.call(moments, moment) ? moments[moment] : null;
  if (!isRecord(kind) || typeof kind.watch !== "function") throw new Error("its module does not export this moment");
  return kind as unknown as MomentKind;
}
