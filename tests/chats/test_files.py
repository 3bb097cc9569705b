"""Files in chats: one file is one message, whole or not at all, and it goes with its chat."""

from __future__ import annotations

import io
import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from sqlalchemy import delete, select, update

from app.chats import file_reading, file_sweeping, files, forgetting, message_queries, service
from app.chats.models import Chat, ChatFile, Message
from app.domain.errors import BeckonError, Conflict, Forbidden, NotFound, StorageFull, TooLarge, TooManyRequests
from app.domain.roles import PRESETS, Permission, Role
from app.domain.snapshots import ChatSnapshot, MessageSnapshot, OperatorSnapshot
from app.foundation import kept_files, settings
from app.foundation.clock import now as present_moment
from app.foundation.configuration import configuration
from app.foundation.database import db, transaction
from app.foundation.file_transfer import UploadedFile
from app.foundation.secrets import new_key
from tests.chats.conftest import VisitorBrowser, an_operator

if TYPE_CHECKING:
    from flask import Flask

    from app.domain.snapshots import DepartmentSnapshot

TEXT = UploadedFile(b"42 euros", "offer.txt", "text/plain")


def a_picture(size: tuple[int, int] = (40, 30)) -> UploadedFile:
    made = io.BytesIO()
    Image.new("RGB", size, (20, 90, 30)).save(made, "PNG")
    return UploadedFile(made.getvalue(), "chair.png", "image/png")


def folder() -> Path:
    return configuration().instance_path / kept_files.FOLDER


def stored() -> list[str]:
    return sorted(each.name for each in folder().iterdir()) if folder().is_dir() else []


def sends(
    browser: VisitorBrowser, chat: ChatSnapshot, file: UploadedFile = TEXT, client_id: str | None = None
) -> MessageSnapshot:
    return files.send_from_visitor(
        chat.key, browser.visitor.id, browser.secret, client_id or new_key(), file, present_moment()
    )


@pytest.fixture
def chat(browser: VisitorBrowser, anna: OperatorSnapshot) -> ChatSnapshot:
    """A chat that Anna has accepted."""
    return service.accept(browser.starts().chat.key, anna, present_moment())


def test_a_file_is_a_message_with_its_name_kind_and_size(browser: VisitorBrowser, chat: ChatSnapshot) -> None:
    sent = sends(browser, chat, a_picture())

    assert sent.file is not None
    assert (sent.text, sent.file.name, sent.file.kind) == ("chair.png", "chair.png", "image/png")
    assert (sent.file.width, sent.file.height) == (40, 30)
    assert message_queries.messages_after(chat.id, sent.id - 1)[0] == (sent,)
    assert sent.file.size == (folder() / stored()[0]).stat().st_size


def test_the_same_upload_again_is_the_same_message_and_keeps_one_file(
    browser: VisitorBrowser, chat: ChatSnapshot
) -> None:
    first = sends(browser, chat, client_id="one-file")

    assert sends(browser, chat, client_id="one-file") == first
    assert len(stored()) == 1
    with pytest.raises(Conflict):
        sends(browser, chat, UploadedFile(b"other", "other.txt", "text/plain"), client_id="one-file")


