/** A body sent so that it can be told how far it is, which fetch cannot. */

/**
 * @param {string} url
 * @param {string} method
 * @param {Blob} body
 * @param {(share: number) => void} onSent told how much of it is sent, 0 to 1: all of it, when the server begins to read
 * @param {AbortSignal} [signal]
 * @returns {Promise<Response>} rejects where the server cannot be reached, or `signal` ends it
 */
export function sent(url, method, body, onSent, signal) {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.upload.addEventListener("progress", ({ loaded, total }) => onSent(total ? loaded / total : 0));
    call.upload.addEventListener("load", () => onSent(1));
    call.addEventListener("load", () => {
      const retryAfter = call.getResponseHeader("Retry-After");
      resolve(new Response(call.response || null, { status: call.status, headers: retryAfter === null ? {} : { "Retry-After": retryAfter } }));
    });
    for (const failure of ["error", "abort", "timeout"]) call.addEventListener(failure, () => reject(new TypeError("The body could not be sent.")));
    signal?.addEventListener("abort", () => call.abort());
    call.open(method, url);
    call.send(body);
  });
}
