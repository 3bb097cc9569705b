import assert from "node:assert/strict";
import { test } from "node:test";
import { fileKind, fileSize, readSentFile, roomOf } from "../../src/shared/file_words";
import { problemOf, Uploads, type FileAnswer, type Upload } from "../../src/shared/uploads";

const RULES = { endings: [".png", ".pdf"], bytes: 1000 };

/** A queue whose files arrive when the test says so. */
function queue() {
  const under_way: { upload: Upload; answer: (answer: FileAnswer) => void; isCancelled: boolean }[] = [];
  const arrived: string[] = [];
  const uploads = new Uploads({
    rules: () => RULES,
    transfer: (upload) => {
      let resolve: (answer: FileAnswer) => void = () => undefined;
      const answer = new Promise<FileAnswer>((done) => { resolve = done; });
      const entry = { upload, answer: resolve, isCancelled: false };
      under_way.push(entry);
      return { answer, cancel: () => { entry.isCancelled = true; } };
    },
    arrived: (upload) => arrived.push(upload.file.name),
    changed: () => undefined,
  });
  return { uploads, under_way, arrived };
}

function file(name: string, size = 3): File {
  return new File([new Uint8Array(size)], name);
}

const tick = (): Promise<void> => new Promise((done) => setTimeout(done));

test("files of one chat go one after the other, in the order in which they were chosen; chats do not wait for each other", async () => {
  const { uploads, under_way, arrived } = queue();
  uploads.add("a", [file("1.png"), file("2.png")]);
  uploads.add("b", [file("3.png")]);
  assert.deepEqual(under_way.map((one) => one.upload.file.name), ["1.png", "3.png"]);
  under_way[0]?.answer({ status: 200, body: {} });
  await tick();
  assert.deepEqual(under_way.map((one) => one.upload.file.name), ["1.png", "3.png", "2.png"]);
  assert.deepEqual(arrived, ["1.png"]);
  assert.equal(uploads.isBusy, true);
});

test("what was refused for good cannot go again; what found no line goes under the same name", async () => {
  const { uploads, under_way } = queue();
  uploads.add("a", [file("1.png")]);
  under_way[0]?.answer({ status: 0, body: null });
  await tick();
  assert.deepEqual(uploads.of("a").map((one) => [one.state, one.code, one.canRetry]), [["failed", "unreachable", true]]);
  uploads.lineIsBack();
  assert.equal(under_way[1]?.upload.id, under_way[0]?.upload.id);
  under_way[1]?.answer({ status: 415, body: { error: { code: "file_mismatch" } } });
  await tick();
  assert.deepEqual(uploads.of("a").map((one) => [one.code, one.canRetry]), [["file_mismatch", false]]);
});

test("a cancelled file is stopped and forgotten, and the next one goes", () => {
  const { uploads, under_way } = queue();
  uploads.add("a", [file("1.png"), file("2.png")]);
  uploads.cancel(under_way[0]?.upload.id ?? "");
  assert.equal(under_way[0]?.isCancelled, true);
  assert.deepEqual(under_way.map((one) => one.upload.file.name), ["1.png", "2.png"]);
});

test("what is wrong is said before anything goes", () => {
  assert.equal(problemOf(file("x.SVG"), RULES), "file_kind_refused");
  assert.equal(problemOf(file("x.PNG", 1001), RULES), "file_too_large");
  assert.equal(problemOf(file("x.png", 0), RULES), "file_empty");
  assert.equal(problemOf(file("x.png"), null), "files_off");
  assert.equal(problemOf(file("x.png"), RULES), "");
});

test("files are spoken of as people do, and pictures keep their room", () => {
  assert.deepEqual([fileSize(65, "en"), fileSize(1536, "en"), fileSize(12_000_000, "en")], ["65 bytes", "1.5 kB", "11 MB"]);
  assert.equal(fileKind("a.b.pdf"), "PDF");
  const photo = readSentFile({ key: "k", name: "n.png", kind: "image/png", size: 1, width: 4000, height: 3000 });
  assert.deepEqual(photo && roomOf(photo, { width: 320, height: 240 }), { width: 320, height: 240 });
  assert.equal(readSentFile({ key: 3 }), null);
});
