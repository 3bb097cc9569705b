/** What the lines of visitor and desk have in common. */

import type { Socket } from "socket.io-client";

/** The server pings every 8 s and gives a line up after 6 s more; who has heard nothing for longer hears nothing any more. */
export const DEAF_AFTER_MS = 16_000;
const LOOK_EVERY_MS = 2000;

/**
 * Opens a socket unless it is open, opening, or about to try again.
 *
 * `connect()` of socket.io-client 4, called between the transport's opening and the server's welcome, asks to be let in
 * a second time; the server refuses that, and the refused socket still calls itself connected but hears nothing more.
 */
export function openSocket(socket: Socket): void {
  if (!socket.active) socket.connect();
}

/** Opens a socket on a new transport now, whatever the present one believes of itself and however long it wants to wait. */
export function openAnew(socket: Socket): void {
  socket.disconnect();
  socket.connect();
}

/** The part of a page that tells of time going on. */
export interface Wakes {
  setInterval(run: () => void, milliseconds: number): unknown;
  addEventListener(type: string, run: () => void): void;
  readonly document: { addEventListener(type: string, run: () => void): void };
}

/**
 * Opens a socket anew that sleeps with open eyes. While a laptop is shut or a tab is frozen no timer runs, so nothing
 * notices that the server has long since given the line up; afterwards the clock on the wall tells.
 */
export function watchOver(socket: Socket, page: Wakes = window, now: () => number = () => Date.now()): void {
  let heardAt = now();
  const heard = (): void => { heardAt = now(); };
  const look = (): void => {
    if (!socket.connected || now() - heardAt <= DEAF_AFTER_MS) return;
    heard();
    openAnew(socket);
  };
  socket.on("connect", heard);
  socket.onAny(heard);
  socket.io.on("ping", heard);
  page.setInterval(look, LOOK_EVERY_MS);
  for (const type of ["pageshow", "focus"]) page.addEventListener(type, look);
  for (const type of ["visibilitychange", "resume"]) page.document.addEventListener(type, look);
}
