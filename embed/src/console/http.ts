/** Talks to our own server: JSON both ways, the CSRF header on every write, and one shape of errors. */

export class HttpError extends Error {
  /** `status` 0 means that the server was not reached at all. */
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly field: string | null,
    /** The colleague who stands in the way. */
    readonly by: string | null = null,
  ) {
    super(message);
    this.name = "HttpError";
  }
}

/** The token that proves to the server that a write comes from one of its own pages. */
export function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>("meta[name='csrf-token']")?.content ?? "";
}

function errorOf(status: number, body: unknown): HttpError {
  const error = (body as { error?: { code?: unknown; message?: unknown; field?: unknown; by?: unknown } } | null)?.error;
  const code = typeof error?.code === "string" ? error.code : "unreadable";
  const message = typeof error?.message === "string" ? error.message : "";
  return new HttpError(status, code, message, typeof error?.field === "string" ? error.field : null, typeof error?.by === "string" ? error.by : null);
}

/** So long an answer may take; what takes longer was lost on its way. */
const WAIT_MILLISECONDS = 30_000;

async function call<Answer>(url: string, options: RequestInit): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin", redirect: "error", ...options });
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === "AbortError") {
      throw problem;
    }
    throw new HttpError(0, "unreachable", "", null);
  }
  const body: unknown = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) {
    throw errorOf(response.status, body);
  }
  return body as Answer;
}

/** Reads JSON. */
export function getJson<Answer>(url: string, signal?: AbortSignal): Promise<Answer> {
  return call<Answer>(url, { headers: { Accept: "application/json" }, signal: signal ?? AbortSignal.timeout(WAIT_MILLISECONDS) });
}

/** Writes JSON and reads the answer. */
export function postJson<Answer>(url: string, body: unknown, method: "POST" | "PUT" | "PATCH" | "DELETE" = "POST"): Promise<Answer> {
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": csrfToken() };
  return call<Answer>(url, { method, headers, body: JSON.stringify(body), signal: AbortSignal.timeout(WAIT_MILLISECONDS) });
}

/** Sends a form's fields as the browser would, and reads JSON. */
export function postForm<Answer>(url: string, fields: FormData | URLSearchParams): Promise<Answer> {
  return call<Answer>(url, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
    body: fields,
  });
}
