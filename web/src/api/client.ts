// The one way to the server. Every failure is an ApiProblem; nothing else is thrown.
import type { Json, Language, Problem, RecordData } from "./types";

export const apiRoot = "/api/v1/";

export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly problems: Problem[];
  readonly requestId: string | undefined;
  /** The record as it is now, when ours was stale. */
  readonly current: RecordData | undefined;

  constructor(status: number, body: ProblemBody = {}) {
    super(body.detail ?? body.title ?? body.error?.message ?? "");
    this.status = status;
    this.code = body.code ?? body.error?.code ?? (status === 0 ? "network" : `http.${status}`);
    this.problems = body.problems ?? [];
    this.requestId = body.request_id;
    this.current = body.current;
  }
}

interface ProblemBody {
  title?: string;
  detail?: string;
  code?: string;
  request_id?: string;
  problems?: Problem[];
  current?: RecordData;
  error?: { code?: string; message?: string };
}

export interface RequestOptions {
  method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  body?: Json | RecordData | Blob;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface Answer<T> { data: T; status: number; headers: Headers }

let language: Language = "zh-CN";
let onSignedOut: () => void = () => {};

export const setRequestLanguage = (next: Language) => { language = next; };
export const setSignedOutHandler = (handler: () => void) => { onSignedOut = handler; };

/** `{ $top: 50, $filter: undefined }` → `?%24top=50`; spaces as %20, since `+` is a plus sign in a filter. */
export function queryString(parameters: Record<string, string | number | boolean | undefined>): string {
  const parts = Object.entries(parameters)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value]) => `${name.replace(/[^\w$.@-]/g, encodeURIComponent)}=${encodeURIComponent(String(value))}`);
  return parts.length ? `?${parts.join("&")}` : "";
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const body = await response.json().catch(() => ({})) as ProblemBody;
  return new ApiProblem(response.status, body);
}

export async function send<T = Json>(path: string, options: RequestOptions = {}): Promise<Answer<T>> {
  const isBlob = options.body instanceof Blob;
  const headers: Record<string, string> = {
    Accept: "application/json",
    "Accept-Language": language,
    ...(options.body !== undefined && { "Content-Type": isBlob ? "application/octet-stream" : "application/json" }),
    ...options.headers,
  };
  const body = options.body === undefined ? undefined : isBlob ? options.body as Blob : JSON.stringify(options.body);
  let response: Response;
  try {
    response = await fetch(apiRoot + path, {
      method: options.method ?? "GET", headers, body, signal: options.signal, credentials: "same-origin",
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiProblem(0);
  }
  if (!response.ok) {
    const problem = await problemOf(response);
    if (response.status === 401 && !path.startsWith("auth/")) onSignedOut();
    throw problem;
  }
  const text = response.status === 204 ? "" : await response.text();
  return { data: (text ? JSON.parse(text) : null) as T, status: response.status, headers: response.headers };
}

export const get = async <T>(path: string, options: RequestOptions = {}): Promise<T> =>
  (await send<T>(path, options)).data;

/** A key that makes a repeated POST the same POST. */
export const idempotencyKey = (): Record<string, string> => ({ "Idempotency-Key": newKey() });

function newKey(): string {
  // randomUUID exists in secure contexts alone; a house server is often reached by plain http in its own network.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
