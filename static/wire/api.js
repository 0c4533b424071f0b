/** REST under /api/v1, with the one shape of errors. */

import { sent as sentBody } from "./sending.js";

/** @typedef {import("./types.js").ApiErrorBody} ApiErrorBody */

const BASE = "/api/v1";
const RETRY_LIMIT_MS = 4000;

/** What the server refused, and why. */
export class ApiError extends Error {
  /**
   * @param {Partial<ApiErrorBody>} body
   * @param {number} [status] HTTP status, 0 when there was none
   * @param {number} [retryAfterMs] when to ask again; 0: asking again is of no use
   */
  constructor(body, status = 0, retryAfterMs = 0) {
    super(body.message || sentence(body));
    this.name = "ApiError";
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.path = body.path ?? "";
    this.expected = body.expected ?? "";
    this.got = body.got ?? "";
    this.hint = body.hint ?? "";
  }
}

/** The server could not be reached. */
export class Unreachable extends Error {
  constructor() {
    super("The server cannot be reached.");
    this.name = "Unreachable";
  }
}

/**
 * @param {string} path under /api/v1, with its leading slash
 * @param {{ method?: string, body?: any, signal?: AbortSignal, onSent?: (share: number) => void }} [options]
 *   body: sent as JSON, or a Blob as it is; onSent: told how much of a Blob is sent, 0 to 1
 * @returns {Promise<any>} the JSON answered
 * @throws {ApiError | Unreachable}
 */
export async function request(path, { method = "GET", body: sent, signal, onSent } = {}) {
  let response;
  try {
    response = sent instanceof Blob && onSent ? await sentBody(BASE + path, method, sent, onSent, signal) : await fetch(BASE + path, {
      method,
      ...(signal ? { signal } : {}),
      ...(sent === undefined ? {} : sent instanceof Blob ? { body: sent } : { body: JSON.stringify(sent), headers: { "Content-Type": "application/json" } }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable();
  }
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  const body = answer?.error ?? { message: `The server answered ${response.status}.` };
  throw new ApiError(body, response.status, 1000 * Number(response.headers.get("Retry-After") ?? 0));
}

/**
 * As request(), but waits while the server starts or its engine loads.
 * @param {string} path
 * @param {{ method?: string, body?: any }} [options]
 */
export async function requestWhenReady(path, options) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await request(path, options);
    } catch (error) {
      const starting = error instanceof ApiError && error.status === 503 && error.retryAfterMs > 0;
      if (!starting && !(error instanceof Unreachable)) throw error;
      await pause(Math.min(RETRY_LIMIT_MS, 150 * 1.5 ** attempt));
    }
  }
}

/** @param {number} durationMs */
function pause(durationMs) {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

/** @param {Partial<ApiErrorBody>} body */
function sentence({ path, expected, got, hint }) {
  if (!expected) return "The server refused this without saying why.";
  return `${path ? `${path}: ` : ""}expected ${expected}, got ${got}.${hint ? ` ${hint}` : ""}`;
}
