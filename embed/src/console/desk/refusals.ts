/** The two ways in which something cannot be done on the server. */

/** The server was not reached, or did not answer in time: nobody knows whether it happened. */
export class Unreachable extends Error {}

/** The server said no. `by` is the colleague who was faster. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly by: string | null = null,
  ) {
    super(message);
  }
}