def test_ten_uploads_of_one_client_id_at_once_are_one_message(
    app: Flask, browser: VisitorBrowser, chat: ChatSnapshot
) -> None:
    numbers: list[int] = []

    def send() -> None:
        with app.app_context():
            numbers.append(sends(browser, chat, client_id="all-at-once").id)

    threads = [threading.Thread(target=send) for _ in range(10)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert (len(numbers), len(set(numbers)), len(stored())) == (10, 1, 1)


def test_an_operator_sends_into_a_chat_of_theirs_only(
    browser: VisitorBrowser, chat: ChatSnapshot, anna: OperatorSnapshot, ben: OperatorSnapshot
) -> None:
    sent = files.send_from_operator(chat.key, anna, new_key(), TEXT, present_moment())

    assert (sent.sender_name, sent.text) == ("Anna", "offer.txt")
    with pytest.raises(Conflict, match="accept the chat"):
        files.send_from_operator(chat.key, ben, new_key(), TEXT, present_moment())
    assert len(stored()) == 1


def test_who_may_not_send_files_sends_none(chat: ChatSnapshot, anna: OperatorSnapshot) -> None:
    without = PRESETS[Role.OPERATOR] - {Permission.SEND_FILES}
    limited = OperatorSnapshot(anna.id, anna.email, anna.name, anna.role, is_active=True, permissions=without)

    with pytest.raises(Forbidden):
        files.send_from_operator(chat.key, limited, new_key(), TEXT, present_moment())


def test_what_is_refused_leaves_nothing_behind(browser: VisitorBrowser, chat: ChatSnapshot) -> None:
    before = message_queries.messages_after(chat.id, 0)[0]
    evil = UploadedFile(b"<svg onload=alert(1)>", "x.png", "image/png")

    with pytest.raises(BeckonError, match=r"x\.png"):
        sends(browser, chat, evil)

    assert (stored(), message_queries.messages_after(chat.id, 0)[0]) == ([], before)


def test_a_closed_chat_takes_no_files(browser: VisitorBrowser, chat: ChatSnapshot) -> None:
    browser.closes(chat)

    with pytest.raises(Conflict, match="closed"):
        sends(browser, chat)
    assert stored() == []


def test_the_site_decides_which_files_how_large_and_whether_visitors_send_any(
    browser: VisitorBrowser, chat: ChatSnapshot, anna: OperatorSnapshot
) -> None:
    settings.change("chats.file_megabytes", 1)
    with pytest.raises(TooLarge, match=r"“offer\.txt” is too large: a file may have at most 1 MB"):
        sends(browser, chat, UploadedFile(b"x" * (1024**2 + 1), "offer.txt", "text/plain"))
    settings.change("chats.files_text", False)
    with pytest.raises(BeckonError, match="not accepted"):
        sends(browser, chat)
    settings.change_all({"chats.files_text": True, "chats.files_from_visitors": False})
    with pytest.raises(Forbidden):
        sends(browser, chat)
    assert files.send_from_operator(chat.key, anna, new_key(), TEXT, present_moment()).file is not None


def test_a_full_disk_refuses_the_file_and_nothing_else(
    browser: VisitorBrowser, chat: ChatSnapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_files, "RESERVE_BYTES", 2**62)

    with pytest.raises(StorageFull):
        sends(browser, chat)

    assert browser.writes(chat, "still here").text == "still here"


def test_a_folder_that_cannot_be_written_refuses_the_file_and_leaves_nothing(
    browser: VisitorBrowser, chat: ChatSnapshot
) -> None:
    folder().write_text("in the way")

    with pytest.raises(StorageFull):
        sends(browser, chat)

    assert folder().read_text() == "in the way"


def test_a_visitor_cannot_fill_the_disk_in_a_day(
    browser: VisitorBrowser, chat: ChatSnapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "VISITOR_BYTES_A_DAY", 2 * len(TEXT.content))
    sends(browser, chat)
    sends(browser, chat)

    with pytest.raises(TooManyRequests):
        sends(browser, chat)


def test_operators_read_the_files_of_chats_they_may_see(
    browser: VisitorBrowser, anna: OperatorSnapshot, sales: DepartmentSnapshot, support: DepartmentSnapshot
) -> None:
    chat = browser.starts(department_id=sales.id).chat
    seller, helper = an_operator("Sally", sales), an_operator("Hugo", support)
    sent = sends(browser, chat)
    assert sent.file is not None

    found = file_reading.file_for_operator(sent.file.key, seller)

    assert (found.path.read_bytes(), found.name, found.is_picture) == (TEXT.content, "offer.txt", False)
    for key, operator in ((sent.file.key, helper), ("no-such-file", seller)):
        with pytest.raises(NotFound, match="there is no such file"):
            file_reading.file_for_operator(key, operator)


def test_a_pass_opens_the_files_of_one_chat_for_a_while(
    browser: VisitorBrowser, other_browser: VisitorBrowser, chat: ChatSnapshot
) -> None:
    sent = sends(browser, chat)
    foreign = other_browser.starts().chat
    now = present_moment()
    own = file_reading.pass_for_visitor(chat.key, browser.visitor.id, browser.secret, now)
    theirs = file_reading.pass_for_visitor(foreign.key, other_browser.visitor.id, other_browser.secret, now)
    assert sent.file is not None

    assert file_reading.file_for_pass(sent.file.key, own.token, now).name == "offer.txt"
    late = now + timedelta(seconds=own.seconds + 1)
    for token, moment in ((theirs.token, now), (own.token, late), (own.token[:-1], now), ("", now)):
        with pytest.raises(NotFound, match="there is no such file"):
            file_reading.file_for_pass(sent.file.key, token, moment)
    with pytest.raises(NotFound):
        file_reading.pass_for_visitor(chat.key, other_browser.visitor.id, other_browser.secret, now)


def test_a_file_that_was_taken_back_is_gone_at_once_and_its_bytes_with_the_next_sweep(
    browser: VisitorBrowser, chat: ChatSnapshot, anna: OperatorSnapshot
) -> None:
    sent = sends(browser, chat)
    kept = sends(browser, chat, a_picture())
    assert sent.file is not None
    now = present_moment()
    with transaction():
        db.session.execute(update(Message).where(Message.number == sent.id).values(deleted_at=now))

    with pytest.raises(NotFound):
        file_reading.file_for_operator(sent.file.key, anna)
    file_sweeping.sweep(now + timedelta(hours=2))

    assert kept.file is not None
    assert file_reading.file_for_operator(kept.file.key, anna).path.name == stored()[0]
    assert len(stored()) == 1


def test_forgetting_a_visitor_deletes_their_files_and_nobody_elses(
    browser: VisitorBrowser, other_browser: VisitorBrowser, chat: ChatSnapshot
) -> None:
    sends(browser, chat)
    sends(other_browser, other_browser.starts().chat, a_picture())
    browser.closes(chat)

    forgetting.forget_visitor(browser.visitor.key, present_moment())

    left = db.session.execute(select(ChatFile.stored_name)).scalars().all()
    assert (stored(), len(left)) == (list(left), 1)


def test_the_sweep_deletes_what_no_row_knows_and_leaves_what_is_young(
    browser: VisitorBrowser, chat: ChatSnapshot
) -> None:
    sends(browser, chat)
    with transaction():
        db.session.execute(delete(Chat).where(Chat.id == chat.id))
    (folder() / ".part-unfinished").write_bytes(b"half")
    now = present_moment()

    assert file_sweeping.sweep(now) == 0
    assert len(stored()) == 2
    assert file_sweeping.sweep(now + timedelta(hours=2)) == 1
    assert stored() == []
