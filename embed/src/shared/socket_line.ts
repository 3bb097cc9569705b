/** What the lines of visitor and desk have in common. */

import type { Socket } from "socket.io-client";

/**
 * Opens a socket unless it is open, opening, or about to try again.
 *
 * `connect()` of socket.io-client 4, called between the transport's opening and the server's welcome, asks to be let in
 * a second time; the server refuses that, and the refused socket still calls itself connected but hears nothing more.
 */
export function openSocket(socket: Socket): void {
  if (!socket.active) socket.connect();
}
