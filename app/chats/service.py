"""Everything that is written about chats: starting, posting, accepting, reading, closing; each exactly once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update

from app.chats import (
    accepting,
    access,
    assigning,
    auto_replies,
    closing,
    keeping_out,
    posting,
    queries,
    refusing,
    waiting,
)
from app.chats.models import Chat, Message
from app.chats.waiting import WaitingWords
from app.domain import events
from app.domain.errors import Conflict
from app.domain.snapshots import (
    ChatSnapshot,
    ChatState,
    MessageSnapshot,
    OperatorSnapshot,
    PageSnapshot,
    SenderKind,
    VisitorSnapshot,
)
from app.foundation.database import Publish, db, locked, transaction
from app.foundation.secrets import hash_secret, new_key
from app.visitors.models import Visitor

TEXT_LIMIT = posting.TEXT_LIMIT
SECRET_LENGTHS = posting.SECRET_LENGTHS
AlreadyAccepted = refusing.AlreadyAccepted
accept = accepting.accept
close_by_operator = closing.close_by_operator
close_by_visitor = closing.close_by_visitor


@dataclass(frozen=True, slots=True)
class Opening:
    """The invitation that the visitor answers; it becomes the first message of the chat.

    ``waiting`` is said while nobody accepts. The chat belongs to ``operator_id`` at once, if they can take it.
    """

    impression_id: int
    invitation_name: str
    html: str
    text: str
    sender_name: str
    waiting: WaitingWords | None = None
    operator_id: int | None = None


@dataclass(frozen=True, slots=True)
class StartedChat:
    """A chat with the visitor's first message; ``is_new`` is False when the same start was repeated."""

    chat: ChatSnapshot
    message: MessageSnapshot
    is_new: bool


def start_chat(
    publish: Publish,
    *,
    visitor: VisitorSnapshot,
    panel_secret: str,
    client_id: str,
    text: str,
    department_id: int | None,
    opening: Opening | None,
    page: PageSnapshot | None,
    now: datetime,
    language: str | None = None,
    file: posting.FileDraft | None = None,
) -> StartedChat:
    """Begin a chat with the visitor's first words, or with a ``file`` whose name is the text.

    The same ``client_id`` again gives the same answer. When this browser already has an open chat the words are posted
    there. Runs in the caller's transaction and takes the visitor's row lock, so that two starts at once make one chat.
    """
    posting.check_secret(panel_secret)
    draft = replace(posting.visitor_draft(visitor.name, client_id, text), file=file)
    db.session.execute(locked(select(Visitor.id).where(Visitor.id == visitor.id)))
    repeated = _started_before(visitor.id, panel_secret, draft)
    if repeated is not None:
        return repeated
    open_chat = queries.open_chat_of(visitor.id, panel_secret)
    if open_chat is not None:
        message = posting.post(publish, open_chat.id, draft, now)
        return StartedChat(queries.chat_by_id(open_chat.id), message, is_new=False)
    chat_id = _insert_chat(visitor, panel_secret, department_id, opening, page, now, language)
    if opening is not None:
        posting.add(chat_id, _opening_draft(opening), now)
    message = posting.add(chat_id, draft, now)
    db.session.execute(update(Chat).where(Chat.id == chat_id).values(visitor_seen_number=message.id))
    started = queries.chat_by_id(chat_id)
    publish(events.ChatStarted(at=now, chat=started))
    publish(events.MessagePosted(at=now, chat=started, message=message))
    _answer_at_once(publish, started, opening, now)
    return StartedChat(queries.chat_by_id(chat_id), message, is_new=True)


def _insert_chat(
    visitor: VisitorSnapshot,
    panel_secret: str,
    department_id: int | None,
    opening: Opening | None,
    page: PageSnapshot | None,
    now: datetime,
    language: str | None,
) -> int:
    chat = Chat(
        key=new_key(),
        secret_hash=hash_secret(panel_secret),
        visitor_id=visitor.id,
        visitor_name=visitor.name,
        department_id=department_id,
        impression_id=opening.impression_id if opening else None,
        invitation_name=opening.invitation_name if opening else None,
        state=ChatState.WAITING.value,
        page_url=page.url if page else None,
        page_title=page.title if page else None,
        language=language,
        started_at=now,
        last_activity_at=now,
    )
    db.session.add(chat)
    db.session.flush()
    return chat.id


def _answer_at_once(publish: Publish, chat: ChatSnapshot, opening: Opening | None, now: datetime) -> None:
    """Give the chat to whom the invitation promised it; else say what is said to who waits: its own words go first."""
    operator = assigning.able_to_take(opening.operator_id if opening else None, chat.department_id, now)
    if operator is not None:
        assigning.assign(publish, chat.id, operator, now)
    elif opening is not None and opening.waiting is not None:
        waiting.begin(publish, chat.id, opening.waiting, now)
    else:
        auto_replies.greet(publish, chat, now)


def post_visitor_message(
    chat_key: str,
    visitor_id: int,
    panel_secret: str,
    client_id: str,
    text: str,
    now: datetime,
    *,
    quote: int | None = None,
    address: str | None = None,
) -> MessageSnapshot:
    """The visitor writes; returns when it is on disk. Repeating a ``client_id`` returns the first message.

    ``quote`` is the number of the message that this one answers, ``address`` where the visitor writes from. Raises
    Forbidden for somebody on the block list, and ends their chat.
    """
    keeping_out.demand_welcome_in(chat_key, visitor_id, panel_secret, address, now)
    with transaction() as publish:
        chat_id = access.visitor_chat_id(chat_key, visitor_id, panel_secret)
        name = db.session.execute(select(Chat.visitor_name).where(Chat.id == chat_id)).scalar_one()
        return posting.post(publish, chat_id, posting.visitor_draft(name, client_id, text, quote), now)


def post_operator_message(
    chat_key: str, operator: OperatorSnapshot, client_id: str, text: str, now: datetime, *, quote: int | None = None
) -> MessageSnapshot:
    """The operator writes into a chat that is theirs; returns when it is on disk."""
    draft = posting.Draft(
        sender=SenderKind.OPERATOR,
        sender_key=f"operator:{operator.id}",
        sender_name=operator.name,
        text=posting.checked_text(text),
        client_id=posting.checked_client_id(client_id),
        operator_id=operator.id,
        quoted_number=quote,
    )
    with transaction() as publish:
        chat_id = access.operator_chat_id(chat_key, operator)
        owner = db.session.execute(select(Chat.operator_id).where(Chat.id == chat_id)).scalar_one_or_none()
        if owner != operator.id:
            raise Conflict("accept the chat before you answer", code="not_yours")
        return posting.post(publish, chat_id, draft, now)


def _started_before(visitor_id: int, panel_secret: str, draft: posting.Draft) -> StartedChat | None:
    found = db.session.execute(
        select(Message.chat_id)
        .join(Chat, Chat.id == Message.chat_id)
        .where(
            Chat.visitor_id == visitor_id,
            Chat.secret_hash == hash_secret(panel_secret),
            Message.sender_key == draft.sender_key,
            Message.client_id == draft.client_id,
        )
        .order_by(Message.id)
        .limit(1)
    ).scalar_one_or_none()
    if found is None:
        return None
    repeated = posting.same_message(found, draft)
    if repeated is None:
        return None
    return StartedChat(queries.chat_by_id(found), repeated, is_new=False)


def _opening_draft(opening: Opening) -> posting.Draft:
    return posting.Draft(
        sender=SenderKind.INVITATION,
        sender_key="invitation",
        sender_name=opening.sender_name,
        text=opening.text,
        html=opening.html,
    )
