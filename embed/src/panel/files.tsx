/** Files in the panel: how they look in the conversation, and how they get on their way. */

import { createContext, type ComponentChildren, type VNode } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { fileKind, fileSize, isPicture, roomOf, type SentFile } from "../shared/file_words";
import type { PanelText } from "../shared/panel_texts";
import type { Translate } from "../shared/texts";
import { filesOf, type FileRules, type Upload } from "../shared/uploads";
import type { FileDoor } from "./file_door";

const MOST_ROOM = { width: 236, height: 220 };
const LOOK_AGAIN_MS = 60_000;

/** What a panel can do with files. */
export interface PanelFiles {
  readonly door: FileDoor;
  readonly rules: FileRules | null;
  /** Files can be sent: into the chat, or as the beginning of one. */
  readonly canSend: boolean;
  readonly uploads: readonly Upload[];
  readonly onFiles: (files: readonly File[]) => void;
  readonly onCancel: (id: string) => void;
  readonly onRetry: (id: string) => void;
}

/** Files of the panel for everything inside it. */
export const FilesOfPanel = createContext<PanelFiles | null>(null);

interface FileViewProps {
  readonly chat: string;
  readonly file: SentFile;
  readonly translate: Translate<PanelText>;
  readonly language: string;
}

/** The address of a file; links get a fresh one before it runs out, a picture that is there stays as it is. */
function useAddress(chat: string, key: string): string | null {
  const files = useContext(FilesOfPanel);
  const door = files ? files.door : null;
  const [address, setAddress] = useState(door ? door.known(chat, key) : null);
  useEffect(() => {
    if (!door) return undefined;
    let isShown = true;
    const look = (): void => {
      if (document.visibilityState === "hidden" || (address && !door.isWorn(chat))) return;
      door.address(chat, key).then((found) => { if (isShown) setAddress(found); }, () => undefined);
    };
    look();
    const timer = setInterval(look, LOOK_AGAIN_MS);
    document.addEventListener("visibilitychange", look);
    return () => {
      isShown = false;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [door, chat, key, address]);
  return address;
}

/** A file of a message: a picture with its room kept, or a card. */
export function FileView(props: FileViewProps): VNode {
  const address = useAddress(props.chat, props.file.key);
  const [isBroken, setBroken] = useState(false);
  const shown = useRef<string | null>(null);
  const { file } = props;
  if (!isPicture(file) || isBroken) return <FileCard {...props} address={address} />;
  const room = roomOf(file, MOST_ROOM);
  if (shown.current === null) shown.current = address;
  return (
    <a class="picture" href={address || undefined} target="_blank" rel="noopener">
      <img src={shown.current || undefined} alt={file.name} width={room.width} height={room.height} decoding="async" onError={() => setBroken(true)} />
    </a>
  );
}

function FileCard({ file, language, address }: FileViewProps & { readonly address: string | null }): VNode {
  return (
    <a class="file" href={address || undefined} download={file.name}>
      <FileSign />
      <span class="file-words">
        <bdi class="file-name">{file.name}</bdi>
        <span class="file-facts">{fileKind(file.name)} · {fileSize(file.size, language)}</span>
      </span>
    </a>
  );
}

function FileSign(): VNode {
  return (
    <svg class="file-sign" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M14 2H6a2 2 0 0 0-2 2v16a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V8z" /><path d="M14 2v6h6" /></svg>
  );
}

interface TranslateProps {
  readonly translate: Translate<PanelText>;
}

/** The button beside the box to write in. */
export function AttachButton({ translate }: TranslateProps): VNode | null {
  const files = useContext(FilesOfPanel);
  const input = useRef<HTMLInputElement>(null);
  if (!files || !files.rules || !files.canSend) return null;
  const { onFiles, rules } = files;
  return (
    <>
      <button type="button" class="attach" aria-label={translate("attach")} title={translate("attach")} onClick={() => input.current && input.current.click()}>
        <svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="m21.4 11.1-9.2 9.2a6 6 0 0 1-8.5-8.5l9.2-9.2a4 4 0 0 1 5.7 5.7l-9.3 9.2a2 2 0 0 1-2.8-2.9l8.5-8.4" /></svg>
      </button>
      <input
        ref={input} type="file" multiple hidden accept={rules.endings.join(",")}
        onChange={(event) => {
          const { currentTarget } = event;
          onFiles(Array.from(currentTarget.files || []));
          currentTarget.value = "";
        }}
      />
    </>
  );
}

const PROBLEMS: Readonly<Record<string, PanelText>> = {
  file_kind_refused: "file_kind_refused", file_too_large: "file_too_large", file_empty: "file_empty", file_mismatch: "file_mismatch",
  file_active: "file_mismatch", file_damaged: "file_damaged", file_name_refused: "file_name_refused", files_off: "file_kind_refused",
  too_many_requests: "error_too_many", storage_full: "error_storage_full", unreachable: "file_unreachable",
};

/** The files on their way, above the box to write in. */
export function FileTray({ translate }: TranslateProps): VNode | null {
  const files = useContext(FilesOfPanel);
  if (!files || files.uploads.length === 0) return null;
  const limit = files.rules ? Math.round(files.rules.bytes / 1024 ** 2) : 0;
  return (
    <ul class="tray" aria-label={translate("files_on_their_way")}>
      {files.uploads.map((one) => {
        const { name } = one.file;
        const isFailed = one.state === "failed";
        return (
          <li key={one.id} class={isFailed ? "upload failed" : "upload"}>
            <span class="file-words">
              <bdi class="file-name">{name}</bdi>
              {isFailed
                ? <span class="file-problem" role="alert">{translate(PROBLEMS[one.code] || "file_refused", { limit })}</span>
                : <progress max={1} value={one.progress} aria-label={translate("file_sending", { name })} />}
            </span>
            {one.canRetry && <button type="button" class="retry" onClick={() => files.onRetry(one.id)}>{translate("retry")}</button>}
            <button type="button" class="drop" aria-label={translate(isFailed ? "file_dismiss" : "file_cancel", { name })} onClick={() => files.onCancel(one.id)}>
              <svg viewBox="0 0 24 24" width="16" height="16" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><path d="M18 6 6 18" /><path d="m6 6 12 12" /></svg>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** The whole panel as a place to drop and paste files; what is pasted with words is words. */
export function DropArea({ translate, children }: TranslateProps & { readonly children: ComponentChildren }): VNode {
  const files = useContext(FilesOfPanel);
  const [isOver, setOver] = useState(false);
  const canTake = files !== null && files.rules !== null && files.canSend;
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer !== null && event.dataTransfer.types.includes("Files");
  return (
    <div
      class="drop-area"
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        if (event.dataTransfer) event.dataTransfer.dropEffect = canTake ? "copy" : "none";
        setOver(canTake);
      }}
      onDragLeave={(event) => { if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) setOver(false); }}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(false);
        if (canTake) files.onFiles(filesOf(event.dataTransfer));
      }}
      onPasteCapture={(event) => {
        const found = filesOf(event.clipboardData);
        if (!canTake || found.length === 0 || (event.clipboardData && event.clipboardData.getData("text/plain"))) return;
        event.preventDefault();
        event.stopPropagation();
        files.onFiles(found);
      }}
    >
      {children}
      {isOver && <p class="drop-target">{translate("drop_files")}</p>}
    </div>
  );
}
