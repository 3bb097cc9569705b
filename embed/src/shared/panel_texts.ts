/** Every word a visitor can read in the panel; the server answers the same keys in the visitor's language. */

import { FILE_TEXTS } from "./file_texts";

/** The words of the panel, which lives in an iframe of its own. */
export const PANEL_TEXTS = {
  panel_title: "Live help",
  close_chat: "Close chat",
  conversation: "Conversation",
  message: "Message",
  message_placeholder: "Write a message…",
  send: "Send",
  team_online: "We are online",
  team_offline: "We are away right now",
  talking_to: "You are talking to {name}",
  waiting_for_operator: "Someone will be with you shortly",
  welcome: "Hello. What can we help you with?",
  welcome_offline: "Nobody is here right now. Leave a message and we will answer as soon as we are back.",
  sender_you: "You",
  sender_team: "Live Support",
  status_sending: "Sending…",
  status_sent: "Sent",
  status_waiting: "Not sent yet. It goes out as soon as you are connected.",
  status_failed: "Not sent",
  retry: "Try again",
  is_typing: "{name} is typing",
  today: "Today",
  yesterday: "Yesterday",
  too_long: "This message is {over} characters too long. Please send it in two parts.",
  characters_left: "{count} characters left",
  connecting: "Connecting…",
  connection_lost: "No connection. Your messages are kept and sent when it returns.",
  server_restarting: "One moment, we are restarting. Nothing is lost.",
  cannot_start: "The chat could not be started.",
  storage_note: "Your browser does not let us keep this chat. It is gone when you leave the page.",
  joined: "{name} joined the chat",
  assigned: "{name} takes care of this chat",
  ended_by_visitor: "You ended the chat",
  ended_by_operator: "{name} ended the chat",
  chat_closed: "Write a message to start a new chat.",
  error_too_many: "That was a lot at once. Please wait a moment and try again.",
  error_storage_full: "We cannot take messages right now. Please try again later.",
  error_refused: "This message could not be delivered.",
  new_messages: "New messages",
  pause_picture: "Pause the animation",
  play_picture: "Play the animation",
  ...FILE_TEXTS,
} as const;

/** The key of a word of the panel. */
export type PanelText = keyof typeof PANEL_TEXTS;
