/** What the loader fetches when it is first needed: invitations and their moments, the bubble, and the panel's frame. */

export { Invitations } from "./moments/invitations";
export { Stage } from "./widget/stage";
